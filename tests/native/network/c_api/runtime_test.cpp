#include <dlfcn.h>

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "network/c_api/support.h"

namespace {

using TextFunction = dc_status (*)(char*, size_t, size_t*);

nlohmann::json read(TextFunction function) {
  size_t length = 0;
  EXPECT_OK(function(nullptr, 0, &length));
  std::string text(length + 1, '\0');
  EXPECT_OK(function(text.data(), text.size(), &length));
  text.resize(length);
  return nlohmann::json::parse(text);
}

TEST(Runtime, DescribesItself) {
  const nlohmann::json description = read(&dcn_runtime_describe);
  for (const char* key : {"version", "compiler", "torch", "parallel", "cpu_capability", "blas", "device"}) {
    EXPECT_TRUE(description.at(key).is_string() && !description.at(key).get<std::string>().empty()) << key;
  }
  EXPECT_EQ(description.at("abi"), DCN_ABI_VERSION);
  EXPECT_TRUE(description.at("bf16").is_boolean());
  EXPECT_GE(description.at("threads").get<int>(), 1);
}

TEST(Runtime, DescribeRefusesMissingPointers) {
  size_t length = 0;
  EXPECT_FAILS(dcn_runtime_describe(nullptr, 0, nullptr), DC_ERROR_INVALID_ARGUMENT, "length");
  EXPECT_FAILS(dcn_runtime_describe(nullptr, 10, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  EXPECT_FAILS(dcn_struct_layouts(nullptr, 0, nullptr), DC_ERROR_INVALID_ARGUMENT, "length");
  EXPECT_FAILS(dcn_struct_layouts(nullptr, 10, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
}

TEST(Runtime, SetsTheNumberOfThreadsForEveryCall) {
  ASSERT_OK(dcn_set_threads(1));
  EXPECT_EQ(read(&dcn_runtime_describe).at("threads"), 1);
  ASSERT_OK(dcn_set_threads(2));
  EXPECT_EQ(read(&dcn_runtime_describe).at("threads"), 2);
  ASSERT_OK(dcn_set_threads(0));
  EXPECT_GE(read(&dcn_runtime_describe).at("threads").get<int>(), 1);
}

TEST(Runtime, KeepsTheMatrixLibraryToTheCallingThread) {
  void* const library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) GTEST_SKIP() << "this libtorch multiplies without OpenBLAS";
  ASSERT_OK(dcn_set_threads(3));
  const auto threads = reinterpret_cast<int (*)()>(dlsym(library, "openblas_get_num_threads"));
  ASSERT_NE(threads, nullptr);
  EXPECT_EQ(threads(), 1) << "a second pool of threads takes the processors from the first";
  ASSERT_OK(dcn_set_threads(0));
}

TEST(Runtime, RefusesThreadNumbersOutOfRange) {
  EXPECT_FAILS(dcn_set_threads(-1), DC_ERROR_INVALID_ARGUMENT, "threads is -1");
  EXPECT_FAILS(dcn_set_threads(1025), DC_ERROR_INVALID_ARGUMENT, "threads is 1025");
}

TEST(Runtime, ReportsStructLayoutsAsThisCompilerSeesThem) {
  const nlohmann::json layouts = read(&dcn_struct_layouts);
  EXPECT_EQ(layouts.size(), 7u);
  EXPECT_EQ(layouts["dcn_network_config"]["size"], sizeof(dcn_network_config));
  EXPECT_EQ(layouts["dcn_network_config"]["fields"]["beta_end"], offsetof(dcn_network_config, beta_end));
  EXPECT_EQ(layouts["dcn_sampler_config"]["size"], sizeof(dcn_sampler_config));
  EXPECT_EQ(layouts["dcn_reading"]["fields"]["noise_seed"], offsetof(dcn_reading, noise_seed));
  EXPECT_EQ(layouts["dcn_training_config"]["size"], sizeof(dcn_training_config));
  EXPECT_EQ(layouts["dcn_losses"]["fields"]["gradient_norm"], offsetof(dcn_losses, gradient_norm));
  EXPECT_EQ(layouts["dcn_backbone_config"]["size"], sizeof(dcn_backbone_config));
  EXPECT_EQ(layouts["dcn_backbone_config"]["fields"]["std"], offsetof(dcn_backbone_config, std));
  EXPECT_EQ(layouts["dcn_stored_outputs"]["size"], sizeof(dcn_stored_outputs));
  EXPECT_EQ(layouts["dcn_stored_outputs"]["fields"]["replay_weight"], offsetof(dcn_stored_outputs, replay_weight));
}

}  // namespace
