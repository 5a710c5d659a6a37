// Counter-based noise: the generator's published vectors, the golden file of tests/parity/ddim_golden.py, moments.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <vector>

#include "common/random/noise.h"
#include "common/random/philox.h"
#include "common/runtime/threads.h"

namespace diffcont {
namespace {

std::vector<float> noise(uint64_t seed, uint64_t stream, int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  fill_noise(seed, stream, values.data(), count);
  return values;
}

double correlation(const std::vector<float>& a, const std::vector<float>& b, size_t lag) {
  double sum = 0;
  for (size_t i = 0; i + lag < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i + lag];
  return sum / static_cast<double>(a.size() - lag);
}

// Random123's known-answer vectors for philox4x32 with 10 rounds.
TEST(Philox, GivesThePublishedVectors) {
  using Words = std::array<uint32_t, 4>;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Noise, RandomWordsAreTheGeneratorsInOrder) {
  for (uint32_t i = 0; i < 9; ++i) {
    const auto block = philox4x32({i / 4, 0, 7, 1}, {3, 2});
    EXPECT_EQ(random_word((uint64_t{2} << 32) + 3, (uint64_t{1} << 32) + 7, i), block[i % 4]);
  }
}

TEST(Noise, IsThatOfTheIndependentImplementation) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/ddim/noise.json");
  const auto golden = nlohmann::json::parse(in);
  for (const auto& item : golden.at("cases")) {
    const auto expected = item.at("values").get<std::vector<float>>();
    const auto actual = noise(item.at("seed"), item.at("stream"), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_FLOAT_EQ(actual[i], expected[i]) << item.dump();
  }
}

TEST(Noise, AValueDoesNotDependOnCountChunkOrThreads) {
  const auto all = noise(3, 9, 20000);
  for (const int64_t count : {0, 1, 2, 3, 5, 4095, 19999}) {
    const auto part = noise(3, 9, count);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin())) << count;
  }
  const int threads = thread_count();
  set_threads(1);
  EXPECT_EQ(noise(3, 9, 20000), all);
  set_threads(threads);
}

TEST(Noise, HasTheMomentsOfAStandardNormal) {
  const auto values = noise(1, 2, 1 << 20);
  const double n = static_cast<double>(values.size());
  double moments[5] = {};
  for (const float v : values) {
    for (int k = 1; k <= 4; ++k) moments[k] += std::pow(static_cast<double>(v), k) / n;
  }
  // Five standard errors of each moment's estimate.
  const double unit = 5 / std::sqrt(n);
  EXPECT_NEAR(moments[1], 0, unit);
  EXPECT_NEAR(moments[2], 1, unit * std::sqrt(2));
  EXPECT_NEAR(moments[3], 0, unit * std::sqrt(15));
  EXPECT_NEAR(moments[4], 3, unit * std::sqrt(96));
}

TEST(Noise, SeedsStreamsAndIndicesAreIndependent) {
  const auto values = noise(1, 2, 1 << 18);
  const double limit = 5 / std::sqrt(static_cast<double>(values.size()));
  EXPECT_NEAR(correlation(values, noise(2, 2, 1 << 18), 0), 0, limit);
  EXPECT_NEAR(correlation(values, noise(1, 3, 1 << 18), 0), 0, limit);
  for (const size_t lag : {1, 2, 3, 4, 8}) EXPECT_NEAR(correlation(values, values, lag), 0, limit) << lag;
}

}  // namespace
// The values as extended precision gives them. The generator's own are correct to half a bit of f64 and a little, so
// that one rounds differently in some ten million.
TEST(Noise, IsTheRoundedBoxMullerOfItsWords) {
  constexpr int64_t kPairs = 1 << 16;
  const auto values = noise(21, 4, 2 * kPairs);
  for (int64_t i = 0; i < kPairs; ++i) {
    const auto unit = [&](int64_t index) {
      return (random_word(21, 4, static_cast<uint64_t>(index)) + 0.5L) * 0x1p-32L;
    };
    const long double radius = std::sqrt(-2 * std::log(unit(2 * i)));
    const long double angle = 2 * std::numbers::pi_v<long double> * unit(2 * i + 1);
    ASSERT_EQ(values[static_cast<size_t>(2 * i)], static_cast<float>(radius * std::cos(angle))) << i;
    ASSERT_EQ(values[static_cast<size_t>(2 * i + 1)], static_cast<float>(radius * std::sin(angle))) << i;
  }
}

}  // namespace diffcont
