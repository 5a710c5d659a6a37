// The DDIM update over all images: one read of each tensor and one write, rounded as the processor's.
#include <algorithm>

#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"
#include "network/kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;

template <class Noise>
__global__ void ddim_kernel(float* images, const Noise* predicted, const float* coefficients, const int64_t* step,
                            int64_t count, bool clip) {
  const float* row = coefficients + 4 * step[0];
  const float spread = row[0], signal = row[1], next_signal = row[2], next_spread = row[3];
  for (int64_t i = blockIdx.x * static_cast<int64_t>(kThreads) + threadIdx.x; i < count;
       i += static_cast<int64_t>(gridDim.x) * kThreads) {
    const float noise = widen(predicted[i]);
    float clean = __fdiv_rn(__fsub_rn(images[i], __fmul_rn(noise, spread)), signal);
    if (clip) {
      // Not fminf and fmaxf: a NaN has to stay one.
      clean = clean < -1.0F ? -1.0F : clean > 1.0F ? 1.0F : clean;
    }
    images[i] = __fadd_rn(__fmul_rn(clean, next_signal), __fmul_rn(noise, next_spread));
  }
}

}  // namespace

void launch_ddim_update(cudaStream_t queue, float* images, const void* predicted, Number predicted_number,
                        const float* coefficients, const int64_t* step, int64_t count, bool clip) {
  if (count == 0) {
    return;
  }
  const auto blocks = static_cast<unsigned>(std::min<int64_t>((count + kThreads - 1) / kThreads, 4096));
  if (predicted_number == Number::kBF16) {
    launch_kernel("DDIM update", queue, blocks, kThreads, 0, ddim_kernel<__nv_bfloat16>, images,
                  static_cast<const __nv_bfloat16*>(predicted), coefficients, step, count, clip);
  } else {
    launch_kernel("DDIM update", queue, blocks, kThreads, 0, ddim_kernel<float>, images,
                  static_cast<const float*>(predicted), coefficients, step, count, clip);
  }
}

}  // namespace diffcont::cuda
