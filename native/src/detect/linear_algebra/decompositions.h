// The few decompositions that the statistics need, in f64. Eigen does them; its headers are in one file only, which is
// compiled for any processor.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/linear_algebra/buffer.h"

namespace diffcont {

struct SymmetricEigen {
  std::vector<double> values;  // ascending
  Buffer<double> vectors;      // size x size: column i belongs to value i, of length 1
};

// Of a size x size matrix with `stride` values a row; its lower triangle is read. Throws std::runtime_error when the
// iteration does not end, which takes values that are not finite.
SymmetricEigen symmetric_eigen(const double* matrix, int64_t size, int64_t stride);
std::vector<double> symmetric_eigenvalues(const double* matrix, int64_t size, int64_t stride);

// Replaces the lower triangle of a positive definite size x size matrix S by the lower-triangular W with W^T W = S^-1,
// the inverse of its Cholesky factor; the upper one becomes 0. Throws std::runtime_error for another matrix.
void invert_cholesky_factor(double* matrix, int64_t size);

}  // namespace diffcont
