// Whitened squared distances to up to 16 class means in one pass over the embeddings: a warp takes four rows, so that a
// value of a class mean serves four of them; the tiles of the class means lie in shared memory, and the rows' next tile
// is on its way while this one is computed. With x the embedding and m the class mean, both about the class means'
// centre, |x - m|^2 = |x|^2 - 2 x.m + |m|^2: one instruction a value and class where differences take two, which would
// be more than a GPU can issue while it reads at its memory's speed. Where a distance is small against |x|^2 + |m|^2
// that would lose digits; such a distance is computed again, from differences.
#include "kernels/cuda/launch.h"
#include "kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

// Two blocks of six warps fill a multiprocessor's registers at 160 a thread, without spilling any.
constexpr int kWarps = 6;
constexpr int kBlocksAProcessor = 2;
constexpr int kRows = 4;             // of one warp
constexpr int kTile = 128;           // dimensions: four a lane
constexpr int kTilesInF32 = 32;      // then sums go into f64
// Below this share of |x|^2 + |m|^2 a distance is computed from differences: f32's sums are good to about 2e-7 of them.
constexpr double kCancelled = 0.03;
constexpr unsigned kAllLanes = 0xFFFFFFFF;

// Dimension of a tile that lane's i-th value is.
template <bool kAligned>
__device__ int place(int lane, int i) {
  return kAligned ? 4 * lane + i : lane + 32 * i;
}

template <bool kAligned>
__device__ void load_tile(const float* row, int64_t start, int64_t dimension, int lane, float (&values)[4]) {
  if (kAligned) {
    const bool inside = start + 4 * lane < dimension;
    const float4 four = inside ? *reinterpret_cast<const float4*>(row + start + 4 * lane) : make_float4(0, 0, 0, 0);
    values[0] = four.x, values[1] = four.y, values[2] = four.z, values[3] = four.w;
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int64_t k = start + place<false>(lane, i);
      values[i] = k < dimension ? row[k] : 0.0F;
    }
  }
}

__device__ double sum_of_warp(double value) {
#pragma unroll
  for (int offset = 16; offset >= 1; offset /= 2) {
    value += __shfl_xor_sync(kAllLanes, value, offset);
  }
  return value;
}

// From differences, by a whole warp; every lane receives it.
__device__ double plain_distance(const DistanceProblem& problem, int64_t row, int class_index, int lane) {
  const float* const embedding = problem.embeddings + row * problem.dimension;
  const float* const class_mean = problem.class_means + class_index * problem.dimension;
  double sum = 0;
  for (int64_t k = lane; k < problem.dimension; k += 32) {
    float value = problem.mean == nullptr ? embedding[k] : embedding[k] - problem.mean[k];
    value = problem.inverse_std == nullptr ? value : value * problem.inverse_std[k];
    const double difference = value - class_mean[k];
    sum += difference * difference;
  }
  return sum_of_warp(sum);
}

// Sums each of 32 values over the warp; lane l receives the sum of values[l].
__device__ float sum_for_lane(float (&values)[32], int lane) {
#pragma unroll
  for (int offset = 16; offset >= 1; offset /= 2) {
    const bool upper = (lane & offset) != 0;
#pragma unroll
    for (int i = 0; i < 16; ++i) {
      if (i < offset) {
        const float sent = upper ? values[i] : values[i + offset];
        const float kept = upper ? values[i + offset] : values[i];
        values[i] = kept + __shfl_xor_sync(kAllLanes, sent, offset);
      }
    }
  }
  return values[0];
}

// kClasses: 8 or 16, at least the problem's from first_class on.
template <int kClasses, bool kAligned>
__global__ void __launch_bounds__(32 * kWarps, kBlocksAProcessor) distance_kernel(DistanceProblem problem) {
  constexpr int kSums = kRows * kClasses / 32;
  __shared__ __align__(16) float means[2][kClasses][kTile];

  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int first_class = blockIdx.y * kClasses;
  const int64_t first_row = (blockIdx.x * static_cast<int64_t>(kWarps) + warp) * kRows;
  const float* rows[kRows];
#pragma unroll
  for (int r = 0; r < kRows; ++r) {
    // A row past the end computes the last one again and writes nothing.
    rows[r] = problem.embeddings + min(first_row + r, problem.count - 1) * problem.dimension;
  }

  const auto stage = [&](int64_t start, int buffer) {
    for (int i = threadIdx.x; i < kClasses * kTile; i += 32 * kWarps) {
      const int j = i / kTile, k = i % kTile;
      const bool inside = first_class + j < problem.classes && start + k < problem.dimension;
      means[buffer][j][k] = inside ? problem.centred_means[(first_class + j) * problem.dimension + start + k] : 0.0F;
    }
  };

  float sums[kRows][kClasses] = {};  // of x m
  float squares[kRows] = {};         // of x x
  double totals[kSums] = {}, square_totals[kRows] = {};
  const auto flush = [&] {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      square_totals[r] += sum_of_warp(squares[r]);
      squares[r] = 0;
    }
#pragma unroll
    for (int s = 0; s < kSums; ++s) {
      float values[32];
#pragma unroll
      for (int i = 0; i < 32; ++i) {
        float& sum = sums[(32 * s + i) / kClasses][(32 * s + i) % kClasses];
        values[i] = sum;
        sum = 0;
      }
      totals[s] += static_cast<double>(sum_for_lane(values, lane));
    }
  };

  float next[kRows][4];
#pragma unroll
  for (int r = 0; r < kRows; ++r) {
    load_tile<kAligned>(rows[r], 0, problem.dimension, lane, next[r]);
  }
  stage(0, 0);
  __syncthreads();

  int tile = 0;
  for (int64_t start = 0; start < problem.dimension; start += kTile, ++tile) {
    float whitened[kRows][4];
    float mean[4] = {}, scale[4], centre[4];
    if (problem.mean != nullptr) {
      load_tile<kAligned>(problem.mean, start, problem.dimension, lane, mean);
    }
    load_tile<kAligned>(problem.centre, start, problem.dimension, lane, centre);
    if (problem.inverse_std != nullptr) {
      load_tile<kAligned>(problem.inverse_std, start, problem.dimension, lane, scale);
    } else {
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        scale[i] = 1.0F;
      }
    }
    // Past the dimensions all of these are 0.
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        whitened[r][i] = fmaf(next[r][i] - mean[i], scale[i], -centre[i]);
        squares[r] = fmaf(whitened[r][i], whitened[r][i], squares[r]);
      }
    }
    if (start + kTile < problem.dimension) {
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        load_tile<kAligned>(rows[r], start + kTile, problem.dimension, lane, next[r]);
      }
      stage(start + kTile, (tile + 1) % 2);
    }
#pragma unroll
    for (int j = 0; j < kClasses; ++j) {
      float of_class[4];
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        of_class[i] = means[tile % 2][j][place<kAligned>(lane, i)];
      }
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          sums[r][j] = fmaf(whitened[r][i], of_class[i], sums[r][j]);
        }
      }
    }
    if ((tile + 1) % kTilesInF32 == 0) {
      flush();
    }
    __syncthreads();
  }
  flush();

#pragma unroll
  for (int s = 0; s < kSums; ++s) {
    const int own_row = (32 * s + lane) / kClasses;
    const int64_t row = first_row + own_row;
    const int j = first_class + (32 * s + lane) % kClasses;
    const bool wanted = row < problem.count && j < problem.classes;
    double square = square_totals[0];
#pragma unroll
    for (int r = 1; r < kRows; ++r) {
      square = own_row == r ? square_totals[r] : square;
    }
    const double both = wanted ? square + problem.centred_squares[j] : 0;
    double distance = both - 2 * totals[s];
    unsigned cancelled = __ballot_sync(kAllLanes, wanted && distance < kCancelled * both);
    while (cancelled != 0) {
      const int of = __ffs(static_cast<int>(cancelled)) - 1;
      cancelled &= cancelled - 1;
      const double plain = plain_distance(problem, first_row + (32 * s + of) / kClasses,
                                          first_class + (32 * s + of) % kClasses, lane);
      distance = lane == of ? plain : distance;
    }
    if (wanted) {
      problem.distances[row * problem.classes + j] = static_cast<float>(distance);
    }
  }
}

template <int kClasses>
void launch(cudaStream_t queue, const DistanceProblem& problem, bool aligned) {
  const dim3 blocks(static_cast<unsigned>((problem.count + kWarps * kRows - 1) / (kWarps * kRows)),
                    static_cast<unsigned>((problem.classes + kClasses - 1) / kClasses));
  if (aligned) {
    distance_kernel<kClasses, true><<<blocks, 32 * kWarps, 0, queue>>>(problem);
  } else {
    distance_kernel<kClasses, false><<<blocks, 32 * kWarps, 0, queue>>>(problem);
  }
  check(cudaGetLastError(), "squared distances");
}

}  // namespace

void launch_distances(cudaStream_t queue, const DistanceProblem& problem) {
  if (problem.count == 0) {
    return;
  }
  const bool aligned = problem.dimension % 4 == 0 && are_aligned({problem.embeddings, problem.mean,
                                                                  problem.inverse_std, problem.centre});
  if (problem.classes <= 8) {
    launch<8>(queue, problem, aligned);
  } else {
    launch<16>(queue, problem, aligned);
  }
}

}  // namespace diffcont::cuda
