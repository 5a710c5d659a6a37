#include "detect/linear_algebra/panels.h"

#include "common/kernels/parallel.h"

namespace diffcont {

template <class T>
void add_gram(const Panels<T>& m, T* result) {
  const kernels::MultiplyVersion<T>& version = kernels::multiply_version<T>();
  const PanelLayout& layout = m.layout();
  const int64_t panels = layout.panels(), stride = layout.padded_columns();
  // Pairs of panels (p, q) with p >= q, counted row by row.
  parallel_for(0, panels * (panels + 1) / 2, 1, [&](int64_t begin, int64_t end) {
    int64_t p = 0, first = 0;
    for (int64_t pair = begin; pair < end; ++pair) {
      while (pair > first + p) first += ++p;
      const int64_t q = pair - first;
      const kernels::LeftMatrix<T> left{m.data() + layout.start(p) * layout.rows(), 1, layout.width(p)};
      version.multiply(left, layout.width(p), m.data() + layout.start(q) * layout.rows(), layout.width(q),
                       layout.width(q), layout.rows(), result + layout.start(p) * stride + layout.start(q), stride,
                       /*add=*/true);
    }
  });
}

template <class T>
void mirror(T* matrix, int64_t size, int64_t stride) {
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t j = 0; j < i; ++j) matrix[j * stride + i] = matrix[i * stride + j];
  }
}

template void add_gram(const Panels<float>&, float*);
template void add_gram(const Panels<double>&, double*);
template void mirror(float*, int64_t, int64_t);
template void mirror(double*, int64_t, int64_t);

}  // namespace diffcont
