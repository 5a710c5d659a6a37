#include "unet/blocks.h"

#include "kernels/cuda.h"
#include "unet/attention.h"
#include "unet/unet.h"

namespace diffcont {
namespace {

at::Tensor layer(const UNetConfig& config, const Scope& block, int64_t index, const at::Tensor& features,
                 const at::Tensor& conditioning) {
  const at::Tensor result = residual_block(config, block.in("resnets", index), features, conditioning);
  const Scope mixing = block.in("attentions", index);
  return mixing.contains("group_norm.weight") ? attention(config, mixing, result) : result;
}

}  // namespace

at::Tensor convolution(const Scope& layer, const at::Tensor& features, int64_t stride, int64_t padding) {
  return at::conv2d(features, layer.weight(), layer.bias(), stride, padding);
}

at::Tensor norm_and_silu(const UNetConfig& config, const Scope& norm, const at::Tensor& features,
                         const std::optional<at::Tensor>& shift) {
  if (features.is_cuda()) {
    return cuda::normalise(features, shift, config.norm_num_groups, norm.weight(), norm.bias(), config.norm_eps,
                           /*silu=*/true);
  }
  const at::Tensor moved = shift ? features + shift->unsqueeze(2).unsqueeze(3) : features;
  return at::silu(at::group_norm(moved, config.norm_num_groups, norm.weight(), norm.bias(), config.norm_eps));
}

at::Tensor residual_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                          const at::Tensor& conditioning) {
  const Scope time = block.in("time_emb_proj");
  const at::Tensor shift = at::linear(at::silu(conditioning), time.weight(), time.bias());

  at::Tensor inner = convolution(block.in("conv1"), norm_and_silu(config, block.in("norm1"), features), 1, 1);
  inner = convolution(block.in("conv2"), norm_and_silu(config, block.in("norm2"), inner, shift), 1, 1);

  const Scope shortcut = block.in("conv_shortcut");
  return (shortcut.contains("weight") ? convolution(shortcut, features, 1, 0) : features) + inner;
}

DownBlockResult down_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                           const at::Tensor& conditioning, std::vector<at::Tensor>& skips) {
  at::Tensor current = features;
  for (int64_t i = 0; i < config.layers_per_block; ++i) {
    current = layer(config, block, i, current, conditioning);
    skips.push_back(current);
  }
  const Scope downsampler = block.in("downsamplers.0.conv");
  if (!downsampler.contains("weight")) return {current, current};
  const at::Tensor halved = convolution(downsampler, current, 2, 1);
  skips.push_back(halved);
  return {current, halved};
}

at::Tensor mid_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                     const at::Tensor& conditioning) {
  at::Tensor current = residual_block(config, block.in("resnets", 0), features, conditioning);
  current = attention(config, block.in("attentions", 0), current);
  return residual_block(config, block.in("resnets", 1), current, conditioning);
}

UpBlockResult up_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                       const at::Tensor& conditioning, std::vector<at::Tensor>& skips) {
  at::Tensor current = features;
  for (int64_t i = 0; i < config.layers_per_block + 1; ++i) {
    current = at::cat({current, skips.back()}, 1);
    skips.pop_back();
    current = layer(config, block, i, current, conditioning);
  }
  const Scope upsampler = block.in("upsamplers.0.conv");
  if (!upsampler.contains("weight")) return {current, current};
  const std::vector<int64_t> doubled = {current.size(2) * 2, current.size(3) * 2};
  return {current, convolution(upsampler, at::upsample_nearest2d(current, doubled), 1, 1)};
}

}  // namespace diffcont
