// What the wrappers of launches share.
#pragma once

#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {

// The queue that libtorch's own kernels go to, on the device that the guard chose.
inline cudaStream_t queue() { return c10::cuda::getCurrentCUDAStream().stream(); }

inline Number number_of(const at::Tensor& tensor) {
  TORCH_CHECK(tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16, "a GPU kernel takes f32 or ",
              "bf16, not ", tensor.scalar_type());
  return tensor.scalar_type() == at::kBFloat16 ? Number::kBF16 : Number::kF32;
}

inline at::Tensor channels_last(const at::Tensor& features) {
  return features.contiguous(at::MemoryFormat::ChannelsLast);
}

inline const void* memory(const at::Tensor& tensor) { return tensor.defined() ? tensor.const_data_ptr() : nullptr; }
inline const float* floats(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}
inline float* floats_out(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.mutable_data_ptr<float>() : nullptr;
}

// f32 in pinned memory, with any values.
at::Tensor empty_pinned(at::IntArrayRef shape);

}  // namespace diffcont::cuda
