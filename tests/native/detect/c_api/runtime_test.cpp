#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "detect/c_api/support.h"

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
  const nlohmann::json description = read(&dc_runtime_describe);
  for (const char* key : {"version", "compiler", "cpu"}) {
    EXPECT_TRUE(description.at(key).is_string() && !description.at(key).get<std::string>().empty()) << key;
  }
  EXPECT_EQ(description.at("abi"), DC_ABI_VERSION);
  EXPECT_GE(description.at("threads").get<int>(), 1);
}

TEST(Runtime, SetsTheNumberOfThreadsForEveryCall) {
  ASSERT_OK(dc_set_threads(1));
  EXPECT_EQ(read(&dc_runtime_describe).at("threads"), 1);
  ASSERT_OK(dc_set_threads(2));
  EXPECT_EQ(read(&dc_runtime_describe).at("threads"), 2);
  ASSERT_OK(dc_set_threads(0));
  EXPECT_GE(read(&dc_runtime_describe).at("threads").get<int>(), 1);
}

TEST(Runtime, ReportsStructLayoutsAsThisCompilerSeesThem) {
  const nlohmann::json layouts = read(&dc_struct_layouts);
  EXPECT_EQ(layouts.size(), 2u);
  EXPECT_EQ(layouts["dc_normality_config"]["size"], sizeof(dc_normality_config));
  EXPECT_EQ(layouts["dc_image_features_config"]["fields"]["grid"], offsetof(dc_image_features_config, grid));
}

}  // namespace
