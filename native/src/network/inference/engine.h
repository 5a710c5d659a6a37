// Inference by kernels of our own: weights packed once, layers fused, memory kept from call to call.
#pragma once

#include <mutex>
#include <vector>

#include "network/inference/inference.h"
#include "network/inference/plan.h"

namespace diffcont {

class Engine final : public Inference {
 public:
  Engine(const UNetConfig& config, const Parameters& parameters, const kernels::NetworkKernels& kernels);

  UNetOutput run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                 UNetPart part) const override;
  bool images_are_independent() const override { return true; }

 private:
  class Workspace;

  void run_group(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels, UNetPart part,
                 int64_t first, int64_t count, UNetOutput& output) const;

  UNetConfig config_;
  Plan plan_;
  mutable std::mutex mutex_;
  mutable std::vector<AlignedMemory> idle_;  // as many as were ever needed at once
};

}  // namespace diffcont
