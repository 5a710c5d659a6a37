// Whitened squared distances to up to 16 class means in one pass over the embeddings. A warp takes four rows, so that a
// value of a class mean serves four of them, and has the next values of its rows on their way while it computes; the
// class means go through shared memory, a part of the dimensions at a time, and the next part is on its way too.
// With x the embedding and m the class mean, both about the class means' centre, |x - m|^2 = |x|^2 - 2 x.m + |m|^2: one
// instruction a value and class where differences take two, which would be more than a GPU can issue while it reads at
// its memory's speed. Where a distance is small against |x|^2 + |m|^2 that would lose digits; such a distance is
// computed again, from differences.
#include "kernels/cuda/launch.h"
#include "kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

// Two blocks of eight warps fill a multiprocessor's registers at 128 a thread.
constexpr int kWarps = 8;
constexpr int kThreads = 32 * kWarps;
constexpr int kBlocksAProcessor = 2;
constexpr int kRows = 4;          // of one warp
constexpr int kTile = 128;        // dimensions: four a lane
constexpr int kTiles = 4;         // of the class means in shared memory at a time
constexpr int kPart = kTile * kTiles;
constexpr int kPartsInF32 = 8;    // then sums go into f64
constexpr unsigned kAllLanes = 0xFFFFFFFF;
// Below this share of |x|^2 + |m|^2 a distance is computed from differences: f32's sums are good to about 2e-7 of them.
constexpr double kCancelled = 0.03;

// Dimension of a tile that lane's i-th value is.
template <bool kAligned>
__device__ int place(int lane, int i) {
  return kAligned ? 4 * lane + i : lane + 32 * i;
}

template <bool kAligned>
__device__ void load_tile(const float* row, int64_t start, int64_t dimension, int lane, float (&values)[4]) {
  if (kAligned) {
    const bool inside = start + 4 * lane < dimension;
    const float4 four =
        inside ? __ldcs(reinterpret_cast<const float4*>(row + start + 4 * lane)) : make_float4(0, 0, 0, 0);
    values[0] = four.x, values[1] = four.y, values[2] = four.z, values[3] = four.w;
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int64_t k = start + place<false>(lane, i);
      values[i] = k < dimension ? row[k] : 0.0F;
    }
  }
}

template <bool kAligned>
__device__ void read_shared(const float* tile, int lane, float (&values)[4]) {
  if (kAligned) {
    const float4 four = *reinterpret_cast<const float4*>(tile + 4 * lane);
    values[0] = four.x, values[1] = four.y, values[2] = four.z, values[3] = four.w;
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      values[i] = tile[place<false>(lane, i)];
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
    const double difference = (embedding[k] - problem.mean[k]) * problem.inverse_std[k] - class_mean[k];
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

// The rows of a part in shared memory: the class means, then these.
enum Extra { kMean, kScale, kCentre, kExtras };

// kClasses: 8 or 16, at least the problem's from first_class on.
template <int kClasses, bool kAligned>
__global__ void __launch_bounds__(kThreads, kBlocksAProcessor) distance_kernel(DistanceProblem problem) {
  constexpr int kSums = kRows * kClasses / 32;
  constexpr int kStaged = kClasses + kExtras;
  extern __shared__ __align__(16) float parts[];  // 2 x kStaged x kPart

  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int first_class = blockIdx.y * kClasses;
  const int64_t first_row = (blockIdx.x * static_cast<int64_t>(kWarps) + warp) * kRows;
  // A row past the end computes the last one again and writes nothing.
  const float* const rows = problem.embeddings + min(first_row, problem.count - 1) * problem.dimension;
  const int last = static_cast<int>(min(problem.count - 1 - min(first_row, problem.count - 1), int64_t{kRows - 1}));
  const auto row = [&](int r) { return rows + min(r, last) * problem.dimension; };

  // Past the dimensions and the classes all is 0.
  const auto stage = [&](int64_t start, int buffer) {
    constexpr int kWidth = kAligned ? 4 : 1;
    for (int i = threadIdx.x; i < kStaged * (kPart / kWidth); i += kThreads) {
      const int line = i / (kPart / kWidth), k = i % (kPart / kWidth) * kWidth;
      const float* const from = line < kClasses ? problem.centred_means + (first_class + line) * problem.dimension
                                : line == kClasses + kMean  ? problem.mean
                                : line == kClasses + kScale ? problem.inverse_std
                                                            : problem.centre;
      const bool inside =
          start + k < problem.dimension && (line >= kClasses || first_class + line < problem.classes);
      float* const to = parts + (buffer * kStaged + line) * kPart + k;
      if (kAligned) {
        copy_async(to, inside ? from + start + k : problem.centre, inside);
      } else {
        *to = inside ? from[start + k] : 0.0F;
      }
    }
    copies_issued();
  };

  float sums[kRows][kClasses] = {};  // of x m
  float squares[kRows] = {};         // of x x
  // Of this lane's sums: each is of one row and class.
  double totals[kSums] = {}, square_totals[kSums] = {};
  const auto flush = [&] {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      const double square = sum_of_warp(squares[r]);
      squares[r] = 0;
#pragma unroll
      for (int s = 0; s < kSums; ++s) {
        square_totals[s] += (32 * s + lane) / kClasses == r ? square : 0;
      }
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
    load_tile<kAligned>(row(r), 0, problem.dimension, lane, next[r]);
  }
  stage(0, 0);

  int part = 0;
  for (int64_t start = 0; start < problem.dimension; start += kPart, ++part) {
    copies_arrived();
    __syncthreads();  // this part is there, and nobody reads the one before
    if (start + kPart < problem.dimension) {
      stage(start + kPart, (part + 1) % 2);
    }
    const float* const staged = parts + part % 2 * kStaged * kPart;
#pragma unroll 1
    for (int tile = 0; tile < kPart && start + tile < problem.dimension; tile += kTile) {
      float x[kRows][4];
      {
        float mean[4], scale[4], centre[4];
        read_shared<kAligned>(staged + (kClasses + kMean) * kPart + tile, lane, mean);
        read_shared<kAligned>(staged + (kClasses + kScale) * kPart + tile, lane, scale);
        read_shared<kAligned>(staged + (kClasses + kCentre) * kPart + tile, lane, centre);
#pragma unroll
        for (int r = 0; r < kRows; ++r) {
#pragma unroll
          for (int i = 0; i < 4; ++i) {
            x[r][i] = fmaf(next[r][i] - mean[i], scale[i], -centre[i]);
            squares[r] = fmaf(x[r][i], x[r][i], squares[r]);
          }
        }
      }
      if (start + tile + kTile < problem.dimension) {
#pragma unroll
        for (int r = 0; r < kRows; ++r) {
          load_tile<kAligned>(row(r), start + tile + kTile, problem.dimension, lane, next[r]);
        }
      }
#pragma unroll
      for (int j = 0; j < kClasses; ++j) {
        float of_class[4];
        read_shared<kAligned>(staged + j * kPart + tile, lane, of_class);
#pragma unroll
        for (int r = 0; r < kRows; ++r) {
#pragma unroll
          for (int i = 0; i < 4; ++i) {
            sums[r][j] = fmaf(x[r][i], of_class[i], sums[r][j]);
          }
        }
      }
    }
    if ((part + 1) % kPartsInF32 == 0) {
      flush();
    }
  }
  flush();

#pragma unroll
  for (int s = 0; s < kSums; ++s) {
    const int64_t own_row = first_row + (32 * s + lane) / kClasses;
    const int j = first_class + (32 * s + lane) % kClasses;
    const bool wanted = own_row < problem.count && j < problem.classes;
    const double both = wanted ? square_totals[s] + problem.centred_squares[j] : 0;
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
      problem.distances[own_row * problem.classes + j] = static_cast<float>(distance);
    }
  }
}

template <int kClasses, bool kAligned>
void launch(cudaStream_t queue, const DistanceProblem& problem) {
  constexpr int kBytes = 2 * (kClasses + kExtras) * kPart * static_cast<int>(sizeof(float));
  const dim3 blocks(static_cast<unsigned>((problem.count + kWarps * kRows - 1) / (kWarps * kRows)),
                    static_cast<unsigned>((problem.classes + kClasses - 1) / kClasses));
  check(cudaFuncSetAttribute(distance_kernel<kClasses, kAligned>, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes),
        "squared distances");
  distance_kernel<kClasses, kAligned><<<blocks, kThreads, kBytes, queue>>>(problem);
  check(cudaGetLastError(), "squared distances");
}

template <int kClasses>
void launch(cudaStream_t queue, const DistanceProblem& problem) {
  const bool aligned =
      problem.dimension % 4 == 0 && are_aligned({problem.embeddings, problem.mean, problem.inverse_std,
                                                 problem.centre, problem.centred_means});
  aligned ? launch<kClasses, true>(queue, problem) : launch<kClasses, false>(queue, problem);
}

}  // namespace

void launch_distances(cudaStream_t queue, const DistanceProblem& problem) {
  if (problem.count == 0) {
    return;
  }
  if (problem.classes <= 8) {
    launch<8>(queue, problem);
  } else {
    launch<16>(queue, problem);
  }
}

}  // namespace diffcont::cuda
