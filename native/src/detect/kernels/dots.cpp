#include "detect/kernels/dots.h"

#include "common/kernels/cpu_features.h"
#include "common/kernels/lane.h"

namespace diffcont::kernels {
namespace {

typedef float Lanes __attribute__((vector_size(kDotLanes * sizeof(float)), aligned(alignof(float)), may_alias));

DIFFCONT_LANE float sum_of(const Lanes& lanes) {
  float sums[kDotLanes];
  for (int64_t i = 0; i < kDotLanes; ++i) sums[i] = lanes[i];
  for (int64_t half = kDotLanes / 2; half > 0; half /= 2) {
    for (int64_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

template <int64_t kRows, int64_t kColumns>
DIFFCONT_LANE void dots_tile(const float* left, int64_t left_stride, const float* right, int64_t right_stride,
                             int64_t length, float* result, int64_t result_stride) {
  Lanes sums[kRows][kColumns] = {};
  for (int64_t k = 0; k < length; k += kDotLanes) {
    Lanes values[kRows];
#pragma GCC unroll 4
    for (int64_t r = 0; r < kRows; ++r) values[r] = *reinterpret_cast<const Lanes*>(left + r * left_stride + k);
#pragma GCC unroll 4
    for (int64_t c = 0; c < kColumns; ++c) {
      const Lanes factor = *reinterpret_cast<const Lanes*>(right + c * right_stride + k);
#pragma GCC unroll 4
      for (int64_t r = 0; r < kRows; ++r) sums[r][c] += values[r] * factor;
    }
  }
#pragma GCC unroll 4
  for (int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (int64_t c = 0; c < kColumns; ++c) result[r * result_stride + c] = sum_of(sums[r][c]);
  }
}

template <int64_t kRows>
DIFFCONT_LANE void dots_columns(const float* left, int64_t left_stride, const float* right, int64_t right_stride,
                                int64_t columns, int64_t length, float* result, int64_t result_stride) {
  int64_t c = 0;
  for (; c + 4 <= columns; c += 4) {
    dots_tile<kRows, 4>(left, left_stride, right + c * right_stride, right_stride, length, result + c, result_stride);
  }
  for (; c < columns; ++c) {
    dots_tile<kRows, 1>(left, left_stride, right + c * right_stride, right_stride, length, result + c, result_stride);
  }
}

template <int64_t kRows>
DIFFCONT_LANE void dots_any(const float* left, int64_t left_stride, int64_t rows, const float* right,
                            int64_t right_stride, int64_t columns, int64_t length, float* result,
                            int64_t result_stride) {
  int64_t r = 0;
  for (; r + kRows <= rows; r += kRows) {
    dots_columns<kRows>(left + r * left_stride, left_stride, right, right_stride, columns, length,
                        result + r * result_stride, result_stride);
  }
  for (; r < rows; ++r) {
    dots_columns<1>(left + r * left_stride, left_stride, right, right_stride, columns, length,
                    result + r * result_stride, result_stride);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,fma"))) void dots_avx512(const float* left, int64_t left_stride, int64_t rows,
                                                        const float* right, int64_t right_stride, int64_t columns,
                                                        int64_t length, float* result, int64_t result_stride) {
  dots_any<4>(left, left_stride, rows, right, right_stride, columns, length, result, result_stride);
}

__attribute__((target("avx2,fma"))) void dots_avx2(const float* left, int64_t left_stride, int64_t rows,
                                                   const float* right, int64_t right_stride, int64_t columns,
                                                   int64_t length, float* result, int64_t result_stride) {
  dots_any<1>(left, left_stride, rows, right, right_stride, columns, length, result, result_stride);
}
#endif

void dots_plain(const float* left, int64_t left_stride, int64_t rows, const float* right, int64_t right_stride,
                int64_t columns, int64_t length, float* result, int64_t result_stride) {
  dots_any<1>(left, left_stride, rows, right, right_stride, columns, length, result, result_stride);
}

}  // namespace

std::vector<DotsVersion> dots_versions() {
  std::vector<DotsVersion> versions;
#if defined(__x86_64__)
  if (cpu_features().avx512) versions.push_back({"avx512", dots_avx512});
  if (cpu_features().avx2_fma) versions.push_back({"avx2", dots_avx2});
#endif
  versions.push_back({"plain", dots_plain});
  return versions;
}

void dots(const float* left, int64_t left_stride, int64_t rows, const float* right, int64_t right_stride,
          int64_t columns, int64_t length, float* result, int64_t result_stride) {
  static const DotsVersion fastest = dots_versions().front();
  fastest.dots(left, left_stride, rows, right, right_stride, columns, length, result, result_stride);
}

}  // namespace diffcont::kernels
