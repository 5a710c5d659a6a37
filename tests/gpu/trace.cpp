#include "trace.h"

#include <torch/csrc/autograd/profiler_kineto.h>

#include <functional>
#include <set>

#include "bench.h"
#include "cases.h"
#include "network/kernels/cuda.h"

namespace diffcont::gpu {
namespace {

using torch::profiler::impl::ActivityType;
using torch::profiler::impl::ProfilerConfig;
using torch::profiler::impl::ProfilerState;

void traced(at::Device device, const std::string& file, const std::function<void()>& work) {
  constexpr int kSteps = 3;
  work();
  work();  // by now all graphs are recorded
  cuda::synchronise(device);
  const ProfilerConfig config(ProfilerState::KINETO);
  const std::set<ActivityType> activities = {ActivityType::CPU, ActivityType::CUDA};
  torch::autograd::profiler::prepareProfiler(config, activities);
  torch::autograd::profiler::enableProfiler(config, activities);
  for (int i = 0; i < kSteps; ++i) {
    work();
  }
  cuda::synchronise(device);
  torch::autograd::profiler::disableProfiler()->save(file);
}

}  // namespace

void trace(at::Device device, const std::string& prefix) {
  for (const Workload& workload : traced_workloads(device)) {
    traced(device, prefix + "-" + workload.name + ".json", workload.work);
  }
}

}  // namespace diffcont::gpu
