// What both kinds of AVX-512 kernels share: vectors of 16 f32.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace diffcont::kernels {
namespace {

struct Avx512 {
  using Floats = __m512;
  static constexpr int kLanes = 16;
  static constexpr int kPixels = 8;

  static Floats broadcast(float value) { return _mm512_set1_ps(value); }
  static Floats load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, Floats values) { _mm512_storeu_ps(to, values); }
  static Floats larger(Floats a, Floats b) { return _mm512_max_ps(a, b); }
  static Floats within_exponents(Floats x) { return x; }  // scalef gives 0 and infinity by itself
  static Floats rounded(Floats x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static Floats times_power_of_two(Floats x, Floats exponent) { return _mm512_scalef_ps(x, exponent); }
  static float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }
};

}  // namespace
}  // namespace diffcont::kernels
