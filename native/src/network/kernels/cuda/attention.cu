// Attention between the positions of an image in heads of eight channels, too narrow for the kernels that libraries
// bring: those pad a head to 64 and more. A warp takes a head, a lane two queries; keys and values lie in shared
// memory, where all lanes read the same one. Scores and sums are f32.
#include <cmath>

#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"
#include "network/kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

constexpr int kHeads = 8;  // of a block
constexpr int kThreads = 32 * kHeads;
constexpr int kChannels = kAttentionChannels;
constexpr int kKeys = 64;    // in shared memory at a time
constexpr int kQueries = 2;  // of a lane
constexpr int kScores = 16;  // between two changes of the largest score

struct Vector {
  float values[kChannels];
};

template <class T>
__device__ Vector read(const T* from) {
  // Eight numbers: one load of 16 bytes, or two.
  constexpr int kWidth = 16 / sizeof(T);
  Vector vector;
#pragma unroll
  for (int i = 0; i < kChannels; i += kWidth) {
    const auto pack = load<kWidth>(from + i);
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      vector.values[i + k] = widen(pack.values[k]);
    }
  }
  return vector;
}

__device__ Vector read_shared(const float4 (&halves)[2]) {
  const float4 low = halves[0], high = halves[1];
  return {{low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w}};
}

__device__ void write_shared(float4 (&halves)[2], const Vector& v) {
  halves[0] = make_float4(v.values[0], v.values[1], v.values[2], v.values[3]);
  halves[1] = make_float4(v.values[4], v.values[5], v.values[6], v.values[7]);
}

// scale: of the scores, in powers of two.
template <class T>
__global__ void __launch_bounds__(kThreads)
    attention_kernel(const T* __restrict__ query, const T* __restrict__ key, const T* __restrict__ value,
                     T* __restrict__ result, int positions, int heads, float scale) {
  __shared__ float4 keys[kKeys][kHeads][2], values[kKeys][kHeads][2];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int first_head = blockIdx.y * kHeads, head = first_head + warp;
  const int64_t image = static_cast<int64_t>(blockIdx.x) * positions;
  const auto index_of = [&](int position, int of_head) {
    return ((image + position) * heads + of_head) * static_cast<int64_t>(kChannels);
  };

  for (int first = 0; first < positions; first += 32 * kQueries) {
    float own[kQueries][kChannels] = {}, sum[kQueries][kChannels] = {};
    float largest[kQueries], total[kQueries] = {};
#pragma unroll
    for (int r = 0; r < kQueries; ++r) {
      largest[r] = -INFINITY;
      const int position = first + 32 * r + lane;
      if (position < positions && head < heads) {
        const Vector read_query = read(query + index_of(position, head));
#pragma unroll
        for (int c = 0; c < kChannels; ++c) {
          own[r][c] = read_query.values[c] * scale;
        }
      }
    }
    for (int first_key = 0; first_key < positions; first_key += kKeys) {
      __syncthreads();
      for (int i = threadIdx.x; i < kKeys * kHeads; i += kThreads) {
        const int of_head = i % kHeads, place = i / kHeads;
        Vector one_key{}, one_value{};
        if (first_key + place < positions && first_head + of_head < heads) {
          const int64_t index = index_of(first_key + place, first_head + of_head);
          one_key = read(key + index);
          one_value = read(value + index);
        }
        write_shared(keys[place][of_head], one_key);
        write_shared(values[place][of_head], one_value);
      }
      __syncthreads();
      const int count = min(kKeys, positions - first_key);
      for (int begin = 0; begin < count; begin += kScores) {
        float scores[kQueries][kScores];
#pragma unroll
        for (int j = 0; j < kScores; ++j) {
          const Vector one = read_shared(keys[begin + j][warp]);
#pragma unroll
          for (int r = 0; r < kQueries; ++r) {
            float score = 0;
#pragma unroll
            for (int c = 0; c < kChannels; ++c) {
              score = fmaf(own[r][c], one.values[c], score);
            }
            scores[r][j] = begin + j < count ? score : -INFINITY;
          }
        }
#pragma unroll
        for (int r = 0; r < kQueries; ++r) {
          float now = largest[r];
#pragma unroll
          for (int j = 0; j < kScores; ++j) {
            now = fmaxf(now, scores[r][j]);
          }
          const float shrink = exp2f(largest[r] - now);
          largest[r] = now;
          total[r] *= shrink;
#pragma unroll
          for (int c = 0; c < kChannels; ++c) {
            sum[r][c] *= shrink;
          }
        }
#pragma unroll
        for (int j = 0; j < kScores; ++j) {
          const Vector one = read_shared(values[begin + j][warp]);
#pragma unroll
          for (int r = 0; r < kQueries; ++r) {
            const float weight = exp2f(scores[r][j] - largest[r]);
            total[r] += weight;
#pragma unroll
            for (int c = 0; c < kChannels; ++c) {
              sum[r][c] = fmaf(weight, one.values[c], sum[r][c]);
            }
          }
        }
      }
    }
#pragma unroll
    for (int r = 0; r < kQueries; ++r) {
      const int position = first + 32 * r + lane;
      if (position < positions && head < heads) {
        constexpr int kWidth = 16 / sizeof(T);
#pragma unroll
        for (int i = 0; i < kChannels; i += kWidth) {
          Pack<T, kWidth> out;
#pragma unroll
          for (int k = 0; k < kWidth; ++k) {
            out.values[k] = narrow<T>(sum[r][i + k] / total[r]);
          }
          store(result + index_of(position, head) + i, out);
        }
      }
    }
  }
}

}  // namespace

void launch_attention(cudaStream_t queue, const AttentionProblem& problem, void* result) {
  if (problem.images == 0) {
    return;
  }
  const dim3 blocks(static_cast<unsigned>(problem.images),
                    static_cast<unsigned>((problem.heads + kHeads - 1) / kHeads));
  const float scale = 1.4426950408889634F / std::sqrt(static_cast<float>(kChannels));  // of powers of e
  const auto run = [&](auto number) {
    using T = decltype(number);
    launch_kernel("attention", queue, blocks, kThreads, 0, attention_kernel<T>, static_cast<const T*>(problem.query),
                  static_cast<const T*>(problem.key), static_cast<const T*>(problem.value), static_cast<T*>(result),
                  problem.positions, problem.heads, scale);
  };
  if (problem.number == Number::kBF16) {
    run(__nv_bfloat16{});
  } else {
    run(float{});
  }
}

}  // namespace diffcont::cuda
