// Plain loops over doubles for what the normality models compute.
#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace diffcont::plain {

using Matrix = std::vector<std::vector<double>>;

inline Matrix matrix(size_t rows, size_t columns) { return Matrix(rows, std::vector<double>(columns)); }

inline Matrix rows_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kDouble).flatten(1).contiguous();
  Matrix rows = matrix(flat.size(0), flat.size(1));
  for (int64_t i = 0; i < flat.size(0); ++i) {
    for (int64_t k = 0; k < flat.size(1); ++k) rows[i][k] = flat.data_ptr<double>()[i * flat.size(1) + k];
  }
  return rows;
}

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
