#include "detect/kernels/multiply.h"

#include "common/kernels/cpu_features.h"
#include "common/kernels/lane.h"

namespace diffcont::kernels {
namespace {

// Loaded from and stored to where values lie.
template <class T, int64_t kLanes>
struct Vector {
  typedef T Type __attribute__((vector_size(kLanes * sizeof(T)), aligned(alignof(T)), may_alias));
};

template <bool kByRows, class T>
DIFFCONT_LANE T element(const LeftMatrix<T>& left, int64_t row, int64_t k) {
  return kByRows ? left.values[row * left.row_stride + k] : left.values[row + k * left.column_stride];
}

// kRows x kVectors sums stay in registers.
template <class T, int64_t kLanes, bool kByRows, int64_t kRows, int64_t kVectors>
DIFFCONT_LANE void multiply_tile(const LeftMatrix<T>& left, const T* right, int64_t right_stride, int64_t depth,
                                 T* result, int64_t result_stride, bool add) {
  using V = typename Vector<T, kLanes>::Type;
  V sums[kRows][kVectors] = {};
  if (add) {
#pragma GCC unroll 8
    for (int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
      for (int64_t v = 0; v < kVectors; ++v) {
        sums[r][v] = *reinterpret_cast<const V*>(result + r * result_stride + v * kLanes);
      }
    }
  }
  for (int64_t k = 0; k < depth; ++k) {
    V values[kVectors];
#pragma GCC unroll 4
    for (int64_t v = 0; v < kVectors; ++v) {
      values[v] = *reinterpret_cast<const V*>(right + k * right_stride + v * kLanes);
    }
#pragma GCC unroll 8
    for (int64_t r = 0; r < kRows; ++r) {
      const T factor = element<kByRows>(left, r, k);
#pragma GCC unroll 4
      for (int64_t v = 0; v < kVectors; ++v) sums[r][v] += factor * values[v];
    }
  }
#pragma GCC unroll 8
  for (int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (int64_t v = 0; v < kVectors; ++v) {
      *reinterpret_cast<V*>(result + r * result_stride + v * kLanes) = sums[r][v];
    }
  }
}

// Rows in groups of kRows, then of 4, 2 and 1.
template <class T, int64_t kLanes, bool kByRows, int64_t kRows, int64_t kVectors>
DIFFCONT_LANE void multiply_rows(LeftMatrix<T> left, int64_t rows, const T* right, int64_t right_stride, int64_t depth,
                                 T* result, int64_t result_stride, bool add) {
  const int64_t step = kByRows ? left.row_stride : 1;
  const auto advance = [&](int64_t done) __attribute__((always_inline)) {
    left.values += done * step;
    result += done * result_stride;
    rows -= done;
  };
  for (; rows >= kRows; advance(kRows)) {
    multiply_tile<T, kLanes, kByRows, kRows, kVectors>(left, right, right_stride, depth, result, result_stride, add);
  }
  if (kRows > 4 && rows >= 4) {
    multiply_tile<T, kLanes, kByRows, 4, kVectors>(left, right, right_stride, depth, result, result_stride, add);
    advance(4);
  }
  if (rows >= 2) {
    multiply_tile<T, kLanes, kByRows, 2, kVectors>(left, right, right_stride, depth, result, result_stride, add);
    advance(2);
  }
  if (rows >= 1) {
    multiply_tile<T, kLanes, kByRows, 1, kVectors>(left, right, right_stride, depth, result, result_stride, add);
  }
}

template <class T, int64_t kLanes, int64_t kRows, int64_t kVectors>
DIFFCONT_LANE void multiply_panel(const LeftMatrix<T>& left, int64_t rows, const T* right, int64_t right_stride,
                                  int64_t depth, T* result, int64_t result_stride, bool add) {
  if (left.column_stride == 1) {
    multiply_rows<T, kLanes, true, kRows, kVectors>(left, rows, right, right_stride, depth, result, result_stride, add);
  } else {
    multiply_rows<T, kLanes, false, kRows, kVectors>(left, rows, right, right_stride, depth, result, result_stride, add);
  }
}

template <class T, int64_t kLanes, int64_t kRows, int64_t kMostVectors>
DIFFCONT_LANE void multiply_any(const LeftMatrix<T>& left, int64_t rows, const T* right, int64_t right_stride,
                                int64_t width, int64_t depth, T* result, int64_t result_stride, bool add) {
  if (width == kLanes) {
    multiply_panel<T, kLanes, kRows, 1>(left, rows, right, right_stride, depth, result, result_stride, add);
  } else if (width == 2 * kLanes) {
    multiply_panel<T, kLanes, kRows, 2>(left, rows, right, right_stride, depth, result, result_stride, add);
  } else {
    multiply_panel<T, kLanes, kRows, kMostVectors>(left, rows, right, right_stride, depth, result, result_stride, add);
  }
}

#if defined(__x86_64__)
template <class T>
__attribute__((target("avx512f,fma"))) void multiply_avx512(const LeftMatrix<T>& left, int64_t rows, const T* right,
                                                            int64_t right_stride, int64_t width, int64_t depth,
                                                            T* result, int64_t result_stride, bool add) {
  multiply_any<T, 64 / sizeof(T), 8, 3>(left, rows, right, right_stride, width, depth, result, result_stride, add);
}

template <class T>
__attribute__((target("avx2,fma"))) void multiply_avx2(const LeftMatrix<T>& left, int64_t rows, const T* right,
                                                       int64_t right_stride, int64_t width, int64_t depth, T* result,
                                                       int64_t result_stride, bool add) {
  multiply_any<T, 32 / sizeof(T), 4, 3>(left, rows, right, right_stride, width, depth, result, result_stride, add);
}
#endif

template <class T>
void multiply_plain(const LeftMatrix<T>& left, int64_t rows, const T* right, int64_t right_stride, int64_t width,
                    int64_t depth, T* result, int64_t result_stride, bool add) {
  multiply_any<T, 16 / sizeof(T), 4, 2>(left, rows, right, right_stride, width, depth, result, result_stride, add);
}

}  // namespace

template <class T>
std::vector<MultiplyVersion<T>> multiply_versions() {
  constexpr int64_t kSize = sizeof(T);
  std::vector<MultiplyVersion<T>> versions;
#if defined(__x86_64__)
  if (cpu_features().avx512) versions.push_back({"avx512", 64 / kSize, 3 * 64 / kSize, multiply_avx512<T>});
  if (cpu_features().avx2_fma) versions.push_back({"avx2", 32 / kSize, 3 * 32 / kSize, multiply_avx2<T>});
#endif
  versions.push_back({"plain", 16 / kSize, 2 * 16 / kSize, multiply_plain<T>});
  return versions;
}

template <class T>
const MultiplyVersion<T>& multiply_version() {
  static const MultiplyVersion<T> fastest = multiply_versions<T>().front();
  return fastest;
}

template std::vector<MultiplyVersion<float>> multiply_versions();
template std::vector<MultiplyVersion<double>> multiply_versions();
template const MultiplyVersion<float>& multiply_version();
template const MultiplyVersion<double>& multiply_version();

}  // namespace diffcont::kernels
