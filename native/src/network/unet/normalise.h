// The one form of group normalisation in the network, with what stands around it; differentiable.
#pragma once

#include <optional>

#include "network/unet/scope.h"

namespace diffcont {

struct UNetConfig;

enum class Activation { kNone, kSilu };

// activation(group norm of features + shift). features: N x C x H x W; shift: N x C, one value for each channel of each
// image. The result is of the features' type; for f32 and bf16 it is channels-last, and the statistics are f32.
at::Tensor normalise(const UNetConfig& config, const Scope& norm, const at::Tensor& features, Activation activation,
                     const std::optional<at::Tensor>& shift = std::nullopt);

}  // namespace diffcont
