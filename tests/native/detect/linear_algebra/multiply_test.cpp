// The tile of a product against sums written out in f64, over awkward sizes, on every version this processor runs.
#include "detect/kernels/multiply.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "common/formula.h"

namespace diffcont {
namespace {

template <class T>
std::vector<T> values(const std::string& name, int64_t count) {
  const auto uniform = formula::uniform_values(name, count);
  return {uniform.begin(), uniform.end()};
}

template <class T>
class Multiply : public testing::Test {};

using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Multiply, Types);

TYPED_TEST(Multiply, IsTheSumWrittenOutAtAwkwardSizes) {
  using T = TypeParam;
  const double unit = std::numeric_limits<T>::epsilon();
  for (const auto& version : kernels::multiply_versions<T>()) {
    for (const int64_t rows : {1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 31}) {
      for (const int64_t depth : {0, 1, 2, 3, 16, 63, 257}) {
        for (int64_t width = version.lanes; width <= version.panel; width += version.lanes) {
          const int64_t right_stride = width + 3, result_stride = width + 5;
          const auto a = values<T>("a", rows * depth + 40), b = values<T>("b", depth * right_stride + width);
          for (const bool by_rows : {true, false}) {
            for (const bool add : {true, false}) {
              const kernels::LeftMatrix<T> left{a.data(), by_rows ? depth + 1 : 1, by_rows ? 1 : rows};
              if (by_rows && rows * (depth + 1) > static_cast<int64_t>(a.size())) continue;
              if (left.column_stride == 1 && left.row_stride == 1 && rows > 1) continue;
              std::vector<T> result(static_cast<size_t>(rows * result_stride), T{7});
              version.multiply(left, rows, b.data(), right_stride, width, depth, result.data(), result_stride, add);
              for (int64_t r = 0; r < rows; ++r) {
                for (int64_t c = 0; c < result_stride; ++c) {
                  double expected = add || c >= width ? 7 : 0, size = 7;
                  for (int64_t k = 0; k < depth && c < width; ++k) {
                    const double term = static_cast<double>(a[r * left.row_stride + k * left.column_stride]) *
                                        static_cast<double>(b[k * right_stride + c]);
                    expected += term;
                    size += std::abs(term);
                  }
                  ASSERT_NEAR(result[r * result_stride + c], expected, unit * size * static_cast<double>(depth + 1))
                      << version.name << " " << rows << " x " << depth << " x " << width << " at " << r << "," << c;
                }
              }
            }
          }
        }
      }
    }
  }
}

TYPED_TEST(Multiply, ARowDoesNotDependOnTheOthers) {
  using T = TypeParam;
  constexpr int64_t rows = 23, depth = 77;
  for (const auto& version : kernels::multiply_versions<T>()) {
    const auto a = values<T>("a", rows * depth), b = values<T>("b", depth * version.panel);
    std::vector<T> all(static_cast<size_t>(rows * version.panel)), one(static_cast<size_t>(version.panel));
    version.multiply({a.data(), depth, 1}, rows, b.data(), version.panel, version.panel, depth, all.data(),
                     version.panel, false);
    for (int64_t r = 0; r < rows; ++r) {
      version.multiply({a.data() + r * depth, depth, 1}, 1, b.data(), version.panel, version.panel, depth, one.data(),
                       version.panel, false);
      EXPECT_TRUE(std::equal(one.begin(), one.end(), all.begin() + r * version.panel)) << version.name << " " << r;
    }
  }
}

}  // namespace
}  // namespace diffcont
