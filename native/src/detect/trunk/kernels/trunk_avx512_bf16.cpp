#if defined(__AVX512BF16__)

#include "detect/trunk/kernels/trunk_bf16.h"

namespace diffcont::kernels {
namespace {

constexpr TrunkKernels kKernels = {"avx512_bf16",      true,
                                   2,                  2,
                                   narrow_bf16,        expand<Avx512Bf16>,
                                   depthwise<Avx512Bf16>, project<Avx512Bf16>,
                                   stem<Avx512Bf16>};

}  // namespace

const TrunkKernels& trunk_kernels_avx512_bf16() { return kKernels; }

}  // namespace diffcont::kernels

#endif
