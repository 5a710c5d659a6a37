#include <stdexcept>

#include "network/unet/blocks.h"
#include "network/unet/embedding.h"
#include "network/unet/layout.h"
#include "network/unet/normalise.h"
#include "network/unet/unet.h"

namespace diffcont {

void check_unet_inputs(const UNetConfig& config, const at::Tensor& images, const at::Tensor& timesteps,
                       const at::Tensor& labels) {
  const std::vector<int64_t> expected = {config.image_channels, config.sample_size, config.sample_size};
  if (images.dim() != 4 || images.sizes().slice(1) != at::IntArrayRef(expected)) {
    throw std::invalid_argument("images have shape " + shape_text(images.sizes().vec()) + ", each must be " +
                                shape_text(expected));
  }
  for (const auto& [name, values] : {std::pair{"timesteps", &timesteps}, std::pair{"labels", &labels}}) {
    if (values->dim() != 1 || values->size(0) != images.size(0) || values->scalar_type() != at::kLong) {
      throw std::invalid_argument(std::string(name) + " must be one int64 for each of the " +
                                  std::to_string(images.size(0)) + " images");
    }
  }
  // On an accelerator this would wait for the device; there the embedding itself refuses a wrong row.
  if (labels.is_cpu() && labels.numel() > 0) {
    const int64_t low = labels.min().item<int64_t>(), high = labels.max().item<int64_t>();
    if (low < -1 || high >= config.class_count) {
      throw std::invalid_argument("label " + std::to_string(low < -1 ? low : high) +
                                  " is not a class: they are 0 to " + std::to_string(config.class_count - 1) +
                                  ", and -1 for none");
    }
  }
}

UNetOutput unet_forward(const UNetConfig& config, const Parameters& parameters, const at::Tensor& images,
                        const at::Tensor& timesteps, const at::Tensor& labels, UNetPart part,
                        std::optional<at::ScalarType> type) {
  check_unet_inputs(config, images, timesteps, labels);
  const Scope unet(parameters, "");
  const bool levels_wanted = part == UNetPart::kLevels;
  const int64_t level_count = static_cast<int64_t>(config.channels.size());
  UNetOutput output;

  const at::Tensor condition = at::silu(conditioning(unet, config.channels[0], timesteps, labels));
  // Channels-last activations make CPU convolutions and the attention's reshapes faster, whatever the weights' layout.
  at::Tensor current = images.to(type.value_or(unet.at("conv_in.weight").scalar_type()))
                           .contiguous(at::MemoryFormat::ChannelsLast);
  current = convolution(unet.in("conv_in"), current, 1, 1);

  std::vector<at::Tensor> skips = {current};
  for (int64_t i = 0; i < level_count; ++i) {
    const DownBlockResult result = down_block(config, unet.in("down_blocks", i), current, condition, skips);
    if (levels_wanted) output.levels.push_back(result.level.contiguous());
    current = result.output;
  }

  current = mid_block(config, unet.in("mid_block"), current, condition);
  if (levels_wanted) output.levels.push_back(current.contiguous());
  if (part == UNetPart::kBottleneck || part == UNetPart::kNoiseAndBottleneck) output.bottleneck = current.contiguous();
  if (part == UNetPart::kBottleneck) return output;

  for (int64_t i = 0; i < level_count; ++i) {
    const UpBlockResult result = up_block(config, unet.in("up_blocks", i), current, condition, skips);
    if (levels_wanted) output.levels.push_back(result.level.contiguous());
    current = result.output;
  }
  if (levels_wanted) return output;

  current = normalise(config, unet.in("conv_norm_out"), current, Activation::kSilu);
  output.predicted_noise = convolution(unet.in("conv_out"), current, 1, 1).contiguous();
  return output;
}

}  // namespace diffcont
