// A tile of a matrix product: the inner loop of all products in this library.
#pragma once

#include <cstdint>
#include <vector>

namespace diffcont::kernels {

// The left-hand side: element (row, k) is values[row * row_stride + k * column_stride]. One of the strides must be 1.
template <class T>
struct LeftMatrix {
  const T* values = nullptr;
  int64_t row_stride = 0;
  int64_t column_stride = 1;
};

// result[r * result_stride + c] = sum over k < depth of left(r, k) * right[k * right_stride + c], for r < rows and
// c < width, a multiple of `lanes` and at most `panel`; with `add`, that much is added to what is there. Each element's
// terms are added in order of k, whatever the other rows and columns are, so its bits depend on its own row and column.
template <class T>
struct MultiplyVersion {
  const char* name = nullptr;
  int64_t lanes = 0;  // of a vector
  int64_t panel = 0;  // columns that a tile holds in registers
  void (*multiply)(const LeftMatrix<T>& left, int64_t rows, const T* right, int64_t right_stride, int64_t width,
                   int64_t depth, T* result, int64_t result_stride, bool add) = nullptr;
};

// The versions that this processor can run, the fastest first; for float and double.
template <class T>
std::vector<MultiplyVersion<T>> multiply_versions();

// The fastest.
template <class T>
const MultiplyVersion<T>& multiply_version();

}  // namespace diffcont::kernels
