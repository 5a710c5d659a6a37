// Inner products against sums written out, over awkward sizes, on every version this processor runs.
#include "detect/kernels/dots.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/formula.h"

namespace diffcont {
namespace {

std::vector<float> values(const std::string& name, int64_t count) {
  const auto uniform = formula::uniform_values(name, count);
  return {uniform.begin(), uniform.end()};
}

TEST(Dots, AreTheSumsWrittenOutAndDoNotDependOnOtherRows) {
  for (const kernels::DotsVersion& version : kernels::dots_versions()) {
    for (const int64_t rows : {1, 2, 3, 4, 5, 9}) {
      for (const int64_t columns : {1, 3, 4, 5, 11}) {
        for (const int64_t length : {int64_t{0}, kernels::kDotLanes, 5 * kernels::kDotLanes, 31 * kernels::kDotLanes}) {
          const int64_t left_stride = length + 1, right_stride = length + 2, stride = columns + 3;
          const auto a = values("a", rows * left_stride), b = values("b", columns * right_stride);
          std::vector<float> result(static_cast<size_t>(rows * stride), 7.0f);
          version.dots(a.data(), left_stride, rows, b.data(), right_stride, columns, length, result.data(), stride);
          for (int64_t r = 0; r < rows; ++r) {
            for (int64_t c = 0; c < stride; ++c) {
              double expected = c < columns ? 0 : 7, size = 1;
              for (int64_t k = 0; k < length && c < columns; ++k) {
                const double term = static_cast<double>(a[r * left_stride + k]) * b[c * right_stride + k];
                expected += term;
                size += std::abs(term);
              }
              ASSERT_NEAR(result[r * stride + c], expected, 1e-6 * size)
                  << version.name << " " << rows << " x " << columns << " x " << length;
              if (c >= columns) continue;
              float alone = 0;
              version.dots(a.data() + r * left_stride, left_stride, 1, b.data() + c * right_stride, right_stride, 1,
                           length, &alone, 1);
              ASSERT_EQ(alone, result[r * stride + c]) << version.name;
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace diffcont
