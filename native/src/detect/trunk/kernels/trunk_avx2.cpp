#if defined(__AVX2__)

#include <immintrin.h>

#include "detect/trunk/kernels/trunk_loops.h"

namespace diffcont::kernels {
namespace {

struct Avx2 {
  using Floats = __m256;
  using Element = float;
  using Factor = __m256;
  static constexpr int kLanes = 8, kDepth = 1;
  static constexpr int kPixels = 6, kPanels = 1, kOutputs = 8;

  static Floats broadcast(float value) { return _mm256_set1_ps(value); }
  static Floats load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(float* to, Floats values) { _mm256_storeu_ps(to, values); }
  static Floats smaller(Floats a, Floats b) { return _mm256_min_ps(a, b); }
  static Floats larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }
  static Factor factors(const Element* from) { return load(from); }
  static Factor repeated(const Element* from) { return broadcast(*from); }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm256_fmadd_ps(a, b, sum); }
};

constexpr TrunkKernels kKernels = {"avx2",         false, 1, 1, nullptr, expand<Avx2>, depthwise<Avx2>,
                                   project<Avx2>, stem<Avx2>};

}  // namespace

const TrunkKernels& trunk_kernels_avx2() { return kKernels; }

}  // namespace diffcont::kernels

#endif
