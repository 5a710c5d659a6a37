// Inner products of long rows with each other.
#pragma once

#include <cstdint>
#include <vector>

namespace diffcont::kernels {

// result[r * result_stride + c] = sum over k < length of left[r * left_stride + k] * right[c * right_stride + k].
// length is a multiple of kDotLanes. The order in which a result's terms are added does not depend on the other rows.
struct DotsVersion {
  const char* name = nullptr;
  void (*dots)(const float* left, int64_t left_stride, int64_t rows, const float* right, int64_t right_stride,
               int64_t columns, int64_t length, float* result, int64_t result_stride) = nullptr;
};

constexpr int64_t kDotLanes = 16;

// The versions that this processor can run, the fastest, which dots takes, first.
std::vector<DotsVersion> dots_versions();

void dots(const float* left, int64_t left_stride, int64_t rows, const float* right, int64_t right_stride,
          int64_t columns, int64_t length, float* result, int64_t result_stride);

}  // namespace diffcont::kernels
