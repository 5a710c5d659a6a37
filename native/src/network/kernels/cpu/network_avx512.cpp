#if defined(__AVX512F__)

#include "network/kernels/cpu/network_avx512.h"

#include "network/kernels/cpu/network_loops.h"

namespace diffcont::kernels {
namespace {

struct Avx512F32 : Avx512 {
  using Element = float;
  using Factor = __m512;
  static constexpr int kDepth = 1;

  static float widened(Element value) { return value; }
  static Element narrowed(float value) { return value; }
  static Floats quotient(Floats a, Floats b) { return a / b; }
  static Factor factors(const Element* from) { return _mm512_loadu_ps(from); }
  static Factor repeated(const Element* from) { return _mm512_set1_ps(*from); }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return _mm512_fmadd_ps(a, b, sum); }
};

constexpr NetworkKernels kKernels = kernels_of<Avx512F32>();

}  // namespace

const NetworkKernels& network_kernels_avx512() { return kKernels; }

}  // namespace diffcont::kernels

#endif
