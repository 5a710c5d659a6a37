// Plain loops over doubles for what the normality models compute.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "common/formula.h"
#include "detect/normality/normality.h"

namespace diffcont::plain {

using Matrix = std::vector<std::vector<double>>;

inline Matrix matrix(size_t rows, size_t columns) { return Matrix(rows, std::vector<double>(columns)); }

// Features with memory of their own.
struct Cells {
  int64_t images = 0, locations = 0, channels = 0;
  std::vector<float> values;

  Cells(int64_t n, int64_t l, int64_t c, float value = 0)
      : images(n), locations(l), channels(c), values(static_cast<size_t>(n * l * c), value) {}

  float& at(int64_t image, int64_t location, int64_t channel) {
    return values[static_cast<size_t>((image * locations + location) * channels + channel)];
  }
  Features view() const { return {values.data(), images, locations, channels}; }
  // Images first..last.
  Cells slice(int64_t first, int64_t last) const {
    Cells part(last - first, locations, channels);
    std::copy_n(values.begin() + first * locations * channels, part.values.size(), part.values.begin());
    return part;
  }
};

inline std::vector<float> map_of(const NormalityModel& model, const Cells& cells) {
  std::vector<float> map(static_cast<size_t>(cells.images * model.map_locations()), -1.0f);
  model.map(cells.view(), map.data());
  return map;
}

inline std::vector<float> fit_and_map(const NormalityConfig& config, const Cells& normal, const Cells& test) {
  return map_of(*NormalityModel::fit(config, normal.view()), test);
}

// The values as `count` rows.
inline Matrix rows_of(const std::vector<float>& values, int64_t count) {
  Matrix rows;
  const size_t length = values.size() / static_cast<size_t>(count);
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    rows.emplace_back(values.begin() + static_cast<int64_t>(i * length),
                      values.begin() + static_cast<int64_t>((i + 1) * length));
  }
  return rows;
}
inline Matrix images_of(const Cells& cells) { return rows_of(cells.values, cells.images); }
inline Matrix patches_of(const Cells& cells) { return rows_of(cells.values, cells.images * cells.locations); }

inline std::vector<double> means(const Matrix& rows) {
  std::vector<double> result(rows[0].size());
  for (const auto& row : rows) {
    for (size_t k = 0; k < row.size(); ++k) result[k] += row[k] / static_cast<double>(rows.size());
  }
  return result;
}

// Divided by rows - 1.
inline Matrix covariance(const Matrix& rows) {
  const auto mean = means(rows);
  Matrix result = matrix(mean.size(), mean.size());
  for (const auto& row : rows) {
    for (size_t a = 0; a < mean.size(); ++a) {
      for (size_t b = 0; b < mean.size(); ++b) {
        result[a][b] += (row[a] - mean[a]) * (row[b] - mean[b]) / static_cast<double>(rows.size() - 1);
      }
    }
  }
  return result;
}

struct Eigen {
  std::vector<double> values;  // descending
  Matrix vectors;              // vectors[i] belongs to values[i]
};

// Cyclic Jacobi rotations of a symmetric matrix.
inline Eigen eigen(Matrix a) {
  const size_t n = a.size();
  Matrix v = matrix(n, n);
  for (size_t i = 0; i < n; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (size_t p = 0; p < n; ++p) {
      for (size_t q = p + 1; q < n; ++q) {
        if (std::abs(a[p][q]) < 1e-300) continue;
        const double theta = 0.5 * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const double c = std::cos(theta), s = std::sin(theta);
        for (size_t k = 0; k < n; ++k) {
          const double x = a[k][p], y = a[k][q];
          a[k][p] = c * x - s * y, a[k][q] = s * x + c * y;
        }
        for (size_t k = 0; k < n; ++k) {
          const double x = a[p][k], y = a[q][k];
          a[p][k] = c * x - s * y, a[q][k] = s * x + c * y;
          const double w = v[k][p], z = v[k][q];
          v[k][p] = c * w - s * z, v[k][q] = s * w + c * z;
        }
      }
    }
  }
  std::vector<size_t> order(n);
  for (size_t i = 0; i < n; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t i, size_t j) { return a[i][i] > a[j][j]; });
  Eigen result;
  for (const size_t i : order) {
    result.values.push_back(a[i][i]);
    std::vector<double> vector;
    for (size_t k = 0; k < n; ++k) vector.push_back(v[k][i]);
    result.vectors.push_back(vector);
  }
  return result;
}

// Solves a x = b by elimination with pivots.
inline std::vector<double> solve(Matrix a, std::vector<double> b) {
  const size_t n = b.size();
  for (size_t i = 0; i < n; ++i) {
    size_t pivot = i;
    for (size_t r = i + 1; r < n; ++r) {
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    }
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (size_t r = i + 1; r < n; ++r) {
      const double factor = a[r][i] / a[i][i];
      for (size_t k = i; k < n; ++k) a[r][k] -= factor * a[i][k];
      b[r] -= factor * b[i];
    }
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

}  // namespace diffcont::plain
