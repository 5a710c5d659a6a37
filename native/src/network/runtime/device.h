// Where a network's tensors live and what computes on them: the processor or one NVIDIA GPU.
#pragma once

#include <ATen/ATen.h>

#include <string>

namespace diffcont {

// "cpu", "cuda" (the first device), "cuda:N", or "auto": the first device, else the processor. Throws
// std::invalid_argument for any other text, UnsupportedError with the reason when that device cannot be used; "auto"
// never throws.
at::Device device_of(const std::string& name);

// The device of networks made or read from here on, and of squared distances. The processor at first.
// tf32: f32 products and convolutions on a GPU may round their factors to TensorFloat-32.
void set_default_device(at::Device device, bool tf32);
at::Device default_device();

// "cpu" or "cuda:N".
std::string device_name(at::Device device);

// Something a user should know that is no error, such as a batch that had to be halved.
void add_notice(const std::string& notice);

// A JSON object; the keys are listed at dcn_device_describe.
std::string describe_devices();

}  // namespace diffcont
