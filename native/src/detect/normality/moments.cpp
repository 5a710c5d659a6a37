#include "detect/normality/moments.h"

#include <algorithm>
#include <cmath>

#include "common/kernels/finite.h"
#include "common/kernels/parallel.h"
#include "common/storage/errors.h"

namespace diffcont {
namespace {

// Sums over the rows of f(value, column). Rows are summed in blocks of a fixed number, so that the threads that share
// the blocks do not change the result.
template <class Term>
std::vector<double> column_sums(const float* rows, int64_t count, int64_t columns, const Term& term) {
  constexpr int64_t kRows = 1024, kColumns = 512;
  const int64_t row_blocks = (count + kRows - 1) / kRows, column_blocks = (columns + kColumns - 1) / kColumns;
  std::vector<double> partial(static_cast<size_t>(row_blocks * columns), 0.0);
  parallel_for(0, row_blocks * column_blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first_row = block / column_blocks * kRows, last_row = std::min(count, first_row + kRows);
      const int64_t first = block % column_blocks * kColumns, last = std::min(columns, first + kColumns);
      double* const sums = partial.data() + block / column_blocks * columns;
      for (int64_t row = first_row; row < last_row; ++row) {
        const float* const values = rows + row * columns;
#pragma omp simd
        for (int64_t c = first; c < last; ++c) sums[c] += term(static_cast<double>(values[c]), c);
      }
    }
  });
  for (int64_t block = 1; block < row_blocks; ++block) {
    const double* const sums = partial.data() + block * columns;
    for (int64_t c = 0; c < columns; ++c) partial[static_cast<size_t>(c)] += sums[c];
  }
  partial.resize(static_cast<size_t>(columns));
  return partial;
}

}  // namespace

Moments column_moments(const float* rows, int64_t count, int64_t columns) {
  Moments moments;
  moments.mean = column_sums(rows, count, columns, [](double value, int64_t) { return value; });
  for (double& mean : moments.mean) mean /= static_cast<double>(count);
  const double* const mean = moments.mean.data();
  moments.std = column_sums(rows, count, columns, [mean](double value, int64_t column) {
    const double difference = value - mean[column];
    return difference * difference;
  });
  constexpr double kRounding = 1e-6;  // of f32 features, with room
  for (size_t c = 0; c < moments.std.size(); ++c) {
    const double std = std::sqrt(moments.std[c] / static_cast<double>(count - 1));
    moments.std[c] = std > std::abs(mean[c]) * kRounding ? std : 0.0;
  }
  return moments;
}

std::vector<double> floored_std(const std::vector<double>& std, int64_t locations, int64_t channels) {
  constexpr double kShareOfMean = 0.1;
  // The columns that share a floor: those of a channel, or all of the only location.
  const int64_t groups = locations > 1 ? channels : 1, members = locations > 1 ? locations : channels;
  const auto column = [&](int64_t group, int64_t member) {
    return static_cast<size_t>(locations > 1 ? member * channels + group : member);
  };
  std::vector<double> floored(std.size());
  for (int64_t g = 0; g < groups; ++g) {
    double typical = 0;
    for (int64_t m = 0; m < members; ++m) typical += std[column(g, m)];
    const double floor = typical / static_cast<double>(members) * kShareOfMean;
    for (int64_t m = 0; m < members; ++m) {
      const double value = std::max(std[column(g, m)], floor);
      floored[column(g, m)] = value > 0 ? value : 1.0;
    }
  }
  return floored;
}

std::vector<double> inverse_of(const std::vector<double>& std) {
  std::vector<double> inverse(std.size());
  std::transform(std.begin(), std.end(), inverse.begin(), [](double value) { return value > 0 ? 1.0 / value : 1.0; });
  return inverse;
}

std::vector<float> to_floats(const std::vector<double>& values) { return {values.begin(), values.end()}; }

void require_finite_values(const float* values, int64_t count, const std::string& what) {
  if (!kernels::all_finite(values, count)) {
    throw NotFiniteError(what + " contain a NaN or an infinite value");
  }
}

}  // namespace diffcont
