#include "kernels/squared_distances.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "kernels/by_cpu.h"

namespace diffcont::kernels {
namespace {

constexpr int64_t kRows = 4;     // rows that share one pass over a class mean
constexpr int64_t kBlock = 256;  // dimensions summed in f32 before they go into f64

// Rows in whitened space, split so that high + low carries more than f32: a distance that is small against the
// embedding's size keeps its digits.
struct WhitenedBlock {
  alignas(64) float high[kRows][kBlock];
  alignas(64) float low[kRows][kBlock];
};

DIFFCONT_BY_CPU
void whiten(const float* row, const float* mean, const float* inverse_std, int64_t width, float* high, float* low) {
#pragma omp simd
  for (int64_t k = 0; k < width; ++k) {
    const double centred = static_cast<double>(row[k]) - (mean ? static_cast<double>(mean[k]) : 0.0);
    const double whitened = centred * (inverse_std ? static_cast<double>(inverse_std[k]) : 1.0);
    high[k] = static_cast<float>(whitened);
    low[k] = static_cast<float>(whitened - static_cast<double>(high[k]));
  }
}

DIFFCONT_BY_CPU
void add_block(const WhitenedBlock& rows, const float* class_mean, int64_t width, double* sums) {
  float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
#pragma omp simd reduction(+ : sum0, sum1, sum2, sum3)
  for (int64_t k = 0; k < width; ++k) {
    const float centre = class_mean[k];
    const float difference0 = (rows.high[0][k] - centre) + rows.low[0][k];
    const float difference1 = (rows.high[1][k] - centre) + rows.low[1][k];
    const float difference2 = (rows.high[2][k] - centre) + rows.low[2][k];
    const float difference3 = (rows.high[3][k] - centre) + rows.low[3][k];
    sum0 += difference0 * difference0;
    sum1 += difference1 * difference1;
    sum2 += difference2 * difference2;
    sum3 += difference3 * difference3;
  }
  sums[0] += sum0;
  sums[1] += sum1;
  sums[2] += sum2;
  sums[3] += sum3;
}

}  // namespace

void squared_distances_cpu(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                           const float* inverse_std, const float* class_means, int64_t classes, float* distances) {
  at::parallel_for(0, (count + kRows - 1) / kRows, 1, [&](int64_t first_group, int64_t last_group) {
    WhitenedBlock block{};
    std::vector<double> sums(static_cast<size_t>(classes * kRows));
    for (int64_t group = first_group; group < last_group; ++group) {
      const int64_t first = group * kRows;
      const int64_t rows = std::min(kRows, count - first);
      std::fill(sums.begin(), sums.end(), 0.0);
      for (int64_t start = 0; start < dimension; start += kBlock) {
        const int64_t width = std::min(kBlock, dimension - start);
        for (int64_t r = 0; r < rows; ++r) {
          whiten(embeddings + (first + r) * dimension + start, mean ? mean + start : nullptr,
                 inverse_std ? inverse_std + start : nullptr, width, block.high[r], block.low[r]);
        }
        for (int64_t j = 0; j < classes; ++j) {
          add_block(block, class_means + j * dimension + start, width, &sums[static_cast<size_t>(j * kRows)]);
        }
      }
      for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = 0; j < classes; ++j) {
          distances[(first + r) * classes + j] = static_cast<float>(sums[static_cast<size_t>(j * kRows + r)]);
        }
      }
    }
  });
}

}  // namespace diffcont::kernels
