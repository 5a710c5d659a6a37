#include "detect/normality/scatter.h"

#include <algorithm>

#include "common/kernels/parallel.h"
#include "detect/linear_algebra/panels.h"

namespace diffcont {
namespace {

constexpr int64_t kDepth = 256;  // terms of each sum that are laid out at once

// m^T m for a depth x size matrix m, element (k, column) by get.
template <class Get>
SymmetricMatrix scatter(int64_t depth, int64_t size, const Get& get) {
  SymmetricMatrix result;
  result.size = size;
  result.stride = panel_layout<double>(1, size).padded_columns();
  result.values = Buffer<double>::zeros(result.stride * result.stride);
  const auto add = [&](Panels<double>& part, int64_t begin) {
    parallel_for(0, part.layout().panels(), 1, [&](int64_t first, int64_t last) {
      for (int64_t p = first; p < last; ++p) {
        part.layout().fill_panel(p, part.data(), [&](int64_t k, int64_t column) { return get(begin + k, column); });
      }
    });
    add_gram(part, result.values.data());
  };
  Panels<double> whole(std::min(kDepth, depth), size);
  int64_t begin = 0;
  for (; begin + kDepth <= depth; begin += kDepth) add(whole, begin);
  if (begin < depth) {
    Panels<double> rest(depth - begin, size);
    add(rest, begin);
  }
  return result;
}

}  // namespace

SymmetricMatrix column_scatter(const Standardised& z) {
  return scatter(z.rows, z.columns, [z](int64_t row, int64_t column) { return z.at(row, column); });
}

SymmetricMatrix row_scatter(const Standardised& z) {
  return scatter(z.columns, z.rows, [z](int64_t column, int64_t row) { return z.at(row, column); });
}

}  // namespace diffcont
