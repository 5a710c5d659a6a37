// Time and class embeddings.
#pragma once

#include "network/unet/scope.h"

namespace diffcont {

// Cosines, then sines, of timestep * 10000^(-i / (channels / 2)); diffusers' Timesteps with flip_sin_to_cos = true and
// freq_shift = 0. timesteps: N (int64). Returns N x channels, f32.
at::Tensor timestep_features(const at::Tensor& timesteps, int64_t channels);

// The time embedding's two linear layers plus the class embedding; a label of -1 adds none for that image.
// Returns N x 4 channels.
at::Tensor conditioning(const Scope& unet, int64_t channels, const at::Tensor& timesteps, const at::Tensor& labels);

}  // namespace diffcont
