// Convolutions of our own for training: 3 x 3 with a border of one pixel or 1 x 1, stride 1, channels-last,
// differentiable.
#pragma once

#include <ATen/ATen.h>

#include <optional>

namespace diffcont {

// Whether there are kernels for it: features, images x channels x height x width, f32 or bfloat16 on a processor whose
// instructions ours use, and a weight of outputs x channels x side x side, both channel counts a multiple of a vector.
bool has_own_convolution(const at::Tensor& features, const at::Tensor& weight, int64_t stride, int64_t padding);

// features * weight + bias + residual, in the features' type and channels-last; weight and bias are f32, and so are
// their gradients; residual is of the result's shape and type. An image's result depends on no other image.
at::Tensor own_convolution(const at::Tensor& features, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                           const std::optional<at::Tensor>& residual);

}  // namespace diffcont
