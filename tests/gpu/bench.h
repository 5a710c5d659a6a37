// The GPU's speed at the work that takes the time, each measured beside what bounds it.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace diffcont::gpu {

struct Workload {
  std::string name;
  std::function<void()> work;  // a step
};
// What takes the time of a run, for a look inside.
std::vector<Workload> traced_workloads(at::Device device);

nlohmann::ordered_json bench(at::Device device);
// Sampling and training where cuDNN times its kernels for each shape instead of guessing the fastest. In a process of
// its own: libtorch keeps the kernels of a shape that it has met.
nlohmann::ordered_json bench_with_timed_kernels(at::Device device);

}  // namespace diffcont::gpu
