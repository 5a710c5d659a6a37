// Noise and the DDIM update (kernels/cuda.h) over tensors.
#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {

at::Tensor noise_images(at::Device device, uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels,
                        int64_t size) {
  const c10::cuda::CUDAGuard guard(device);
  const std::vector<int64_t> words(streams, streams + count);  // the same 64 bits
  const at::Tensor on_device = at::tensor(words, at::kLong).to(device);
  at::Tensor noise = at::empty({count, channels, size, size}, at::TensorOptions(device).dtype(at::kFloat));
  launch_noise(queue(), seed, on_device.const_data_ptr<int64_t>(), 0, floats_out(noise), count,
               channels * size * size);
  return noise;
}

void fill_noise(uint64_t seed, uint64_t stream, const at::Tensor& values) {
  TORCH_CHECK(values.is_contiguous());
  const c10::cuda::CUDAGuard guard(values.device());
  launch_noise(queue(), seed, nullptr, stream, floats_out(values), 1, values.numel());
}

void ddim_update(const at::Tensor& images, const at::Tensor& predicted_noise, const at::Tensor& coefficients,
                 const at::Tensor& step, bool clip) {
  TORCH_CHECK(images.is_contiguous() && predicted_noise.is_contiguous() && coefficients.is_contiguous() &&
              predicted_noise.sizes() == images.sizes() && coefficients.dim() == 2 && coefficients.size(1) == 4 &&
              step.numel() == 1);
  const c10::cuda::CUDAGuard guard(images.device());
  launch_ddim_update(queue(), floats_out(images), memory(predicted_noise), number_of(predicted_noise),
                     floats(coefficients), step.const_data_ptr<int64_t>(), images.numel(), clip);
}

}  // namespace diffcont::cuda
