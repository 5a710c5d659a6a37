// Every kind of kernels that this processor runs against a trunk written out in f64, on one table of trunks.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "detect/trunk/plain.h"
#include "detect/trunk/support.h"

namespace diffcont {
namespace {

using small_trunk::block;
using small_trunk::description;

struct Case {
  const char* name;
  int64_t size;
  small_trunk::Json trunk;
};

std::vector<Case> cases() {
  return {
      {"channels that fill no vector", 64,
       description(20, {block(20, 20, 12, 3, 1), block(12, 40, 24, 3, 2), block(24, 72, 24, 5, 1, true),
                        block(24, 100, 40, 5, 2), block(40, 40, 40, 5, 1, true), block(40, 240, 33, 3, 2)})},
      {"one channel", 32, description(1, {block(1, 1, 1, 3, 1), block(1, 2, 1, 5, 1, true), block(1, 3, 2, 3, 2)})},
      {"whole vectors", 96,
       description(32, {block(32, 32, 16, 3, 1), block(16, 96, 32, 3, 2), block(32, 160, 32, 5, 1, true)})},
      {"maps of one place", 32,
       description(8, {block(8, 32, 8, 5, 2), block(8, 48, 16, 3, 2), block(16, 64, 16, 5, 2), block(16, 64, 7, 5, 2),
                       block(7, 33, 7, 3, 1, true)})},
      {"several bands a thread", 256, description(16, {block(16, 48, 16, 5, 1, true), block(16, 64, 8, 3, 2)})},
  };
}

// |difference| over |expected|, as Euclidean norms.
double difference(const std::vector<float>& seen, size_t at, const std::vector<double>& expected) {
  double error = 0, norm = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    error += std::pow(seen[at + i] - expected[i], 2);
    norm += std::pow(expected[i], 2);
  }
  return std::sqrt(error / norm);
}

TEST(TrunkKernels, AgreeWithATrunkWrittenOut) {
  for (const Case& item : cases()) {
    const TrunkFile file = trunk_file(small_trunk::content(item.trunk, 4));
    const std::vector<float> image = small_trunk::image(item.name, item.size);
    const std::vector<TrunkOutput> outputs = all_blocks(file.description, item.size);
    const auto f32 = plain::outputs(file, image.data(), item.size, false);
    const auto bf16 = plain::outputs(file, image.data(), item.size, true);
    for (const kernels::TrunkKernels* kernels : kernels::trunk_kernels(true)) {
      const std::vector<float> features = read(Trunk(file, *kernels), image, 1, item.size, outputs);
      size_t at = 0;
      for (size_t i = 0; i < outputs.size(); ++i) {
        const auto& expected = (kernels->bf16 ? bf16 : f32)[i].values;
        // A value at the middle of two bfloat16 may be rounded either way, which the layers after carry on.
        EXPECT_LT(difference(features, at, expected), kernels->bf16 ? 5e-3 : 2e-6)
            << kernels->name << ", " << item.name << ", block " << i;
        if (kernels->bf16) {
          EXPECT_LT(difference(features, at, f32[i].values), 3e-2) << kernels->name << ", " << item.name;
          EXPECT_GT(difference(features, at, f32[i].values), 2e-4) << kernels->name << " multiplies f32";
        }
        at += expected.size();
      }
      EXPECT_EQ(at, features.size());
    }
  }
}

// What the system says the processor has, by another way than the library asks.
std::set<std::string> processor_flags() {
  std::ifstream in("/proc/cpuinfo");
  std::set<std::string> flags;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("flags", 0) != 0) continue;
    std::istringstream words(line.substr(line.find(':') + 1));
    for (std::string word; words >> word;) flags.insert(word);
    break;
  }
  return flags;
}

TEST(TrunkKernels, AreTheFastestThatTheProcessorHas) {
  const std::set<std::string> flags = processor_flags();
  const bool avx512 = flags.contains("avx512f") && flags.contains("avx512bw") && flags.contains("avx512dq") &&
                      flags.contains("avx512vl");
  const bool bf16 = avx512 && flags.contains("avx512_bf16");
  std::vector<std::string> expected;
  if (bf16 && flags.contains("amx_bf16") && flags.contains("amx_tile")) expected.emplace_back("amx_bf16");
  if (bf16) expected.emplace_back("avx512_bf16");
  const size_t of_bf16 = expected.size();
  if (avx512) expected.emplace_back("avx512");
  if (flags.contains("avx2") && flags.contains("fma")) expected.emplace_back("avx2");
  expected.emplace_back("plain");
  std::vector<std::string> names;
  for (const kernels::TrunkKernels* kernels : kernels::trunk_kernels(true)) names.emplace_back(kernels->name);
  EXPECT_EQ(names, expected);
  expected.erase(expected.begin(), expected.begin() + static_cast<int64_t>(of_bf16));
  names.clear();
  for (const kernels::TrunkKernels* kernels : kernels::trunk_kernels(false)) {
    names.emplace_back(kernels->name);
    EXPECT_FALSE(kernels->bf16) << kernels->name;
  }
  EXPECT_EQ(names, expected);
}

}  // namespace
}  // namespace diffcont
