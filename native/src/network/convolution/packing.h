// Weights in the order in which the convolution kernels read them.
#pragma once

#include <ATen/ATen.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "network/kernels/network.h"

namespace diffcont {

// For each channel that a map stores: which of a layer's channels it is, or -1 for padding.
using ChannelOrigins = std::vector<int64_t>;

// `count` channels from `first` on, padded to a multiple of `unit`.
ChannelOrigins padded_channels(int64_t first, int64_t count, int64_t unit);

// One term of a convolution: its weight, outputs x inputs x taps (f32), taps contiguous, and the channels its input map
// stores.
struct WeightTerm {
  at::Tensor weight;
  ChannelOrigins inputs;
  bool mirrored = false;  // the last tap first
};

struct FreeDeleter {
  void operator()(void* memory) const;
};
using AlignedMemory = std::unique_ptr<std::byte[], FreeDeleter>;
// 64-byte aligned, not initialised. Throws std::bad_alloc.
AlignedMemory allocate_aligned(int64_t bytes);

// As kernels::Convolution::weights describes it; weights of padding are zero.
AlignedMemory pack_weights(const kernels::NetworkKernels& kernels, const std::vector<WeightTerm>& terms,
                           const ChannelOrigins& outputs);

// Nearest-neighbour doubling followed by a 3 x 3 convolution is, for each of the four positions (y, x) within a doubled
// pixel, a 2 x 2 convolution of the small map: taps that fall on the same pixel are added. weight: outputs x inputs x 9.
// Returns outputs x inputs x 4.
at::Tensor weight_on_small_map(const at::Tensor& weight, int64_t y, int64_t x);

}  // namespace diffcont
