#include "detect/trunk/kernels/trunk_loops.h"

namespace diffcont::kernels {
namespace {

struct Plain {
  typedef float Floats __attribute__((vector_size(16)));
  typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
  using Element = float;
  using Factor = Floats;
  static constexpr int kLanes = 4, kDepth = 1;
  static constexpr int kPixels = 2, kPanels = 1, kOutputs = 4;

  static Floats broadcast(float value) { return Floats{value, value, value, value}; }
  static Floats load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
  static void store(float* to, Floats values) { *reinterpret_cast<Unaligned*>(to) = values; }
  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }
  static Factor factors(const Element* from) { return load(from); }
  static Factor repeated(const Element* from) { return broadcast(*from); }
  static Floats multiply_add(Floats sum, Factor a, Factor b) { return sum + a * b; }
};

constexpr TrunkKernels kKernels = {"plain",          false, 1, 1, nullptr, expand<Plain>, depthwise<Plain>,
                                   project<Plain>, stem<Plain>};

}  // namespace

const TrunkKernels& trunk_kernels_plain() { return kKernels; }

}  // namespace diffcont::kernels
