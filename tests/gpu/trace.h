#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace diffcont::gpu {

// Writes what the device did in a few sampling and training steps as a Chrome trace: <prefix>-<work>.json each.
void trace(at::Device device, const std::string& prefix);

}  // namespace diffcont::gpu
