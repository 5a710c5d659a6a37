#if defined(__AVX512F__)

#include "detect/trunk/kernels/trunk_avx512.h"

namespace diffcont::kernels {
namespace {

constexpr TrunkKernels kKernels = {"avx512",         false, 1, 1, nullptr, expand<Avx512>, depthwise<Avx512>,
                                   project<Avx512>, stem<Avx512>};

}  // namespace

const TrunkKernels& trunk_kernels_avx512() { return kKernels; }

}  // namespace diffcont::kernels

#endif
