// What all kinds of AVX-512 kernels share: vectors of 16 f32.
#pragma once

#include <immintrin.h>

#include "detect/trunk/kernels/trunk_loops.h"

namespace diffcont::kernels {
namespace {

struct Avx512 {
  using Floats = __m512;
  using Element = float;
  using Factor = __m512;
  static constexpr int kLanes = 16, kDepth = 1;
  static constexpr int kPixels = 8, kPanels = 2, kOutputs = 8;

  static Floats broadcast(float value) { return _mm512_set1_ps(value); }
  static Floats load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, Floats values) { _mm512_storeu_ps(to, values); }
  static Floats smaller(Floats a, Floats b) { return _mm512_min_ps(a, b); }
  static Floats larger(Floats a, Floats b) { return _mm512_max_ps(a, b); }
  static Factor factors(const Element* from) { return load(from); }
  static Factor repeated(const Element* from) { return broadcast(*from); }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm512_fmadd_ps(a, b, sum); }
};

}  // namespace
}  // namespace diffcont::kernels
