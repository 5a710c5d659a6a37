// Checked arguments as tensors, and tensors as results.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "common/boundary/arguments.h"
#include "network/unet/network.h"

namespace diffcont::c_api {

// `count` checked labels in [lowest, class_count), `count` checked timesteps in [0, train_timesteps): N, int64.
at::Tensor label_tensor(const int32_t* labels, int64_t count, int64_t lowest, int64_t class_count);
at::Tensor timestep_tensor(const int32_t* timesteps, int64_t count, int64_t train_timesteps);

// Checked, finite images of the network's shape, not copied.
at::Tensor image_tensor(const float* images, int64_t count, const NetworkConfig& config);

// A tensor over borrowed f32 values. The library only reads it, and not after the call.
at::Tensor borrow(const float* values, at::IntArrayRef shape);

// Copies a result of exactly `count` elements out.
void copy_out(const at::Tensor& result, float* values, int64_t count);

}  // namespace diffcont::c_api
