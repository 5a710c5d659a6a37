// Two channels-last tensors side by side, 16 bytes at a time: libtorch's own goes number by number.
#include <algorithm>

#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;

__global__ void __launch_bounds__(kThreads)
    join_kernel(const uint4* __restrict__ first, const uint4* __restrict__ second, uint4* __restrict__ result,
                int64_t packs, int first_packs, int second_packs) {
  const int both = first_packs + second_packs;
  for (int64_t i = blockIdx.x * static_cast<int64_t>(kThreads) + threadIdx.x; i < packs;
       i += static_cast<int64_t>(gridDim.x) * kThreads) {
    const int64_t pixel = i / both;
    const int place = static_cast<int>(i - pixel * both);
    result[i] = place < first_packs ? first[pixel * first_packs + place]
                                    : second[pixel * second_packs + place - first_packs];
  }
}

}  // namespace

void launch_join_channels(cudaStream_t queue, const void* first, int64_t first_bytes, const void* second,
                          int64_t second_bytes, int64_t pixels, void* result) {
  constexpr int64_t kPack = sizeof(uint4);
  const int64_t packs = pixels * (first_bytes + second_bytes) / kPack;
  if (packs == 0) {
    return;
  }
  const auto blocks = static_cast<unsigned>(std::min<int64_t>((packs + kThreads - 1) / kThreads, 1 << 20));
  launch_kernel("joining channels", queue, blocks, kThreads, 0, join_kernel,
                static_cast<const uint4*>(first), static_cast<const uint4*>(second), static_cast<uint4*>(result), packs,
                static_cast<int>(first_bytes / kPack), static_cast<int>(second_bytes / kPack));
}

}  // namespace diffcont::cuda
