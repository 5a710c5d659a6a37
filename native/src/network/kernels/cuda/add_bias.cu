// What follows a convolution: the bias of each channel and, in a residual block, the block's input, in one pass where
// libtorch takes two.
#include <algorithm>

#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"
#include "network/kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;

template <class T, class P, int kWidth>
__global__ void __launch_bounds__(kThreads)
    add_bias_kernel(const T* features, const P* bias, const T* residual, T* result, int64_t packs, int channel_packs) {
  for (int64_t i = blockIdx.x * static_cast<int64_t>(kThreads) + threadIdx.x; i < packs;
       i += static_cast<int64_t>(gridDim.x) * kThreads) {
    const int channel = static_cast<int>(i % channel_packs) * kWidth;
    const auto in = load<kWidth>(features + i * kWidth);
    Pack<T, kWidth> other, out;
    if (residual != nullptr) {
      other = load<kWidth>(residual + i * kWidth);
    }
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      const float value = widen(in.values[k]) + widen(bias[channel + k]);
      out.values[k] = narrow<T>(residual != nullptr ? value + widen(other.values[k]) : value);
    }
    store(result + i * kWidth, out);
  }
}

}  // namespace

void launch_add_bias(cudaStream_t queue, const BiasProblem& problem, void* result) {
  if (problem.count == 0) {
    return;
  }
  with_types(problem.feature_number, problem.bias_number, [&](auto feature, auto parameter) {
    using T = decltype(feature);
    using P = decltype(parameter);
    with_width<T>(problem.channels, {problem.features, problem.residual, result}, [&](auto width) {
      const int64_t packs = problem.count / width;
      const auto blocks = static_cast<unsigned>(std::min<int64_t>((packs + kThreads - 1) / kThreads, 1 << 16));
      launch_kernel("bias", queue, blocks, kThreads, 0, add_bias_kernel<T, P, width>,
                    static_cast<const T*>(problem.features), static_cast<const P*>(problem.bias),
                    static_cast<const T*>(problem.residual), static_cast<T*>(result), packs,
                    problem.channels / width);
    });
  });
}

}  // namespace diffcont::cuda
