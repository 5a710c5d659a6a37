#include "detect/linear_algebra/cholesky.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "detect/kernels/multiply.h"

namespace diffcont {
namespace {

constexpr int64_t kPlain = 24;  // rows of which plain loops take care

// A block of a matrix.
struct Block {
  double* values;
  int64_t stride;

  Block at(int64_t row, int64_t column) const { return {values + row * stride + column, stride}; }
  double& operator()(int64_t row, int64_t column) const { return values[row * stride + column]; }
};

int64_t lanes() { return kernels::multiply_version<double>().lanes; }

// result (+)= left right, rows x depth and depth x columns, a multiple of lanes().
void multiply(Block left, int64_t rows, Block right, int64_t columns, int64_t depth, Block result, bool add) {
  const kernels::MultiplyVersion<double>& version = kernels::multiply_version<double>();
  for (int64_t c = 0; c < columns; c += version.panel) {
    version.multiply({left.values, left.stride, 1}, rows, right.values + c, right.stride,
                     std::min(version.panel, columns - c), depth, result.values + c, result.stride, add);
  }
}

void factorise_plain(Block s, Block inverse, int64_t size) {
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t j = 0; j <= i; ++j) {
      double sum = s(i, j);
      for (int64_t k = 0; k < j; ++k) sum -= s(i, k) * s(j, k);
      if (j < i) {
        s(i, j) = sum / s(j, j);
      } else {
        if (!(sum > 0)) throw std::runtime_error("a covariance is not positive definite");
        s(i, i) = std::sqrt(sum);
      }
    }
    // Row i of the inverse: the rows above are known.
    for (int64_t j = 0; j < i; ++j) {
      double sum = 0;
      for (int64_t k = j; k < i; ++k) sum += s(i, k) * inverse(k, j);
      inverse(i, j) = -sum / s(i, i);
    }
    inverse(i, i) = 1 / s(i, i);
    for (int64_t j = i + 1; j < size; ++j) s(i, j) = inverse(i, j) = 0;
  }
}

// With S = [S11 .; S21 S22]: L21 = S21 W11^T, S22 - L21 L21^T has L22, and W21 = -W22 L21 W11. scratch: as large as s.
void factorise(Block s, Block inverse, int64_t size, Block scratch) {
  if (size <= kPlain) return factorise_plain(s, inverse, size);
  const int64_t step = lanes();
  const int64_t first = (size / 2 + step - 1) / step * step, second = size - first;
  const Block s21 = s.at(first, 0), w21 = inverse.at(first, 0), s22 = s.at(first, first);
  factorise(s, inverse, first, scratch);

  for (int64_t i = 0; i < first; ++i) {
    for (int64_t j = 0; j < first; ++j) scratch(i, j) = inverse(j, i);
  }
  multiply(s21, second, scratch, first, first, w21, /*add=*/false);
  for (int64_t i = 0; i < second; ++i) std::copy_n(&w21(i, 0), first, &s21(i, 0));
  for (int64_t i = 0; i < first; ++i) {
    for (int64_t j = 0; j < second; ++j) scratch(i, j) = -s21(j, i);
  }
  multiply(s21, second, scratch, second, first, s22, /*add=*/true);

  factorise(s22, inverse.at(first, first), second, scratch);
  multiply(s21, second, inverse, first, first, scratch, /*add=*/false);
  for (int64_t i = 0; i < second; ++i) {
    for (int64_t j = 0; j < first; ++j) scratch(i, j) = -scratch(i, j);
  }
  multiply(inverse.at(first, first), second, scratch, first, second, w21, /*add=*/false);
  for (int64_t i = 0; i < first; ++i) {
    std::fill_n(&s(i, first), second, 0.0);
    std::fill_n(&inverse(i, first), second, 0.0);
  }
}

}  // namespace

SquareMatrix::SquareMatrix(int64_t size)
    : size_(size),
      stride_((size + lanes() - 1) / lanes() * lanes()),
      values_(Buffer<double>::zeros(stride_ * stride_)) {}

void SquareMatrix::fill(double value) { std::fill_n(values_.data(), values_.size(), value); }

void factorise(SquareMatrix& s, SquareMatrix& inverse) {
  const int64_t size = s.size(), stride = s.stride();
  // What fills the matrix up is a part of its own.
  for (int64_t i = size; i < stride; ++i) {
    std::fill_n(s.data() + i * stride, stride, 0.0);
    s(i, i) = 1;
  }
  SquareMatrix scratch(size);
  factorise({s.data(), stride}, {inverse.data(), stride}, stride, {scratch.data(), stride});
  for (int64_t i = size; i < stride; ++i) s(i, i) = inverse(i, i) = 0;
}

void multiply_lower(const SquareMatrix& a, const SquareMatrix& b, SquareMatrix& result) {
  constexpr int64_t kRows = 32;
  const kernels::MultiplyVersion<double>& version = kernels::multiply_version<double>();
  const int64_t stride = a.stride();
  result.fill(0);
  for (int64_t first = 0; first < stride; first += kRows) {
    const int64_t rows = std::min(kRows, stride - first), last = first + rows;
    // Terms k lie between the result's column and its row.
    for (int64_t c = 0; c < last; c += version.panel) {
      version.multiply({a.data() + first * stride + c, stride, 1}, rows, b.data() + c * stride + c, stride,
                       std::min(version.panel, stride - c), last - c, result.data() + first * stride + c, stride,
                       /*add=*/false);
    }
  }
}

}  // namespace diffcont
