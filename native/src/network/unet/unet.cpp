#include "network/unet/unet.h"

#include <cmath>
#include <stdexcept>

#include "network/unet/initialisation.h"
#include "network/unet/layout.h"

namespace diffcont {
namespace {

// Far above any network this library can train; they keep every size computed from a configuration within int64.
constexpr int64_t kMaxLevels = 8;
constexpr int64_t kMaxChannels = 4096;
constexpr int64_t kMaxSampleSize = 4096;
constexpr int64_t kMaxImageChannels = 16;
constexpr int64_t kMaxLayers = 16;
constexpr int64_t kMaxClasses = 1'000'000;
constexpr int64_t kMaxElements = int64_t{1} << 31;

void require(bool holds, const std::string& message) {
  if (!holds) throw std::invalid_argument(message);
}

void require_range(const char* field, int64_t value, int64_t low, int64_t high) {
  require(value >= low && value <= high, std::string(field) + " is " + std::to_string(value) + ", it must be from " +
                                             std::to_string(low) + " to " + std::to_string(high));
}

}  // namespace

void UNetConfig::check() const {
  require_range("image_channels", image_channels, 1, kMaxImageChannels);
  require_range("number of channels entries", static_cast<int64_t>(channels.size()), 1, kMaxLevels);
  require(attention.size() == channels.size(), "attention has " + std::to_string(attention.size()) +
                                                   " entries, channels has " + std::to_string(channels.size()));
  require_range("layers_per_block", layers_per_block, 1, kMaxLayers);
  require_range("norm_num_groups", norm_num_groups, 1, kMaxChannels);
  require_range("attention_head_dim", attention_head_dim, 1, kMaxChannels);
  require_range("class_count", class_count, 1, kMaxClasses);
  require(std::isfinite(norm_eps) && norm_eps > 0, "norm_eps must be positive and finite");
  for (size_t level = 0; level < channels.size(); ++level) {
    require_range("channels", channels[level], 1, kMaxChannels);
    require(channels[level] % norm_num_groups == 0, "channels entry " + std::to_string(channels[level]) +
                                                        " is not a multiple of norm_num_groups " +
                                                        std::to_string(norm_num_groups));
    // The mid block, as wide as the last level, always has attention.
    if (attention[level] || level + 1 == channels.size()) {
      require(channels[level] % attention_head_dim == 0, "channels entry " + std::to_string(channels[level]) +
                                                             " is not a multiple of attention_head_dim " +
                                                             std::to_string(attention_head_dim));
    }
  }
  const int64_t halvings = int64_t{1} << (channels.size() - 1);
  require_range("sample_size", sample_size, 1, kMaxSampleSize);
  require(sample_size % halvings == 0, "sample_size is " + std::to_string(sample_size) + ", with " +
                                           std::to_string(channels.size()) + " levels it must be a multiple of " +
                                           std::to_string(halvings));
  int64_t elements = 0;
  for (const auto& spec : unet_layout(*this)) elements += spec.element_count();
  require(elements <= kMaxElements, "channels, layers_per_block and class_count ask for " + std::to_string(elements) +
                                        " parameters, the limit is " + std::to_string(kMaxElements));
}

Parameters make_unet_parameters(const UNetConfig& config, uint64_t seed) {
  config.check();
  WeightRandom random(seed, 0);
  return initial_values(unet_layout(config), random);
}

}  // namespace diffcont
