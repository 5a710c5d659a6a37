#include "common/kernels/squared_distances.h"

#include <algorithm>
#include <vector>

#include "common/kernels/by_cpu.h"
#include "common/kernels/cpu_features.h"
#include "common/kernels/parallel.h"

// Vectors are GCC's own, so that one text serves every instruction set; the compiler would not keep the sums of several
// rows and classes in registers by itself.
#define DIFFCONT_INLINE inline __attribute__((always_inline))

namespace diffcont::kernels {
namespace {

// How the error stays below 1e-5 of the distance; u = 2^-24 is f32's unit roundoff, z the whitened row and d the
// difference to a class mean:
//   whitening in f32    2 u |z_k| in each dimension, which makes 4 u |z| / |d| of the sum of squares
//   difference          u |d_k|, which makes 2 u
//   sums                kChain u, as each lane adds kChain squares before it goes into f64
// Together, for |z| <= 20 |d|, 8e-6. Pairs with a larger |z| are computed again in f64: rows close to a class mean that
// lies far from the origin. So are sums whose squares f32 may not hold.
constexpr double kLargestRatio = 20.0 * 20.0;  // of |z|^2 to |d|^2
constexpr double kSmallestSum = 1e-30;

constexpr int64_t kChain = 48;
constexpr int64_t kBlockSteps = 16;  // vectors of a block; a block of class means stays in the first-level cache
constexpr int64_t kTileRows = 4;     // rows that share it
static_assert(kChain % kBlockSteps == 0);

struct Problem {
  const float* embeddings;
  int64_t count, dimension;
  const float *mean, *inverse_std, *class_means;
  int64_t classes;
  float* distances;
};

// Whitening and class means cut into blocks and filled up with zeros. Filled-up dimensions add nothing to a sum.
struct Packed {
  int64_t width, blocks;
  std::vector<float> means;                  // [block][class][width]
  std::vector<float> mean, inverse_std;      // [block][width]

  Packed(const Problem& p, int64_t block_width)
      : width(block_width),
        blocks((p.dimension + width - 1) / width),
        means(static_cast<size_t>(blocks * p.classes * width)),
        mean(static_cast<size_t>(blocks * width)),
        inverse_std(static_cast<size_t>(blocks * width)) {
    for (int64_t k = 0; k < p.dimension; ++k) {
      mean[static_cast<size_t>(k)] = p.mean ? p.mean[k] : 0.0F;
      inverse_std[static_cast<size_t>(k)] = p.inverse_std ? p.inverse_std[k] : 1.0F;
    }
    for (int64_t j = 0; j < p.classes; ++j) {
      for (int64_t start = 0; start < p.dimension; start += width) {
        const float* from = p.class_means + j * p.dimension + start;
        std::copy_n(from, std::min(width, p.dimension - start),
                    &means[static_cast<size_t>(start * p.classes + j * width)]);
      }
    }
  }
};

template <int64_t Lanes>
struct Vector {
  // Unaligned: embeddings start anywhere.
  typedef float Floats __attribute__((vector_size(Lanes * sizeof(float)), aligned(4), may_alias));

  typedef double Doubles __attribute__((vector_size(Lanes * sizeof(double)), aligned(8), may_alias));

  static DIFFCONT_INLINE const Floats& at(const float* values) { return *reinterpret_cast<const Floats*>(values); }
  static DIFFCONT_INLINE Floats& at(float* values) { return *reinterpret_cast<Floats*>(values); }
  static DIFFCONT_INLINE Doubles& doubles_at(double* values) { return *reinterpret_cast<Doubles*>(values); }
};

// The row's block in whitened space, and its squares added to `norms`. `next` is what the tile after this one will read:
// blocks of rows are too short for the processor to see by itself that it should fetch ahead.
template <int64_t Lanes>
DIFFCONT_INLINE void whiten(const float* row, const float* next, const float* mean, const float* inverse_std,
                            int64_t width, float* out, float* norms) {
  using V = Vector<Lanes>;
  constexpr int64_t kWidth = Lanes * kBlockSteps;
  typename V::Floats sum = V::at(norms);
  int64_t k = 0;
  for (; k + Lanes <= width; k += Lanes) {
    __builtin_prefetch(next + k, 0, 2);
    const typename V::Floats whitened = (V::at(row + k) - V::at(mean + k)) * V::at(inverse_std + k);
    V::at(out + k) = whitened;
    sum += whitened * whitened;
  }
  V::at(norms) = sum;
  for (int64_t lane = 0; k < width; ++k, ++lane) {
    out[k] = (row[k] - mean[k]) * inverse_std[k];
    norms[lane] += out[k] * out[k];
  }
  for (; k < kWidth; ++k) out[k] = 0;
}

// sums[c][r][lane] += the squared differences of rows[r] and means[c] over one block.
template <int64_t Lanes, int64_t Rows, int64_t Classes>
DIFFCONT_INLINE void add_block(const float* rows, const float* means, float* sums) {
  using V = Vector<Lanes>;
  constexpr int64_t kWidth = Lanes * kBlockSteps;
  typename V::Floats sum[Classes][Rows];
#pragma GCC unroll 8
  for (int64_t c = 0; c < Classes; ++c) {
#pragma GCC unroll 8
    for (int64_t r = 0; r < Rows; ++r) sum[c][r] = V::at(sums + (c * kTileRows + r) * Lanes);
  }
  for (int64_t k = 0; k < kWidth; k += Lanes) {
    typename V::Floats row[Rows];
#pragma GCC unroll 8
    for (int64_t r = 0; r < Rows; ++r) row[r] = V::at(rows + r * kWidth + k);
#pragma GCC unroll 8
    for (int64_t c = 0; c < Classes; ++c) {
      const typename V::Floats mean = V::at(means + c * kWidth + k);
#pragma GCC unroll 8
      for (int64_t r = 0; r < Rows; ++r) {
        const typename V::Floats difference = row[r] - mean;
        sum[c][r] += difference * difference;
      }
    }
  }
#pragma GCC unroll 8
  for (int64_t c = 0; c < Classes; ++c) {
#pragma GCC unroll 8
    for (int64_t r = 0; r < Rows; ++r) V::at(sums + (c * kTileRows + r) * Lanes) = sum[c][r];
  }
}

// The exact form for one pair.
DIFFCONT_BY_CPU
double exact_distance(const float* row, const float* mean, const float* inverse_std, const float* class_mean,
                      int64_t dimension) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t k = 0; k < dimension; ++k) {
    const double centred = static_cast<double>(row[k]) - static_cast<double>(mean[k]);
    const double difference = centred * static_cast<double>(inverse_std[k]) - static_cast<double>(class_mean[k]);
    sum += difference * difference;
  }
  return sum;
}

// Adds f32 sums to f64 sums, two lanes to each, and clears them.
template <int64_t Lanes>
DIFFCONT_INLINE void flush(float* lanes, double* sums, int64_t count) {
  using V = Vector<Lanes / 2>;
  for (int64_t i = 0; i < count * Lanes; i += Lanes) {
    V::doubles_at(sums + i / 2) += __builtin_convertvector(V::at(lanes + i), typename V::Doubles) +
                                   __builtin_convertvector(V::at(lanes + i + Lanes / 2), typename V::Doubles);
  }
  std::fill_n(lanes, count * Lanes, 0.0F);
}

template <int64_t Count>
DIFFCONT_INLINE double sum_of(const double* values) {
  double sums[Count];
  std::copy_n(values, Count, sums);
#pragma GCC unroll 4
  for (int64_t half = Count / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int64_t k = 0; k < half; ++k) sums[k] += sums[k + half];
  }
  return sums[0];
}

// Rows first to last, a tile at a time. Rows and Classes are those held in registers.
template <int64_t Lanes, int64_t Rows, int64_t Classes>
DIFFCONT_INLINE void compute_rows(const Problem& p, const Packed& packed, int64_t first, int64_t last) {
  constexpr int64_t kWidth = Lanes * kBlockSteps;
  constexpr int64_t kSums = Lanes / 2;
  alignas(64) float whitened[kTileRows * kWidth] = {};
  const int64_t pairs = p.classes * kTileRows;
  // One more class for the squared lengths of the rows.
  std::vector<float> lanes(static_cast<size_t>((pairs + kTileRows) * Lanes));
  std::vector<double> sums(static_cast<size_t>((pairs + kTileRows) * kSums));
  for (; first < last; first += kTileRows) {
    const int64_t rows = std::min(kTileRows, last - first);
    std::fill(sums.begin(), sums.end(), 0.0);
    for (int64_t block = 0; block < packed.blocks; ++block) {
      const int64_t start = block * kWidth;
      for (int64_t r = 0; r < rows; ++r) {
        const float* row = p.embeddings + (first + r) * p.dimension + start;
        const float* next = first + r + kTileRows < last ? row + kTileRows * p.dimension : row;
        whiten<Lanes>(row, next, &packed.mean[static_cast<size_t>(start)],
                      &packed.inverse_std[static_cast<size_t>(start)], std::min(kWidth, p.dimension - start),
                      whitened + r * kWidth, &lanes[static_cast<size_t>((pairs + r) * Lanes)]);
      }
      const float* means = &packed.means[static_cast<size_t>(start * p.classes)];
      for (int64_t r = 0; r < rows; r += Rows) {
        const float* in = whitened + r * kWidth;
        float* out = &lanes[static_cast<size_t>(r * Lanes)];
        int64_t j = 0;
        for (; j + Classes <= p.classes; j += Classes) {
          add_block<Lanes, Rows, Classes>(in, means + j * kWidth, out + j * kTileRows * Lanes);
        }
        for (; j < p.classes; ++j) {
          add_block<Lanes, Rows, 1>(in, means + j * kWidth, out + j * kTileRows * Lanes);
        }
      }
      if ((block + 1) % (kChain / kBlockSteps) == 0 || block + 1 == packed.blocks) {
        flush<Lanes>(lanes.data(), sums.data(), pairs + kTileRows);
      }
    }
    for (int64_t r = 0; r < rows; ++r) {
      const double norm = sum_of<kSums>(&sums[static_cast<size_t>((pairs + r) * kSums)]);
      for (int64_t j = 0; j < p.classes; ++j) {
        double sum = sum_of<kSums>(&sums[static_cast<size_t>((j * kTileRows + r) * kSums)]);
        if (!(norm <= kLargestRatio * sum && sum >= kSmallestSum)) {
          sum = exact_distance(p.embeddings + (first + r) * p.dimension, packed.mean.data(), packed.inverse_std.data(),
                               p.class_means + j * p.dimension, p.dimension);
        }
        p.distances[(first + r) * p.classes + j] = static_cast<float>(sum);
      }
    }
  }
}

struct Version {
  int64_t lanes;
  void (*compute)(const Problem&, const Packed&, int64_t, int64_t);
};

#if defined(__x86_64__)
__attribute__((target("avx512f"))) void compute_avx512(const Problem& p, const Packed& packed, int64_t first,
                                                       int64_t last) {
  compute_rows<16, 4, 5>(p, packed, first, last);
}

__attribute__((target("avx2,fma"))) void compute_avx2(const Problem& p, const Packed& packed, int64_t first,
                                                      int64_t last) {
  compute_rows<8, 2, 5>(p, packed, first, last);
}
#endif

void compute_plain(const Problem& p, const Packed& packed, int64_t first, int64_t last) {
  compute_rows<4, 2, 5>(p, packed, first, last);
}

Version version() {
#if defined(__x86_64__)
  if (cpu_features().avx512) return {16, compute_avx512};
  if (cpu_features().avx2_fma) return {8, compute_avx2};
#endif
  return {4, compute_plain};
}

}  // namespace

void squared_distances_cpu(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                           const float* inverse_std, const float* class_means, int64_t classes, float* distances) {
  const Problem problem{embeddings, count, dimension, mean, inverse_std, class_means, classes, distances};
  const Version chosen = version();
  const Packed packed(problem, chosen.lanes * kBlockSteps);
  parallel_for(0, (count + kTileRows - 1) / kTileRows, 1, [&](int64_t first_tile, int64_t last_tile) {
    chosen.compute(problem, packed, first_tile * kTileRows, std::min(count, last_tile * kTileRows));
  });
}

}  // namespace diffcont::kernels
