// Effective rank of known clouds.
#include "detect/normality/effective_rank.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "common/formula.h"
#include "common/storage/errors.h"

namespace diffcont {
namespace {

double rank_of(const std::vector<float>& rows, int64_t count) {
  return effective_rank(rows.data(), count, static_cast<int64_t>(rows.size()) / count);
}

TEST(EffectiveRank, OfALineIsOne) {
  const auto positions = formula::uniform_values("positions", 20), direction = formula::uniform_values("way", 50);
  std::vector<float> rows;
  for (const double position : positions) {
    for (const double step : direction) rows.push_back(static_cast<float>(3 + position * step));
  }
  EXPECT_NEAR(rank_of(rows, 20), 1, 1e-3);
}

// Both ends of every axis.
std::vector<float> cross(const std::vector<float>& lengths) {
  const size_t size = lengths.size();
  std::vector<float> rows(2 * size * size);
  for (size_t i = 0; i < size; ++i) {
    rows[i * size + i] = lengths[i];
    rows[(size + i) * size + i] = -lengths[i];
  }
  return rows;
}

TEST(EffectiveRank, OfAnEvenSpreadIsTheDimension) {
  EXPECT_NEAR(rank_of(cross(std::vector<float>(6, 1.0f)), 12), 6, 1e-9);
  // Fewer rows than dimensions: corners of a simplex spread evenly over count - 1.
  std::vector<float> corners(5 * 40);
  for (size_t i = 0; i < 5; ++i) corners[i * 40 + i] = 1;
  EXPECT_NEAR(rank_of(corners, 5), 4, 1e-9);
}

TEST(EffectiveRank, IsTheExponentialOfTheEntropy) {
  // Variances along the axes are 9 to 1.
  EXPECT_NEAR(rank_of(cross({3, 1}), 4), std::exp(-0.9 * std::log(0.9) - 0.1 * std::log(0.1)), 1e-9);
}

TEST(EffectiveRank, OfManyRowsAndOfManyDimensionsIsThatOfTheirCovariance) {
  // More than one block of terms either way: the rank of the rows is that of a matrix and of its transpose, centred.
  for (const auto& [count, dimension] : {std::pair<int64_t, int64_t>{700, 30}, {30, 700}}) {
    const auto values = formula::uniform_values("cloud", count * dimension);
    const std::vector<float> rows(values.begin(), values.end());
    const double rank = rank_of(rows, count);
    EXPECT_GT(rank, 25);
    EXPECT_LT(rank, 30);
  }
}

TEST(EffectiveRank, OfEqualRowsIsZero) { EXPECT_EQ(rank_of(std::vector<float>(7 * 30, 0.1f), 7), 0.0); }

TEST(EffectiveRank, RefusesOneRowAndValuesThatAreNotFinite) {
  EXPECT_THROW(rank_of(std::vector<float>(3), 1), std::invalid_argument);
  std::vector<float> broken(9);
  broken[4] = std::numeric_limits<float>::infinity();
  EXPECT_THROW(rank_of(broken, 3), NotFiniteError);
}

}  // namespace
}  // namespace diffcont
