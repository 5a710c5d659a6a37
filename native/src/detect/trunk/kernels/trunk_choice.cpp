#include "common/kernels/cpu_features.h"
#include "detect/trunk/kernels/trunk_kernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace diffcont::kernels {
namespace {

#if defined(__x86_64__)
// Linux lets a process use tiles when it has asked (Documentation/arch/x86/xstate.rst).
bool may_use_tiles() {
#if defined(__linux__)
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  static const bool granted = cpu_features().amx_bf16 && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
  return granted;
#else
  return false;
#endif
}
#endif

}  // namespace

std::vector<const TrunkKernels*> trunk_kernels([[maybe_unused]] bool bf16) {
  std::vector<const TrunkKernels*> kernels;
#if defined(__x86_64__)
  if (bf16) {
    if (cpu_features().avx512_bf16 && may_use_tiles()) kernels.push_back(&trunk_kernels_amx());
    if (cpu_features().avx512_bf16) kernels.push_back(&trunk_kernels_avx512_bf16());
  }
  if (cpu_features().avx512) kernels.push_back(&trunk_kernels_avx512());
  if (cpu_features().avx2_fma) kernels.push_back(&trunk_kernels_avx2());
#endif
  kernels.push_back(&trunk_kernels_plain());
  return kernels;
}

}  // namespace diffcont::kernels
