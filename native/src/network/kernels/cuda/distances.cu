// Whitened squared distances to up to 16 class means in one pass over the embeddings. With x the whitened embedding and
// m the class mean, both about the class means' centre, |x - m|^2 = |x|^2 - 2 x.m + |m|^2. The products x.m are left to
// tensor cores: computed one by one, they would be more instructions than a GPU issues while it reads the embeddings at
// its memory's speed.
// - A tensor core reads 11 bits of a factor, so each is split in two, x = x1 + x2, and x.m is x1 m1 + x1 m2 + x2 m1: 22
//   bits. It rounds its sums towards 0, so they go into ordinary ones after every 16 dimensions.
// - A block takes 128 rows, a warp 16. Rows and class means go through shared memory without a register, 64 dimensions
//   at a time: while one stage is computed, the next is on its way, 256 bytes of a row in one go. Memory answers reads
//   of that length at nearly its full speed, and the class means, read from the L2 cache once for 128 rows, add a
//   seventh to its traffic.
// - Where a distance is small against |x|^2 + |m|^2 the expansion would lose digits; such a distance is computed again,
//   from differences.
#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"
#include "network/kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

constexpr int kWarps = 8;
constexpr int kThreads = 32 * kWarps;
constexpr int kBlocksAProcessor = 2;
constexpr int kWarpRows = 16;
constexpr int kRows = kWarpRows * kWarps;
constexpr int kStage = 64;  // dimensions
constexpr int kStep = 16;   // of them, which the products of one go take: a lane has four
constexpr unsigned kAllLanes = 0xFFFFFFFF;
// Below this share of |x|^2 + |m|^2 a distance is computed from differences. With more dimensions than these the share
// grows as the root of their number, since the sums' rounding does.
constexpr double kCancelled = 0.15;
constexpr float kUpToDimension = 4096;

// Lines of a stage in shared memory: the rows, the class means, then these.
enum Extra { kMean, kScale, kCentre, kExtras };

// Where four dimensions from `dimension` on are in a stage. Odd lines are turned by half a row of banks, so that eight
// lanes that read 16 dimensions of two lines meet no bank twice.
__device__ int place(int line, int dimension) { return line * kStage + (dimension ^ (line % 2 * 16)); }

__device__ void read_shared(const float* from, float (&values)[4]) {
  const float4 four = *reinterpret_cast<const float4*>(from);
  values[0] = four.x, values[1] = four.y, values[2] = four.z, values[3] = four.w;
}

// The 11 bits of a value that a tensor core reads, and what is left.
__device__ float high_part(float value) { return __uint_as_float(__float_as_uint(value) & 0xFFFFE000); }

// Copies four dimensions to shared memory, `left` of them or fewer; 0 for the others, and for all where none is there.
template <bool kAligned>
__device__ void copy_four(float* to, const float* from, bool is_there, int64_t left) {
  if (kAligned) {
    copy_async(to, from, is_there);
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      to[i] = is_there && i < left ? from[i] : 0.0F;
    }
  }
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
#pragma unroll
  for (int offset = 16; offset >= 1; offset /= 2) {
    sum += __shfl_xor_sync(kAllLanes, sum, offset);
  }
  return sum;
}

// kClassTiles: of 8 class means, from blockIdx.y's first on.
template <int kClassTiles, bool kAligned>
__global__ void __launch_bounds__(kThreads, kBlocksAProcessor) distance_kernel(DistanceProblem problem) {
  constexpr int kClasses = 8 * kClassTiles;
  constexpr int kFirstExtra = kRows + kClasses;
  constexpr int kLines = kFirstExtra + kExtras;
  float* const stages = shared_floats();  // 2 x kLines x kStage

  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int first_class = blockIdx.y * kClasses;
  const int64_t first_row = (blockIdx.x * static_cast<int64_t>(kWarps) + warp) * kWarpRows;

  // What a thread copies of a stage: four dimensions of every other row of its warp and of one or two other lines. Past
  // the dimensions and the classes all is 0. A row past the end is the last one again; nothing is written of it.
  constexpr int kLanes = kStage / 4;  // that copy a line
  constexpr int kWarpLines = 32 / kLanes, kBlockLines = kThreads / kLanes;
  constexpr int kOthers = kClasses + kExtras, kRounds = (kOthers + kBlockLines - 1) / kBlockLines;
  const int copied = threadIdx.x % kLanes * 4, first_line = threadIdx.x / kLanes;
  const int64_t first_copied = min(first_row + lane / kLanes, problem.count - 1);
  const float* const rows = problem.embeddings + first_copied * problem.dimension + (kAligned ? copied : 0);
  const int rows_after = static_cast<int>(min((problem.count - 1 - first_copied) / kWarpLines, int64_t{kWarpRows}));
  const float* others[kRounds];
  bool is_there[kRounds];
#pragma unroll
  for (int r = 0; r < kRounds; ++r) {
    const int i = first_line + r * kBlockLines;
    is_there[r] = i >= kClasses || first_class + i < problem.classes;
    others[r] = i == kClasses + kMean         ? problem.mean
                : i == kClasses + kScale      ? problem.inverse_std
                : i < kClasses && is_there[r] ? problem.centred_means + (first_class + i) * problem.dimension
                                              : problem.centre;
    others[r] += kAligned ? copied : 0;
  }
  const int row_place = place(warp * kWarpRows + lane / kLanes, copied);
  const int other_place = place(kRows + first_line, copied);

  const auto copy_stage = [&](int64_t start, float* stage) {
    const bool inside = start + copied < problem.dimension;
    const int64_t from = kAligned ? (inside ? start : 0) : start + copied;
    const float* row = rows + from;
#pragma unroll 4
    for (int i = 0; i < kWarpRows / kWarpLines; ++i) {
      copy_four<kAligned>(stage + row_place + i * kWarpLines * kStage, row, inside, problem.dimension - from);
      row += i < rows_after ? kWarpLines * problem.dimension : 0;
    }
#pragma unroll
    for (int r = 0; r < kRounds; ++r) {
      if (first_line + r * kBlockLines < kOthers) {
        copy_four<kAligned>(stage + other_place + r * kBlockLines * kStage, others[r] + from, inside && is_there[r],
                            problem.dimension - from);
      }
    }
  };

  // A lane has two rows, own and own + 8, and four dimensions of a step.
  const int own = lane / 4, own_dimension = lane % 4 * 4;
  float products[kClassTiles][4] = {}, squares[2] = {};
  const auto compute = [&](const float* stage, int step) {
    const int dimension = step + own_dimension;
    float mean[4], scale[4], centre[4];
    read_shared(stage + place(kFirstExtra + kMean, dimension), mean);
    read_shared(stage + place(kFirstExtra + kScale, dimension), scale);
    read_shared(stage + place(kFirstExtra + kCentre, dimension), centre);
    float high[2][4], low[2][4];
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      float values[4];
      read_shared(stage + place(warp * kWarpRows + own + 8 * half, dimension), values);
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const float x = fmaf(values[i] - mean[i], scale[i], -centre[i]);
        squares[half] = fmaf(x, x, squares[half]);
        high[half][i] = high_part(x);
        low[half][i] = x - high[half][i];
      }
    }
#pragma unroll
    for (int c = 0; c < kClassTiles; ++c) {
      float class_high[4], class_low[4], sums[4] = {};
      read_shared(stage + place(kRows + 8 * c + own, dimension), class_low);
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        class_high[i] = high_part(class_low[i]);
        class_low[i] -= class_high[i];
      }
      // The order of the dimensions is free, so a lane's four neighbours serve as two of the 8 that a product takes.
#pragma unroll
      for (int i = 0; i < 4; i += 2) {
        const float row_high[4] = {high[0][i], high[1][i], high[0][i + 1], high[1][i + 1]};
        const float row_low[4] = {low[0][i], low[1][i], low[0][i + 1], low[1][i + 1]};
        const float means_high[2] = {class_high[i], class_high[i + 1]};
        const float means_low[2] = {class_low[i], class_low[i + 1]};
        add_product(sums, row_low, means_high);
        add_product(sums, row_high, means_low);
        add_product(sums, row_high, means_high);
      }
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        products[c][i] += sums[i];
      }
    }
  };

  float *now = stages, *next = stages + kLines * kStage;
  copy_stage(0, now);
  close_copies();
#pragma unroll 1
  for (int64_t start = 0; start < problem.dimension; start += kStage) {
    wait_for_copies<0>();
    __syncthreads();  // this stage is there, and nobody reads the one before
    if (start + kStage < problem.dimension) {
      copy_stage(start + kStage, next);
    }
    close_copies();
#pragma unroll 2
    for (int step = 0; step < kStage; step += kStep) {
      compute(now, step);
    }
    float* const done = now;
    now = next;
    next = done;
  }

  const double least = kCancelled * fmaxf(1, sqrtf(static_cast<float>(problem.dimension) / kUpToDimension));
#pragma unroll
  for (int half = 0; half < 2; ++half) {  // four lanes have a row's squares
    squares[half] += __shfl_xor_sync(kAllLanes, squares[half], 1);
    squares[half] += __shfl_xor_sync(kAllLanes, squares[half], 2);
  }
#pragma unroll
  for (int c = 0; c < kClassTiles; ++c) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const auto row_of = [&](int of) { return first_row + i / 2 * 8 + of / 4; };
      const auto class_of = [&](int of) { return first_class + 8 * c + of % 4 * 2 + i % 2; };
      const int64_t row = row_of(lane);
      const int j = class_of(lane);
      const bool wanted = row < problem.count && j < problem.classes;
      const double both = wanted ? squares[i / 2] + problem.centred_squares[j] : 0;
      double distance = both - 2.0 * products[c][i];
      unsigned cancelled = __ballot_sync(kAllLanes, wanted && distance < least * both);
      while (cancelled != 0) {
        const int of = __ffs(static_cast<int>(cancelled)) - 1;
        cancelled &= cancelled - 1;
        const double plain = plain_distance(problem, row_of(of), class_of(of), lane);
        distance = lane == of ? plain : distance;
      }
      if (wanted) {
        problem.distances[row * problem.classes + j] = static_cast<float>(distance);
      }
    }
  }
}

template <int kClassTiles, bool kAligned>
void launch(cudaStream_t queue, const DistanceProblem& problem) {
  constexpr int kClasses = 8 * kClassTiles;
  constexpr int kBytes = 2 * (kRows + kClasses + kExtras) * kStage * static_cast<int>(sizeof(float));
  const dim3 blocks(static_cast<unsigned>((problem.count + kRows - 1) / kRows),
                    static_cast<unsigned>((problem.classes + kClasses - 1) / kClasses));
  constexpr const char* kWhat = "squared distances";
  allow_shared_memory(kWhat, distance_kernel<kClassTiles, kAligned>, kBytes);
  launch_kernel(kWhat, queue, blocks, kThreads, kBytes, distance_kernel<kClassTiles, kAligned>, problem);
}

template <int kClassTiles>
void launch(cudaStream_t queue, const DistanceProblem& problem) {
  const bool aligned =
      problem.dimension % 4 == 0 && are_aligned({problem.embeddings, problem.mean, problem.inverse_std,
                                                 problem.centre, problem.centred_means});
  aligned ? launch<kClassTiles, true>(queue, problem) : launch<kClassTiles, false>(queue, problem);
}

}  // namespace

void launch_distances(cudaStream_t queue, const DistanceProblem& problem) {
  if (problem.count == 0) {
    return;
  }
  if (problem.classes <= 8) {
    launch<1>(queue, problem);
  } else {
    launch<2>(queue, problem);
  }
}

}  // namespace diffcont::cuda
