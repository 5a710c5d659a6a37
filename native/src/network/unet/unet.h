// diffusers' UNet2DModel as functions over named parameters: same names, shapes and semantics.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "network/unet/parameters.h"

namespace diffcont {

struct UNetConfig {
  int64_t sample_size = 32;
  int64_t image_channels = 3;
  std::vector<int64_t> channels = {64, 128, 256};  // block_out_channels
  std::vector<bool> attention = {false, false, true};
  int64_t layers_per_block = 2;
  int64_t norm_num_groups = 32;
  int64_t attention_head_dim = 8;
  int64_t class_count = 1;
  double norm_eps = 1e-5;

  // Throws std::invalid_argument that names the field.
  void check() const;
};

// Fresh parameters with PyTorch's default initialisations, in diffusers' state-dict order.
Parameters make_unet_parameters(const UNetConfig& config, uint64_t seed);

// Everything a caller may want from one pass; tensors that were not asked for stay undefined.
struct UNetOutput {
  at::Tensor predicted_noise;        // N x C x S x S
  at::Tensor bottleneck;             // N x channels.back() x S/2^(L-1) x S/2^(L-1), the mid block's output
  // L down blocks before their downsamplers, the mid block, L up blocks before their upsamplers: each at its level's
  // own resolution, S, S/2, ... S/2^(L-1), S/2^(L-1), S/2^(L-1), ... S.
  std::vector<at::Tensor> levels;
};

enum class UNetPart { kNoise, kBottleneck, kNoiseAndBottleneck, kLevels };

// images: N x C x S x S noised; timesteps: N (int64); labels: N (int64, -1: no class embedding added).
// type: the number format of convolutions, attention and features, without it that of the parameters. Parameters of
// another one are cast where they are used; in bf16 normalisation computes in f32, and time and class embedding in
// their parameters' format. Results are contiguous and of that type. Differentiable with respect to the parameters that
// require gradients.
// kBottleneck runs the encoder half only. Throws std::invalid_argument for wrong shapes, types or labels.
UNetOutput unet_forward(const UNetConfig& config, const Parameters& parameters, const at::Tensor& images,
                        const at::Tensor& timesteps, const at::Tensor& labels, UNetPart part,
                        std::optional<at::ScalarType> type = std::nullopt);

// Throws std::invalid_argument as unet_forward does.
void check_unet_inputs(const UNetConfig& config, const at::Tensor& images, const at::Tensor& timesteps,
                       const at::Tensor& labels);

}  // namespace diffcont
