// What timestep and class add to each residual block's first convolution, for every block at once.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "network/convolution/packing.h"
#include "network/unet/unet.h"

namespace diffcont {

// The values added for one timestep and label: each block's outputs, padded, block after block.
using ConditionRow = std::shared_ptr<const std::vector<float>>;

class Conditioning {
 public:
  Conditioning(const UNetConfig& config, const Parameters& unet);

  // Adds a block: its time projection (outputs x 4 channels), the numbers added anyway, and where its outputs go.
  // Returns the place of the block's values in a row.
  int64_t add_block(const at::Tensor& weight, const at::Tensor& bias, const ChannelOrigins& outputs);

  // Values in a row of the blocks so far.
  int64_t width() const { return static_cast<int64_t>(biases_.size()); }

  // A row's first `width` values for each of `count` images, at most kernels::kGroup. A row is computed once and kept;
  // a diffusion schedule's rows serve every batch that is sampled with it.
  void rows(const int64_t* timesteps, const int64_t* labels, int64_t count, int64_t width, ConditionRow* rows) const;

 private:
  struct Key {
    int64_t timestep, label, width;
    auto operator<=>(const Key&) const = default;
  };
  std::vector<float> time_and_class(int64_t timestep, int64_t label) const;

  int64_t channels_;
  at::Tensor weight1_, bias1_, weight2_, bias2_, classes_;
  std::vector<float> weights_;  // one row of 4 channels for each value
  std::vector<float> biases_;
  mutable std::mutex mutex_;
  mutable std::map<Key, ConditionRow> kept_;
};

}  // namespace diffcont
