// The convolutional blocks of the U-Net. Features are N x C x H x W, the condition is N x 4 channels:
// the conditioning of unet/embedding.h after SiLU.
#pragma once

#include <vector>

#include "network/unet/scope.h"

namespace diffcont {

struct UNetConfig;

// Computes in the features' number format.
at::Tensor convolution(const Scope& layer, const at::Tensor& features, int64_t stride, int64_t padding);

// diffusers' ResnetBlock2D with time_embedding_norm = "default".
at::Tensor residual_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                          const at::Tensor& condition);

struct DownBlockResult {
  at::Tensor level;   // after the last layer, at the level's own resolution
  at::Tensor output;  // halved, or the level itself where there is no downsampler
};

// DownBlock2D or AttnDownBlock2D, whichever the parameters are of. Appends each layer's features to skips.
DownBlockResult down_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                           const at::Tensor& condition, std::vector<at::Tensor>& skips);

// UNetMidBlock2D: residual, attention, residual.
at::Tensor mid_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                     const at::Tensor& condition);

struct UpBlockResult {
  at::Tensor level;   // before the upsampler, at the level's own resolution
  at::Tensor output;  // doubled, or the level itself where there is no upsampler
};

// UpBlock2D or AttnUpBlock2D. Takes one skip a layer from the end of skips.
UpBlockResult up_block(const UNetConfig& config, const Scope& block, const at::Tensor& features,
                       const at::Tensor& condition, std::vector<at::Tensor>& skips);

}  // namespace diffcont
