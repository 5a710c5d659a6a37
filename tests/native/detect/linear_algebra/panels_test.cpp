// Products of matrices in panels, and the decompositions, against loops in f64.
#include "detect/linear_algebra/panels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "common/formula.h"
#include "common/runtime/threads.h"
#include "detect/linear_algebra/decompositions.h"

namespace diffcont {
namespace {

Panels<double> panels_of(const std::vector<double>& values, int64_t rows, int64_t columns) {
  Panels<double> panels(rows, columns);
  panels.fill([&](int64_t r, int64_t c) { return values[static_cast<size_t>(r * columns + c)]; });
  return panels;
}

TEST(Panels, HoldEachElementWhereItsOffsetSays) {
  for (const int64_t columns : {1, 7, 8, 24, 25, 48, 49, 130}) {
    const auto values = formula::uniform_values("m", 5 * columns);
    const Panels<double> panels = panels_of(values, 5, columns);
    for (int64_t r = 0; r < 5; ++r) {
      for (int64_t c = 0; c < columns; ++c) {
        ASSERT_EQ(panels.data()[panels.layout().offset(r, c)], values[static_cast<size_t>(r * columns + c)]);
      }
    }
  }
}

TEST(Panels, MultiplyAsWrittenOut) {
  for (const int64_t columns : {1, 7, 24, 40, 130}) {
    constexpr int64_t rows = 11, depth = 37;
    const auto a = formula::uniform_values("a", rows * depth), b = formula::uniform_values("b", depth * columns);
    const Panels<double> right = panels_of(b, depth, columns);
    const int64_t stride = right.layout().padded_columns();
    std::vector<double> result(static_cast<size_t>(rows * stride), 7.0);
    multiply<double>({a.data(), depth, 1}, rows, right.layout(), right.data(), result.data(), stride);
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < stride; ++c) {
        double expected = 0;
        for (int64_t k = 0; k < depth && c < columns; ++k) expected += a[r * depth + k] * b[k * columns + c];
        ASSERT_NEAR(result[r * stride + c], expected, 1e-13) << columns;
      }
    }
  }
}

TEST(Panels, MultiplyByAnUpperTriangleAsByTheWholeMatrix) {
  for (const int64_t size : {1, 5, 40, 130}) {
    constexpr int64_t rows = 3;
    const auto a = formula::uniform_values("a", rows * size), values = formula::uniform_values("u", size * size);
    Panels<double> upper(size, size);
    upper.fill([&](int64_t r, int64_t c) { return r <= c ? values[static_cast<size_t>(r * size + c)] : 0.0; });
    const int64_t stride = upper.layout().padded_columns();
    std::vector<double> whole(static_cast<size_t>(rows * stride)), part = whole;
    multiply<double>({a.data(), size, 1}, rows, upper.layout(), upper.data(), whole.data(), stride);
    multiply_by_upper<double>({a.data(), size, 1}, rows, upper.layout(), upper.data(), part.data(), stride);
    EXPECT_EQ(part, whole) << size;
  }
}

TEST(Gram, IsTheProductWithItselfWithAnyNumberOfThreads) {
  const int threads = thread_count();
  for (const int64_t columns : {1, 9, 40, 130}) {
    constexpr int64_t rows = 53;
    const auto values = formula::uniform_values("m", rows * columns);
    const Panels<double> m = panels_of(values, rows, columns);
    const int64_t stride = m.layout().padded_columns();
    Buffer<double> one = Buffer<double>::zeros(stride * stride), three = Buffer<double>::zeros(stride * stride);
    set_threads(1);
    add_gram(m, one.data());
    add_gram(m, one.data());
    set_threads(3);
    add_gram(m, three.data());
    add_gram(m, three.data());
    mirror(three.data(), columns, stride);
    for (int64_t i = 0; i < columns; ++i) {
      for (int64_t j = 0; j < columns; ++j) {
        double expected = 0;
        for (int64_t k = 0; k < rows; ++k) expected += 2 * values[k * columns + i] * values[k * columns + j];
        ASSERT_NEAR(three[i * stride + j], expected, 1e-12) << columns;
        if (j <= i) {
          ASSERT_EQ(three[i * stride + j], one[i * stride + j]);
        }
      }
    }
  }
  set_threads(threads);
}

// A positive definite matrix: m m^T with a little on the diagonal.
std::vector<double> positive_definite(int64_t size) {
  const auto m = formula::uniform_values("m", size * size);
  std::vector<double> product(static_cast<size_t>(size * size));
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t j = 0; j < size; ++j) {
      for (int64_t k = 0; k < size; ++k) product[i * size + j] += m[i * size + k] * m[j * size + k];
    }
    product[i * size + i] += 0.1;
  }
  return product;
}

TEST(Decompositions, EigenvectorsTurnTheMatrixIntoItsEigenvalues) {
  for (const int64_t size : {1, 2, 17, 60}) {
    const auto matrix = positive_definite(size);
    const SymmetricEigen eigen = symmetric_eigen(matrix.data(), size, size);
    EXPECT_EQ(symmetric_eigenvalues(matrix.data(), size, size).size(), static_cast<size_t>(size));
    for (int64_t v = 0; v < size; ++v) {
      if (v > 0) {
        EXPECT_LE(eigen.values[v - 1], eigen.values[v]);
      }
      for (int64_t i = 0; i < size; ++i) {
        double product = 0;
        for (int64_t j = 0; j < size; ++j) product += matrix[i * size + j] * eigen.vectors[j * size + v];
        ASSERT_NEAR(product, eigen.values[v] * eigen.vectors[i * size + v], 1e-10) << size;
      }
    }
  }
}

TEST(Decompositions, TheInvertedFactorWhitens) {
  for (const int64_t size : {1, 2, 17, 60}) {
    const auto matrix = positive_definite(size);
    auto w = matrix;
    invert_cholesky_factor(w.data(), size);
    // W S W^T is the identity.
    for (int64_t i = 0; i < size; ++i) {
      for (int64_t j = 0; j < size; ++j) {
        if (j > i) {
          ASSERT_EQ(w[i * size + j], 0);
        }
        double sum = 0;
        for (int64_t a = 0; a < size; ++a) {
          for (int64_t b = 0; b < size; ++b) sum += w[i * size + a] * matrix[a * size + b] * w[j * size + b];
        }
        ASSERT_NEAR(sum, i == j ? 1 : 0, 1e-9) << size;
      }
    }
  }
}

TEST(Decompositions, RefuseAMatrixThatIsNotPositiveDefinite) {
  std::vector<double> matrix = {1, 0, 0, -1};
  EXPECT_THROW(invert_cholesky_factor(matrix.data(), 2), std::runtime_error);
}

}  // namespace
}  // namespace diffcont
