// What the library computes on NVIDIA GPUs with code of its own. A build without CUDA has the same functions: they say
// that there is no device (kernels/without_cuda.cpp), so that nobody else has to ask how the library was built.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diffcont::cuda {

struct DeviceFacts {
  std::string name;
  int major = 0, minor = 0;  // compute capability
  int64_t multiprocessors = 0;
  int64_t total_memory = 0, free_memory = 0;  // bytes
};

// Whether this library was compiled with CUDA.
bool is_built();
// Why no device can be used, on one line; empty when there is one.
std::string why_unusable();
std::vector<DeviceFacts> devices();
// Names and versions: the driver, CUDA, cuDNN, ... as far as they are known.
std::vector<std::pair<std::string, std::string>> libraries();
// Waits until the device has done what was asked of it.
void synchronise(at::Device device);
// Gives cached memory that no tensor holds back to the device.
void release_cached_memory();

// Group normalisation of (features + shift), then SiLU or nothing; differentiable. features: N x C x H x W, f32 or
// bf16; shift: N x C or none; weight and bias: C. Statistics in f32, the result channels-last and of the features'
// type.
at::Tensor normalise(const at::Tensor& features, const std::optional<at::Tensor>& shift, int64_t groups,
                     const at::Tensor& weight, const at::Tensor& bias, double eps, bool silu);

// features + bias, a value a channel, + residual where there is one; differentiable. features and residual: N x C x H x
// W of one type, f32 or bf16; the result is channels-last.
at::Tensor add_bias(const at::Tensor& features, const at::Tensor& bias, const std::optional<at::Tensor>& residual);

// Scaled dot-product attention between the positions of an image, for passes without gradients: N x positions x (heads
// x channels of a head) each, contiguous, f32 or bf16. Only for heads of as many channels as has_attention takes.
bool has_attention(int64_t head_channels);
at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value);

// cat({first, second}, 1) of N x C x H x W tensors, channels-last, for passes without gradients.
at::Tensor join_channels(const at::Tensor& first, const at::Tensor& second);

// One DDIM step in place. images: f32; predicted_noise: f32 or bf16, both N x C x S x S in plain order; coefficients:
// steps x 4, f32, as ddim_coefficients (diffusion/ddim.h) gives them; step: one int64, which row to take.
void ddim_update(const at::Tensor& images, const at::Tensor& predicted_noise, const at::Tensor& coefficients,
                 const at::Tensor& step, bool clip);

// Squared distances of whitened embeddings to class means as diffcont::squared_distances, over tensors on one device:
// embeddings N x d, mean and inverse_std d or undefined, class_means J x d; the result is N x J. All f32.
at::Tensor squared_distances(const at::Tensor& embeddings, const at::Tensor& mean, const at::Tensor& inverse_std,
                             const at::Tensor& class_means);
// The same over memory of the processor, in parts through pinned memory, copy and computation overlapping.
void squared_distances_from_host(at::Device device, const float* embeddings, int64_t count, int64_t dimension,
                                 const float* mean, const float* inverse_std, const float* class_means,
                                 int64_t classes, float* distances);

// noise_images (diffusion/noise.h) on a device: the same bits.
at::Tensor noise_images(at::Device device, uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels,
                        int64_t size);
// fill_noise (diffusion/noise.h) into a contiguous f32 tensor on a device: the same bits.
void fill_noise(uint64_t seed, uint64_t stream, const at::Tensor& values);

// A copy in pinned memory, from which copies to a device run beside computation.
at::Tensor pinned(const at::Tensor& values);

// Whether work on the device is worth a Graph: a GPU's is.
bool records(at::Device device);

// Work recorded once and started as a whole afterwards. The work reads and writes the same tensors every time and never
// waits for the device.
class Graph {
 public:
  // warm_up runs twice, ungraphed, so that libraries choose their kernels; then work is recorded, not run.
  Graph(at::Device device, const std::function<void()>& warm_up, const std::function<void()>& work);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  void replay();

 private:
  struct Recorded;
  std::unique_ptr<Recorded> recorded_;
};

}  // namespace diffcont::cuda
