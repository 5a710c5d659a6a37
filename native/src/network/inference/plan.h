// A network's forward pass as a list of kernel calls on places in one block of memory, with the weights packed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "network/convolution/packing.h"
#include "network/inference/conditioning.h"
#include "network/kernels/network.h"
#include "network/unet/unet.h"

namespace diffcont {

// One group of images on its way through the plan.
struct Group {
  std::byte* memory = nullptr;  // Plan::memory_size() bytes, 64-byte aligned
  int64_t images = 0;           // at most kernels::kGroup
  const float* pixels = nullptr;
  ConditionRow conditions[kernels::kGroup];
  // Where results go, f32, images x channels x height x width; null where they are not wanted.
  float* predicted_noise = nullptr;
  float* bottleneck = nullptr;
  std::vector<float*> levels;  // as UNetOutput::levels
};

class Plan {
 public:
  Plan(const UNetConfig& config, const Parameters& unet, const kernels::NetworkKernels& kernels);
  Plan(const Plan&) = delete;

  // Fills the results that `part` asks for; does nothing that they do not need. Units of work are shared among the
  // threads, unless the caller already is one of several.
  void run(Group& group, UNetPart part) const;

  int64_t memory_size() const { return memory_size_; }
  const Conditioning& conditioning() const { return conditioning_; }
  // Values of a condition row that `part` reads.
  int64_t condition_width(UNetPart part) const;

 private:
  friend class PlanBuilder;
  using Step = std::function<void(const Group&)>;

  Conditioning conditioning_;
  std::vector<Step> steps_;
  size_t encoder_steps_ = 0, level_steps_ = 0;  // how many lead to the bottleneck, and to the last level
  int64_t encoder_conditions_ = 0;
  std::vector<AlignedMemory> weights_;
  std::vector<std::unique_ptr<std::vector<float>>> constants_;
  int64_t memory_size_ = 0;
};

}  // namespace diffcont
