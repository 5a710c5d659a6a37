#include "common/kernels/cpu_features.h"
#include "network/kernels/matrix_tiles.h"
#include "network/kernels/network.h"

namespace diffcont::kernels {

const NetworkKernels* network_kernels([[maybe_unused]] bool bf16) {
#if defined(__x86_64__)
  if (bf16) {
    // libtorch's oneDNN uses tiles, which multiply several times faster than vectors.
    if (has_bf16_tiles()) return nullptr;
    return cpu_features().avx512_bf16 ? &network_kernels_avx512_bf16() : nullptr;
  }
  if (cpu_features().avx512) return &network_kernels_avx512();
  if (cpu_features().avx2_fma) return &network_kernels_avx2();
#endif
  return nullptr;
}

}  // namespace diffcont::kernels
