// Self-attention over the positions of a feature map.
#pragma once

#include "network/unet/scope.h"

namespace diffcont {

struct UNetConfig;

// Group norm, multi-head scaled dot-product attention, output layer, plus the input: diffusers' Attention with a
// residual connection. features: N x C x H x W.
at::Tensor attention(const UNetConfig& config, const Scope& layer, const at::Tensor& features);

}  // namespace diffcont
