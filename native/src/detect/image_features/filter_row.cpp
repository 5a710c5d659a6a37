#include "detect/image_features/filter_row.h"

#include <cmath>
#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define DIFFCONT_X86 1
#else
#define DIFFCONT_X86 0
#endif

namespace diffcont {
namespace {

typedef float Vector4 __attribute__((vector_size(4 * sizeof(float))));
typedef float Vector8 __attribute__((vector_size(8 * sizeof(float))));
typedef float Vector16 __attribute__((vector_size(16 * sizeof(float))));

// All eight filters at a vector of neighbouring outputs, held in the processor's registers.
template <class Vector>
__attribute__((always_inline)) inline void add_row(const FilterTaps& taps, const float* window,
                                                   const FilterSums& sums) {
  constexpr int64_t kWidth = sizeof(Vector) / sizeof(float);
  static_assert(kColumnBlock % kWidth == 0);
  for (int64_t column = 0; column < sums.columns; column += kWidth) {
    const float* const place = window + column;
    Vector even[kOrientations], odd[kOrientations] = {};
    Vector centre;
    std::memcpy(&centre, place + taps.centre, sizeof centre);
    for (int64_t o = 0; o < kOrientations; ++o) {
      even[o] = centre * taps.centre_even[o];
    }
    for (const FilterTapPair& pair : taps.pairs) {
      Vector first, second;
      std::memcpy(&first, place + pair.first, sizeof first);
      std::memcpy(&second, place + pair.second, sizeof second);
      const Vector sum = second + first, difference = second - first;
      for (int64_t o = 0; o < kOrientations; ++o) {
        even[o] += sum * pair.even[o];
        odd[o] += difference * pair.odd[o];
      }
    }
    for (int64_t o = 0; o < kOrientations; ++o) {
      float* const energy = sums.energy + o * sums.columns + column;
      float* const largest = sums.largest_energy + o * sums.columns + column;
      float* const even_sum = sums.even + o * sums.columns + column;
      for (int64_t k = 0; k < kWidth; ++k) {
        const float value = std::sqrt(even[o][k] * even[o][k] + odd[o][k] * odd[o][k]);
        energy[k] += value;
        largest[k] = largest[k] > value ? largest[k] : value;
        even_sum[k] += even[o][k];
      }
    }
  }
}

#if DIFFCONT_X86
__attribute__((target("avx512f,fma"))) void add_row_avx512(const FilterTaps& taps, const float* window,
                                                           const FilterSums& sums) {
  add_row<Vector16>(taps, window, sums);
}

__attribute__((target("avx2,fma"))) void add_row_avx2(const FilterTaps& taps, const float* window,
                                                      const FilterSums& sums) {
  add_row<Vector8>(taps, window, sums);
}
#endif

void add_row_plain(const FilterTaps& taps, const float* window, const FilterSums& sums) {
  add_row<Vector4>(taps, window, sums);
}

}  // namespace

std::vector<FilterRowVersion> filter_row_versions() {
  std::vector<FilterRowVersion> versions;
#if DIFFCONT_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma")) {
    versions.push_back({"avx512", add_row_avx512});
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    versions.push_back({"avx2", add_row_avx2});
  }
#endif
  versions.push_back({"plain", add_row_plain});
  return versions;
}

void add_filter_row(const FilterTaps& taps, const float* window, const FilterSums& sums) {
  static const FilterRowVersion fastest = filter_row_versions().front();
  fastest.add(taps, window, sums);
}

}  // namespace diffcont
