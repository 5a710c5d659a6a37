#include "network/unet/blocks.h"

#include <ATen/core/grad_mode.h>

#include "network/convolution/convolution.h"
#include "network/kernels/cuda.h"
#include "network/unet/attention.h"
#include "network/unet/doubling.h"
#include "network/unet/normalise.h"
#include "network/unet/unet.h"

namespace diffcont {
namespace {

at::Tensor layer(const UNetConfig& config, const Scope& block, int64_t index, const at::Tensor& features,
                 const at::Tensor& condition) {
  const at::Tensor result = residual_block(config, block.in("resnets", index), features, condition);
  const Scope mixing = block.in("attentions", index);
  return mixing.contains("group_norm.weight") ? attention(config, mixing, result) : result;
}

// bias: in the weight's type.
at::Tensor convolve(const at::Tensor& features, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                    int64_t stride, int64_t padding, const std::optional<at::Tensor>& residual = {}) {
  // Only where a gradient will be asked for: other passes have the inference engine, and libtorch as its yardstick.
  if (at::GradMode::is_enabled() && weight.requires_grad() && has_own_convolution(features, weight, stride, padding)) {
    return own_convolution(features, weight, bias, residual);
  }
  const at::ScalarType type = features.scalar_type();
  const at::Tensor typed = weight.to(type, /*non_blocking=*/false, /*copy=*/false, at::MemoryFormat::ChannelsLast);
  if (features.is_cuda() && bias) {
    return cuda::add_bias(at::conv2d(features, typed, {}, stride, padding), *bias, residual);
  }
  std::optional<at::Tensor> typed_bias;
  if (bias) typed_bias = bias->to(type);
  const at::Tensor result = at::conv2d(features, typed, typed_bias, stride, padding);
  return residual ? result + *residual : result;
}

}  // namespace

at::Tensor convolution(const Scope& layer, const at::Tensor& features, int64_t stride, int64_t padding) {
  return convolve(features, layer.weight(), layer.bias(), stride, padding);
}

at::Tensor residual_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                          const at::Tensor& condition) {
  const Scope time = block.in("time_emb_proj");
  const Scope first = block.in("conv1");
  // The first convolution's bias is the same for every pixel of a channel, as the time's shift is: one sum takes both.
  const at::Tensor shift = at::linear(condition, time.weight(), time.bias()) + first.bias();

  at::Tensor inner = normalise(config, block.in("norm1"), features, Activation::kSilu);
  inner = convolve(inner, first.weight(), {}, 1, 1);
  inner = normalise(config, block.in("norm2"), inner, Activation::kSilu, shift);

  const Scope second = block.in("conv2"), shortcut = block.in("conv_shortcut");
  if (features.is_cuda() && shortcut.contains("weight")) {  // both biases in one pass
    return convolve(inner, second.weight(), second.bias() + shortcut.bias(), 1, 1,
                    convolve(features, shortcut.weight(), {}, 1, 0));
  }
  return convolve(inner, second.weight(), second.bias(), 1, 1,
                  shortcut.contains("weight") ? convolution(shortcut, features, 1, 0) : features);
}

DownBlockResult down_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                           const at::Tensor& condition, std::vector<at::Tensor>& skips) {
  at::Tensor current = features;
  for (int64_t i = 0; i < config.layers_per_block; ++i) {
    current = layer(config, block, i, current, condition);
    skips.push_back(current);
  }
  const Scope downsampler = block.in("downsamplers.0.conv");
  if (!downsampler.contains("weight")) return {current, current};
  const at::Tensor halved = convolution(downsampler, current, 2, 1);
  skips.push_back(halved);
  return {current, halved};
}

at::Tensor mid_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                     const at::Tensor& condition) {
  at::Tensor current = residual_block(config, block.in("resnets", 0), features, condition);
  current = attention(config, block.in("attentions", 0), current);
  return residual_block(config, block.in("resnets", 1), current, condition);
}

UpBlockResult up_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                       const at::Tensor& condition, std::vector<at::Tensor>& skips) {
  at::Tensor current = features;
  for (int64_t i = 0; i < config.layers_per_block + 1; ++i) {
    current = current.is_cuda() && !at::GradMode::is_enabled() ? cuda::join_channels(current, skips.back())
                                                               : at::cat({current, skips.back()}, 1);
    skips.pop_back();
    current = layer(config, block, i, current, condition);
  }
  const Scope upsampler = block.in("upsamplers.0.conv");
  if (!upsampler.contains("weight")) return {current, current};
  if (upsampler.contains(kDoublingWeight)) {
    const at::Tensor doubled = at::conv_transpose2d(current, upsampler.at(kDoublingWeight), {}, /*stride=*/2,
                                                    /*padding=*/1);
    return {current, cuda::add_bias(doubled, upsampler.bias(), {})};
  }
  const std::vector<int64_t> doubled = {current.size(2) * 2, current.size(3) * 2};
  return {current, convolution(upsampler, at::upsample_nearest2d(current, doubled), 1, 1)};
}

}  // namespace diffcont
