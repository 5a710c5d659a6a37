// A trunk's weights as its kernels read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/linear_algebra/buffer.h"
#include "detect/trunk/kernels/trunk_kernels.h"
#include "detect/trunk/trunk_file.h"

namespace diffcont {

// A 1 x 1 convolution.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(const LayerWeights& layer, int64_t outputs, int64_t inputs, const kernels::TrunkKernels& kernels);

  int64_t depth() const { return depth_; }
  int64_t panels() const { return panels_; }
  // `count` panels from `first` on.
  kernels::PackedWeights view(int64_t first, int64_t count) const;

 private:
  Buffer<std::byte> elements_;
  Buffer<float> bias_;
  int64_t element_size_ = 4;
  int64_t depth_ = 0;
  int64_t panels_ = 0;
};

struct PackedBlock {
  TrunkBlock shape;
  int64_t in_pitch = 0;   // channels, padded to whole panels
  int64_t out_pitch = 0;
  int64_t hidden_panels = 0;
  PackedMatrix expand;
  Buffer<float> depthwise;       // chunk by chunk: kernel x kernel x kChunk
  Buffer<float> depthwise_bias;  // chunk by chunk: kChunk
  PackedMatrix project;
};

struct PackedStem {
  int64_t panels = 0;
  Buffer<float> weights;  // panels x 27 x kPanel
  Buffer<float> bias;
};

struct PackedTrunk {
  PackedTrunk(const TrunkFile& file, const kernels::TrunkKernels& kernels);

  PackedStem stem;
  std::vector<PackedBlock> blocks;
};

}  // namespace diffcont
