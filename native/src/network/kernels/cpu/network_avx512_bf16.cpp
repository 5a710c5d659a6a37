#if defined(__AVX512BF16__)

#include "network/kernels/cpu/network_avx512.h"
#include "network/kernels/cpu/network_loops.h"

namespace diffcont::kernels {
namespace {

struct Avx512Bf16 : Avx512 {
  using Element = uint16_t;  // the upper half of an f32's bits
  using Factor = __m512bh;
  static constexpr int kDepth = 2;

  using Avx512::load;
  using Avx512::store;
  static Floats load(const Element* from) {
    const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
  }
  static void store(Element* to, Floats values) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
  }
  static float widened(Element bits) { return __builtin_bit_cast(float, static_cast<uint32_t>(bits) << 16); }
  static Element narrowed(float value) {
    const __m128i bits = reinterpret_cast<__m128i>(_mm_cvtneps_pbh(_mm_set_ss(value)));
    return static_cast<Element>(_mm_extract_epi16(bits, 0));
  }
  // A reciprocal to 14 bits is exact enough for a result that is rounded to 8.
  static Floats quotient(Floats a, Floats b) { return a * _mm512_rcp14_ps(b); }

  static Factor factors(const Element* from) { return reinterpret_cast<Factor>(_mm512_loadu_si512(from)); }
  static Factor repeated(const Element* pair) {
    int32_t bits;
    __builtin_memcpy(&bits, pair, sizeof bits);
    return reinterpret_cast<Factor>(_mm512_set1_epi32(bits));
  }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm512_dpbf16_ps(sum, a, b); }
};

constexpr NetworkKernels kKernels = kernels_of<Avx512Bf16>();

}  // namespace

const NetworkKernels& network_kernels_avx512_bf16() { return kKernels; }

}  // namespace diffcont::kernels

#endif
