// As much of CUDA's own header of this name as native/src/kernels/cuda takes from it, for the processor.
#pragma once

#include <c10/util/BFloat16.h>

#include "cuda_runtime_api.h"

using __nv_bfloat16 = c10::BFloat16;
inline float __bfloat162float(__nv_bfloat16 value) { return static_cast<float>(value); }
inline __nv_bfloat16 __float2bfloat16_rn(float value) { return {value}; }
