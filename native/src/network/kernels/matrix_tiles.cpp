#include "network/kernels/matrix_tiles.h"

#include <ATen/cpu/Utils.h>

#include "common/kernels/cpu_features.h"

namespace diffcont::kernels {

bool has_bf16_tiles() {
  static const bool usable = cpu_features().amx_bf16 && at::cpu::init_amx();
  return usable;
}

}  // namespace diffcont::kernels
