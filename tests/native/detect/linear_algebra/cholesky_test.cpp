// Factors and inverses against their products written out.
#include "detect/linear_algebra/cholesky.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "common/formula.h"

namespace diffcont {
namespace {

// Positive definite; the upper triangle, which is not to be read, is noise.
SquareMatrix covariance_of(int64_t size) {
  const auto values = formula::uniform_values("rows", size * size);
  SquareMatrix s(size);
  for (int64_t a = 0; a < size; ++a) {
    for (int64_t b = 0; b < size; ++b) {
      double sum = a == b ? 0.1 : 0;
      for (int64_t k = 0; k < size; ++k) sum += values[a * size + k] * values[b * size + k];
      s(a, b) = b <= a ? sum : 77;
    }
  }
  return s;
}

TEST(Cholesky, FactorAndInverseAreTriangularAndGiveTheMatrixAndOneBack) {
  for (const int64_t size : {1, 2, 7, 8, 23, 24, 25, 33, 48, 50, 97, 176}) {
    const SquareMatrix s = covariance_of(size);
    SquareMatrix factor = covariance_of(size), inverse(size);
    inverse.fill(-5);
    factorise(factor, inverse);
    for (int64_t a = 0; a < factor.stride(); ++a) {
      for (int64_t b = 0; b < factor.stride(); ++b) {
        double square = 0, one = 0;
        for (int64_t k = 0; k < size; ++k) square += factor(a, k) * factor(b, k), one += factor(a, k) * inverse(k, b);
        if (a < size && b <= a) {
          ASSERT_NEAR(square, s(a, b), 1e-10 * s(a, a)) << size;
        }
        if (a < size && b < size) {
          ASSERT_NEAR(one, a == b ? 1 : 0, 1e-9) << size;
        }
        if (b > a || a >= size) {
          ASSERT_EQ(factor(a, b), 0) << size;
          ASSERT_EQ(inverse(a, b), 0) << size;
        }
      }
    }
  }
}

TEST(Cholesky, RefusesWhatIsNotPositiveDefinite) {
  for (const int64_t size : {3, 60}) {
    SquareMatrix s = covariance_of(size), inverse(size);
    s(size - 1, size - 1) = -1;
    EXPECT_THROW(factorise(s, inverse), std::runtime_error);
  }
}

TEST(Cholesky, MultipliesLowerTriangles) {
  for (const int64_t size : {1, 9, 32, 40, 75, 176}) {
    SquareMatrix a = covariance_of(size), b(size), result(size);
    factorise(a, b);
    result.fill(3);
    multiply_lower(b, b, result);
    for (int64_t i = 0; i < size; ++i) {
      for (int64_t j = 0; j < size; ++j) {
        double sum = 0;
        for (int64_t k = 0; k < size; ++k) sum += b(i, k) * b(k, j);
        ASSERT_NEAR(result(i, j), sum, 1e-11 * (1 + std::abs(sum))) << size;
      }
    }
  }
}

}  // namespace
}  // namespace diffcont
