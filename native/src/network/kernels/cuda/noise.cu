// The counter-based noise, one Philox block (four values) a thread.
#include <algorithm>

#include "common/random/normal_pair.h"
#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;

__device__ uint4 philox(uint64_t seed, uint64_t stream, uint64_t block) {
  constexpr uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  constexpr uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  uint4 counter = make_uint4(static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32),
                             static_cast<uint32_t>(stream), static_cast<uint32_t>(stream >> 32));
  uint2 key = make_uint2(static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32));
#pragma unroll
  for (int round = 0; round < 10; ++round) {
    const uint32_t high0 = __umulhi(kMultiplier0, counter.x), low0 = kMultiplier0 * counter.x;
    const uint32_t high1 = __umulhi(kMultiplier1, counter.z), low1 = kMultiplier1 * counter.z;
    counter = make_uint4(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
    key.x += kWeyl0;
    key.y += kWeyl1;
  }
  return counter;
}

// values: rows x elements; row i is stream streams[i], or `stream` when streams is null.
__global__ void noise_kernel(uint64_t seed, const int64_t* streams, uint64_t stream, float* values, int64_t rows,
                             int64_t elements) {
  const int64_t blocks = (elements + 3) / 4;
  const int64_t all = rows * blocks;
  for (int64_t i = blockIdx.x * static_cast<int64_t>(kThreads) + threadIdx.x; i < all;
       i += static_cast<int64_t>(gridDim.x) * kThreads) {
    const int64_t row = i / blocks, block = i % blocks;
    const uint64_t own = streams == nullptr ? stream : static_cast<uint64_t>(streams[row]);
    const uint4 words = philox(seed, own, static_cast<uint64_t>(block));
    const NormalPair one = normal_pair(words.x, words.y), two = normal_pair(words.z, words.w);
    const float normals[4] = {one.first, one.second, two.first, two.second};
    float* out = values + row * elements + 4 * block;
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      if (4 * block + k < elements) {
        out[k] = normals[k];
      }
    }
  }
}

}  // namespace

void launch_noise(cudaStream_t queue, uint64_t seed, const int64_t* streams, uint64_t stream, float* values,
                  int64_t rows, int64_t elements) {
  const int64_t blocks = (rows * ((elements + 3) / 4) + kThreads - 1) / kThreads;
  if (blocks == 0) {
    return;
  }
  launch_kernel("noise", queue, static_cast<unsigned>(std::min<int64_t>(blocks, 65535)), kThreads, 0, noise_kernel,
                seed, streams, stream, values, rows, elements);
}

}  // namespace diffcont::cuda
