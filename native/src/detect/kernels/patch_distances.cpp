#include "detect/kernels/patch_distances.h"

#include "common/kernels/by_cpu.h"
#include "common/kernels/lane.h"

namespace diffcont::kernels {
namespace {

constexpr int64_t kLanes = 16;
constexpr int64_t kVectors = 4;
constexpr int64_t kBlock = kLanes * kVectors;  // patches whose sums are held at once
constexpr int64_t kCentres = 4;                // centres for each value loaded; 4 x 4 sums stay in registers

// Loaded from and stored to where floats lie.
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));

template <int64_t centres>
DIFFCONT_LANE void lower_block(const float* patches, int64_t stride, const float* centre, int64_t channels,
                               float* nearest) {
  Lanes sums[centres][kVectors] = {};
  for (int64_t c = 0; c < channels; ++c) {
    Lanes values[kVectors];
    for (int64_t v = 0; v < kVectors; ++v) {
      values[v] = *reinterpret_cast<const Lanes*>(patches + c * stride + v * kLanes);
    }
    for (int64_t m = 0; m < centres; ++m) {
      const float middle = centre[m * channels + c];
      for (int64_t v = 0; v < kVectors; ++v) {
        const Lanes difference = values[v] - middle;
        sums[m][v] += difference * difference;
      }
    }
  }
  for (int64_t v = 0; v < kVectors; ++v) {
    Lanes& least = *reinterpret_cast<Lanes*>(nearest + v * kLanes);
    for (int64_t m = 0; m < centres; ++m) {
      least = least < sums[m][v] ? least : sums[m][v];
    }
  }
}

DIFFCONT_BY_CPU
void lower_to_one(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t channels,
                  float* nearest) {
  for (int64_t begin = 0; begin < count; begin += kBlock) {
    lower_block<1>(patches + begin, stride, centre, channels, nearest + begin);
  }
}

DIFFCONT_BY_CPU
void lower_to_several(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t channels,
                      float* nearest) {
  for (int64_t begin = 0; begin < count; begin += kBlock) {
    lower_block<kCentres>(patches + begin, stride, centre, channels, nearest + begin);
  }
}

}  // namespace

void lower_to_distances_cpu(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t centres,
                            int64_t channels, float* nearest) {
  int64_t done = 0;
  for (; done + kCentres <= centres; done += kCentres) {
    lower_to_several(patches, stride, count, centre + done * channels, channels, nearest);
  }
  for (; done < centres; ++done) {
    lower_to_one(patches, stride, count, centre + done * channels, channels, nearest);
  }
}

}  // namespace diffcont::kernels
