// Which instructions this processor has, for kernels that pick among versions of themselves.
#pragma once

namespace diffcont::kernels {

struct CpuFeatures {
  bool avx2_fma = false;
  bool avx512 = false;       // F, BW, DQ and VL
  bool avx512_bf16 = false;  // dot products of bfloat16
  bool amx_bf16 = false;     // matrix tiles of bfloat16, if the system lets this process use them
};

const CpuFeatures& cpu_features();

}  // namespace diffcont::kernels
