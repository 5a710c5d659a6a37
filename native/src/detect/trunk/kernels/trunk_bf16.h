// AVX-512 kernels that multiply bfloat16.
#pragma once

#include "detect/trunk/kernels/trunk_avx512.h"

namespace diffcont::kernels {
namespace {

struct Avx512Bf16 : Avx512 {
  using Element = uint16_t;  // the upper half of an f32's bits
  using Factor = __m512bh;
  static constexpr int kDepth = 2;

  using Avx512::store;
  static void store(Element* to, Floats values) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
  }
  static Factor factors(const Element* from) { return reinterpret_cast<Factor>(_mm512_loadu_si512(from)); }
  static Factor repeated(const Element* pair) {
    int32_t bits;
    __builtin_memcpy(&bits, pair, sizeof bits);
    return reinterpret_cast<Factor>(_mm512_set1_epi32(bits));
  }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm512_dpbf16_ps(sum, a, b); }
};

// Channels and pitch are whole panels.
inline void narrow_bf16(const float* map, int64_t count, int64_t channels, void* elements, int64_t pitch) {
  auto* to = static_cast<uint16_t*>(elements);
  for (int64_t i = 0; i < count; ++i, map += channels, to += pitch) {
    int64_t c = 0;
    for (; c < channels; c += kPanel) Avx512Bf16::store(to + c, Avx512::load(map + c));
    for (; c < pitch; c += kPanel) Avx512Bf16::store(to + c, Avx512::broadcast(0));
  }
}

}  // namespace
}  // namespace diffcont::kernels
