#if defined(__AVX2__)

#include <immintrin.h>

#include "network/kernels/cpu/network_loops.h"

namespace diffcont::kernels {
namespace {

struct Avx2 {
  using Element = float;
  using Floats = __m256;
  using Factor = __m256;
  static constexpr int kLanes = 8;
  static constexpr int kDepth = 1;
  static constexpr int kPixels = 6;  // 12 sums, 2 factors and an input fill the 16 registers

  static Floats broadcast(float value) { return _mm256_set1_ps(value); }
  static Floats load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(float* to, Floats values) { _mm256_storeu_ps(to, values); }
  static Floats larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }
  // Powers of two from 2^-127, made 0, to 2^128, made infinity.
  static Floats within_exponents(Floats x) {
    return _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-127.0F)), _mm256_set1_ps(128.0F));
  }
  static Floats rounded(Floats x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static Floats times_power_of_two(Floats x, Floats exponent) {
    const __m256i bits = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(exponent), _mm256_set1_epi32(127)), 23);
    return x * _mm256_castsi256_ps(bits);
  }
  static float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }
  static float widened(Element value) { return value; }
  static Element narrowed(float value) { return value; }
  static Floats quotient(Floats a, Floats b) { return a / b; }
  static Factor factors(const Element* from) { return _mm256_loadu_ps(from); }
  static Factor repeated(const Element* from) { return _mm256_broadcast_ss(from); }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm256_fmadd_ps(a, b, sum); }
};

constexpr NetworkKernels kKernels = kernels_of<Avx2>();

}  // namespace

const NetworkKernels& network_kernels_avx2() { return kKernels; }

}  // namespace diffcont::kernels

#endif
