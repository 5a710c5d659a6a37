// Adds a network's layers to a plan.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "network/inference/memory_plan.h"
#include "network/inference/plan.h"
#include "network/unet/scope.h"

namespace diffcont {

// A feature map of the plan. Its memory is given to later maps once nobody holds it any more.
struct Feature {
  MemoryPlan& memory;
  int64_t offset;
  int64_t height, width;
  int64_t stored;             // channels with padding
  ChannelOrigins channels;    // of the layer that made it
  int64_t statistics = -1;    // offset of its channels' means and deviations, once they are computed

  Feature(MemoryPlan& plan, int64_t bytes, int64_t rows, int64_t columns, ChannelOrigins origins);
  Feature(const Feature&) = delete;
  ~Feature();
};
using FeaturePointer = std::shared_ptr<Feature>;

class PlanBuilder {
 public:
  PlanBuilder(Plan& plan, const UNetConfig& config, const kernels::NetworkKernels& kernels)
      : plan_(plan), config_(config), kernels_(kernels) {}

  FeaturePointer image();
  // 3 x 3 with one pixel of padding.
  FeaturePointer convolution(const Scope& layer, const FeaturePointer& in, int64_t stride);
  // The same on a map whose sides were doubled by repeating pixels.
  FeaturePointer doubled_convolution(const Scope& layer, const FeaturePointer& in);
  // Group norm of the channels of all inputs one after the other, then SiLU if asked.
  FeaturePointer normalised(const Scope& norm, const std::vector<FeaturePointer>& inputs, bool silu);
  // ResnetBlock2D of the inputs' channels one after the other.
  FeaturePointer residual(const Scope& block, const std::vector<FeaturePointer>& inputs);
  FeaturePointer attention(const Scope& layer, const FeaturePointer& in);
  // A residual block, and attention where the block has it.
  FeaturePointer layer(const Scope& block, int64_t index, const std::vector<FeaturePointer>& inputs);
  // Copies a map to where a group wants it, if it does.
  void output(const FeaturePointer& feature, std::function<float*(const Group&)> target);

  int64_t memory_size() const { return memory_.size(); }

 private:
  struct Term {
    FeaturePointer in;
    at::Tensor weight;      // outputs x inputs x taps
    ChannelOrigins inputs;  // of the weight's inputs, as `in` stores them
    int64_t stride = 1;
    int64_t y = 0, x = 0;   // 4 taps: which of the four pixels of a doubled one
  };
  struct Shift {
    const float* constant = nullptr;
    int64_t condition = -1;  // or the place in a condition row
  };

  FeaturePointer feature(int64_t height, int64_t width, ChannelOrigins channels);
  const float* keep(const at::Tensor& values, const ChannelOrigins& origins);
  // Computes `out` (of a doubled map: the pixels that the terms name).
  void convolve(const std::vector<Term>& terms, const Shift& shift, const FeaturePointer& residual,
                const FeaturePointer& out);
  void compute_statistics(Feature& feature);
  kernels::Map map(const Feature& feature) const;

  Plan& plan_;
  const UNetConfig& config_;
  const kernels::NetworkKernels& kernels_;
  MemoryPlan memory_;
};

}  // namespace diffcont
