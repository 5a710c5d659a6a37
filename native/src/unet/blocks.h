// The convolutional blocks of the U-Net. Features are N x C x H x W, the conditioning is N x 4 channels.
#pragma once

#include <optional>
#include <vector>

#include "unet/scope.h"

namespace diffcont {

struct UNetConfig;

at::Tensor convolution(const Scope& layer, const at::Tensor& features, int64_t stride, int64_t padding);
// SiLU of the group norm of features + shift. shift: N x channels, one value for each channel of each image, or none.
at::Tensor norm_and_silu(const UNetConfig& config, const Scope& norm, const at::Tensor& features,
                         const std::optional<at::Tensor>& shift = std::nullopt);

// diffusers' ResnetBlock2D with time_embedding_norm = "default".
at::Tensor residual_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                          const at::Tensor& conditioning);

struct DownBlockResult {
  at::Tensor level;   // after the last layer, at the level's own resolution
  at::Tensor output;  // halved, or the level itself where there is no downsampler
};

// DownBlock2D or AttnDownBlock2D, whichever the parameters are of. Appends each layer's features to skips.
DownBlockResult down_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                           const at::Tensor& conditioning, std::vector<at::Tensor>& skips);

// UNetMidBlock2D: residual, attention, residual.
at::Tensor mid_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                     const at::Tensor& conditioning);

struct UpBlockResult {
  at::Tensor level;   // before the upsampler, at the level's own resolution
  at::Tensor output;  // doubled, or the level itself where there is no upsampler
};

// UpBlock2D or AttnUpBlock2D. Takes one skip a layer from the end of skips.
UpBlockResult up_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                       const at::Tensor& conditioning, std::vector<at::Tensor>& skips);

}  // namespace diffcont
