// The GPU's speed at the work that takes the time, each measured beside what bounds it.
#pragma once

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

namespace diffcont::gpu {

nlohmann::ordered_json bench(at::Device device);

}  // namespace diffcont::gpu
