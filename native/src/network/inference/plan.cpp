#include "network/inference/plan.h"

#include "network/inference/plan_builder.h"

namespace diffcont {

Plan::Plan(const UNetConfig& config, const Parameters& unet, const kernels::NetworkKernels& kernels)
    : conditioning_(config, unet) {
  PlanBuilder builder(*this, config, kernels);
  const Scope scope(unet, "");
  const auto level_count = static_cast<int64_t>(config.channels.size());

  const FeaturePointer image = builder.image();
  FeaturePointer current = builder.convolution(scope.in("conv_in"), image, 1);
  std::vector<FeaturePointer> skips = {current};
  for (int64_t i = 0; i < level_count; ++i) {
    const Scope block = scope.in("down_blocks", i);
    for (int64_t j = 0; j < config.layers_per_block; ++j) {
      current = builder.layer(block, j, {current});
      skips.push_back(current);
    }
    builder.output(current, [i](const Group& group) { return group.levels.empty() ? nullptr : group.levels[i]; });
    if (const Scope down = block.in("downsamplers.0.conv"); down.contains("weight")) {
      current = builder.convolution(down, current, 2);
      skips.push_back(current);
    }
  }

  const Scope mid = scope.in("mid_block");
  current = builder.residual(mid.in("resnets", 0), {current});
  current = builder.attention(mid.in("attentions", 0), current);
  current = builder.residual(mid.in("resnets", 1), {current});
  builder.output(current, [level_count](const Group& group) {
    return group.levels.empty() ? nullptr : group.levels[level_count];
  });
  builder.output(current, [](const Group& group) { return group.bottleneck; });
  encoder_steps_ = steps_.size();
  encoder_conditions_ = conditioning_.width();

  for (int64_t i = 0; i < level_count; ++i) {
    const Scope block = scope.in("up_blocks", i);
    for (int64_t j = 0; j < config.layers_per_block + 1; ++j) {
      const FeaturePointer skip = skips.back();
      skips.pop_back();
      current = builder.layer(block, j, {current, skip});
    }
    builder.output(current, [i, level_count](const Group& group) {
      return group.levels.empty() ? nullptr : group.levels[level_count + 1 + i];
    });
    if (const Scope up = block.in("upsamplers.0.conv"); up.contains("weight")) {
      current = builder.doubled_convolution(up, current);
    }
  }
  level_steps_ = steps_.size();

  current = builder.normalised(scope.in("conv_norm_out"), {current}, true);
  current = builder.convolution(scope.in("conv_out"), current, 1);
  builder.output(current, [](const Group& group) { return group.predicted_noise; });
  current.reset();
  skips.clear();
  memory_size_ = builder.memory_size();
}

void Plan::run(Group& group, UNetPart part) const {
  const size_t count = part == UNetPart::kBottleneck ? encoder_steps_
                       : part == UNetPart::kLevels   ? level_steps_
                                                     : steps_.size();
  for (size_t i = 0; i < count; ++i) steps_[i](group);
}

int64_t Plan::condition_width(UNetPart part) const {
  return part == UNetPart::kBottleneck ? encoder_conditions_ : conditioning_.width();
}

}  // namespace diffcont
