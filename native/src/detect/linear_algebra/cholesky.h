// Cholesky factors and their inverses by the product kernel, on the calling thread: for many matrices of some hundred
// rows. decompositions.h has one that takes Eigen's time.
#pragma once

#include <cstdint>

#include "detect/linear_algebra/buffer.h"

namespace diffcont {

// A square matrix of f64 with rows as long as whole vectors of the kernel; those that fill it up are there and zero.
class SquareMatrix {
 public:
  explicit SquareMatrix(int64_t size);

  int64_t size() const { return size_; }
  int64_t stride() const { return stride_; }  // values a row, and rows
  double* data() { return values_.data(); }
  const double* data() const { return values_.data(); }
  double& operator()(int64_t row, int64_t column) { return values_[row * stride_ + column]; }
  double operator()(int64_t row, int64_t column) const { return values_[row * stride_ + column]; }
  void fill(double value);

 private:
  int64_t size_;
  int64_t stride_;
  Buffer<double> values_;
};

// Replaces the lower triangle of a positive definite matrix S by its Cholesky factor L, L L^T = S, and writes the
// inverse of L. Both have zeros above the diagonal afterwards. Throws std::runtime_error for another matrix.
void factorise(SquareMatrix& s, SquareMatrix& inverse);

// a b of two lower-triangular matrices with zeros above the diagonal.
void multiply_lower(const SquareMatrix& a, const SquareMatrix& b, SquareMatrix& result);

}  // namespace diffcont
