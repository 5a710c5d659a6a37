// Products of standardised features with themselves, in f64.
#pragma once

#include <cstdint>

#include "detect/linear_algebra/buffer.h"

namespace diffcont {

// Features whose columns are standardised when they are read: z[i][c] = (values[i * columns + c] - mean[c]) * scale[c].
struct Standardised {
  const float* values = nullptr;
  int64_t rows = 0;
  int64_t columns = 0;
  const double* mean = nullptr;
  const double* scale = nullptr;

  double at(int64_t row, int64_t column) const {
    return (static_cast<double>(values[row * columns + column]) - mean[column]) * scale[column];
  }
};

// A symmetric matrix; the lower triangle is filled.
struct SymmetricMatrix {
  Buffer<double> values;
  int64_t size = 0;
  int64_t stride = 0;  // values a row
};

SymmetricMatrix column_scatter(const Standardised& z);  // z^T z
SymmetricMatrix row_scatter(const Standardised& z);     // z z^T

}  // namespace diffcont
