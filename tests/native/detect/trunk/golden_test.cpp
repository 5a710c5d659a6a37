// Against torch (tests/parity/trunk_golden.py).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "detect/trunk/support.h"

namespace diffcont {
namespace {

using small_trunk::Json;

Json golden(const std::string& name) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/trunk/" + name);
  return Json::parse(in);
}

// Tolerances are shares of the output's largest magnitude and of its norm.
void expect_outputs(const Trunk& trunk, const std::string& name, const Json& expected, size_t blocks,
                    const std::vector<TrunkOutput>& outputs, int64_t size, double tolerance) {
  const std::vector<float> features = read(trunk, small_trunk::image(name, size), 1, size, outputs);
  size_t begin = 0;
  for (size_t i = 0; i < blocks; ++i) {
    const std::vector<TrunkOutput> one = {outputs[i]};
    const auto count = static_cast<size_t>(trunk.features_size(size, one.data(), 1));
    const Json& summary = expected.at("blocks." + std::to_string(i));
    const double largest = summary.at("largest");
    double norm = 0;
    for (size_t k = 0; k < count; ++k) norm += std::pow(static_cast<double>(features[begin + k]), 2);
    EXPECT_NEAR(std::sqrt(norm), summary.at("norm"), tolerance * summary.at("norm").get<double>()) << name << " " << i;
    const std::string key = "positions:" + name + "." + std::to_string(i);
    const Json& samples = summary.at("samples");
    for (size_t k = 0; k < samples.size(); ++k) {
      const uint64_t at = formula::word(formula::name_key(key), k) % count;
      ASSERT_NEAR(features[begin + at], samples[k].get<double>(), tolerance * largest)
          << name << ", block " << i << ", value " << at;
    }
    begin += count;
  }
}

TEST(TrunkGolden, StacksAreAsTorchComputesThem) {
  const Json file = golden("stacks.json");
  int stacks = 0;
  for (const auto& [name, expected] : file.items()) {
    if (name == "made_with") continue;
    ++stacks;
    const Json& settings = expected.at("settings");
    const int64_t size = settings.at("image_size");
    const TrunkFile weights = trunk_file(small_trunk::content(settings.at("description")));
    const auto outputs = all_blocks(weights.description, size);
    for (const bool bf16 : {false, true}) {
      const Trunk trunk(weights, *kernels::trunk_kernels(bf16).front());
      expect_outputs(trunk, name, expected, outputs.size(), outputs, size, bf16 ? 3e-2 : 1e-5);
    }
  }
  EXPECT_EQ(stacks, 3);
}

TEST(TrunkGolden, EfficientNetLite0IsAsItsPackageComputesIt) {
  const std::filesystem::path file =
      std::filesystem::path(DIFFCONT_SOURCE) / "third_party/fetched/trunk/efficientnet-lite0.safetensors";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: third_party/fetch gets it";
  const std::string name = "efficientnet_lite0";
  const Json expected = golden(name + ".json").at(name);
  const int64_t size = expected.at("settings").at("image_size");
  const TrunkFile weights = read_trunk_file(file);
  ASSERT_EQ(weights.description.blocks.size(), 16u);
  const auto outputs = all_blocks(weights.description, size);
  for (const bool bf16 : {false, true}) {
    const Trunk trunk(weights, *kernels::trunk_kernels(bf16).front());
    expect_outputs(trunk, name, expected, outputs.size(), outputs, size, bf16 ? 5e-2 : 1e-5);
  }
}

}  // namespace
}  // namespace diffcont
