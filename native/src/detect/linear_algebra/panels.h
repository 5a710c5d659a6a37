// The right-hand side of products as the kernel reads it: panels of columns, each panel row by row.
#pragma once

#include <algorithm>
#include <cstdint>

#include "detect/kernels/multiply.h"
#include "detect/linear_algebra/buffer.h"

namespace diffcont {

// Where a rows x columns matrix's elements lie. Panels are as wide as the kernel's tile, the last one as many whole
// vectors as it needs; columns beyond the matrix's are there, and to be 0.
class PanelLayout {
 public:
  PanelLayout(int64_t rows, int64_t columns, int64_t lanes, int64_t panel)
      : rows_(rows), columns_(columns), panel_(panel), padded_((columns + lanes - 1) / lanes * lanes) {}

  int64_t rows() const { return rows_; }
  int64_t columns() const { return columns_; }
  int64_t padded_columns() const { return padded_; }
  int64_t size() const { return rows_ * padded_; }
  int64_t panels() const { return (padded_ + panel_ - 1) / panel_; }
  int64_t start(int64_t panel) const { return panel * panel_; }
  int64_t width(int64_t panel) const { return std::min(panel_, padded_ - start(panel)); }
  int64_t offset(int64_t row, int64_t column) const {
    const int64_t panel = column / panel_;
    return start(panel) * rows_ + row * width(panel) + column % panel_;
  }

  // Calls get(row, column) for each element and writes it to values; columns beyond the matrix's become 0.
  template <class T, class Get>
  void fill(T* values, const Get& get) const {
    for (int64_t p = 0; p < panels(); ++p) fill_panel(p, values, get);
  }
  template <class T, class Get>
  void fill_panel(int64_t panel, T* values, const Get& get) const {
    const int64_t first = start(panel), step = width(panel), real = std::min(step, columns_ - first);
    T* to = values + first * rows_;
    for (int64_t row = 0; row < rows_; ++row, to += step) {
      for (int64_t c = 0; c < real; ++c) to[c] = get(row, first + c);
      std::fill(to + real, to + step, T{0});
    }
  }

 private:
  int64_t rows_;
  int64_t columns_;
  int64_t panel_;
  int64_t padded_;
};

template <class T>
PanelLayout panel_layout(int64_t rows, int64_t columns) {
  const kernels::MultiplyVersion<T>& version = kernels::multiply_version<T>();
  return {rows, columns, version.lanes, version.panel};
}

// A matrix with memory of its own.
template <class T>
class Panels {
 public:
  Panels(int64_t rows, int64_t columns) : layout_(panel_layout<T>(rows, columns)), values_(layout_.size()) {}

  const PanelLayout& layout() const { return layout_; }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }
  template <class Get>
  void fill(const Get& get) {
    layout_.fill(values_.data(), get);
  }

 private:
  PanelLayout layout_;
  Buffer<T> values_;
};

// result[r * stride + c] = left times right, for `rows` rows and right's padded columns, on the calling thread.
template <class T>
void multiply(const kernels::LeftMatrix<T>& left, int64_t rows, const PanelLayout& layout, const T* right, T* result,
              int64_t stride) {
  const kernels::MultiplyVersion<T>& version = kernels::multiply_version<T>();
  for (int64_t p = 0; p < layout.panels(); ++p) {
    const int64_t width = layout.width(p);
    version.multiply(left, rows, right + layout.start(p) * layout.rows(), width, width, layout.rows(),
                     result + layout.start(p), stride, /*add=*/false);
  }
}

// The same where right(k, c) is 0 for k > c.
template <class T>
void multiply_by_upper(const kernels::LeftMatrix<T>& left, int64_t rows, const PanelLayout& layout, const T* right,
                       T* result, int64_t stride) {
  const kernels::MultiplyVersion<T>& version = kernels::multiply_version<T>();
  for (int64_t p = 0; p < layout.panels(); ++p) {
    const int64_t width = layout.width(p), depth = std::min(layout.rows(), layout.start(p) + width);
    version.multiply(left, rows, right + layout.start(p) * layout.rows(), width, width, depth,
                     result + layout.start(p), stride, /*add=*/false);
  }
}

// result += m^T m, lower triangle, for a matrix m in panels; result has m's padded columns a row and as many rows. On
// several threads; each element is added up in the order of m's rows, so nothing depends on how many there are.
template <class T>
void add_gram(const Panels<T>& m, T* result);

// Copies the lower triangle of a size x size matrix with `stride` values a row to the upper.
template <class T>
void mirror(T* matrix, int64_t size, int64_t stride);

}  // namespace diffcont
