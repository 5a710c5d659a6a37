// The inner loops of a U-Net's layers, for one instruction set and number format each.
#pragma once

#include <cstdint>

// Also called by files compiled for instructions that other processors lack: a copy of such a function made there must
// not serve the rest of the library.
#define DIFFCONT_ALWAYS_INLINE [[gnu::always_inline]] inline

namespace diffcont::kernels {

// Images that go through a layer together. Weights of the lowest level do not fit the second-level cache; so many
// images share one read of them.
constexpr int64_t kGroup = 2;

// Outputs of one unit of a convolution's work; a multiple of every kernel's tile.
constexpr int64_t kUnitPixels = 96;

// Feature maps of a group of images: channels last, each image inside a border one pixel wide, which holds zeros where a
// convolution is to read it. Elements are of the kernels' type. Channels are padded; the padding holds zeros.
struct Map {
  void* data = nullptr;  // of the first image, border included
  int64_t images = 0;
  int64_t height = 0;  // without the border
  int64_t width = 0;
  int64_t channels = 0;

  DIFFCONT_ALWAYS_INLINE int64_t row_step() const { return (width + 2) * channels; }
  DIFFCONT_ALWAYS_INLINE int64_t image_step() const { return (height + 2) * row_step(); }
  DIFFCONT_ALWAYS_INLINE int64_t at(int64_t y, int64_t x) const { return (y + 1) * row_step() + (x + 1) * channels; }
};

// One input of a convolution: for each output pixel, `channels` values at each of several taps. Steps and offsets
// count elements.
struct Source {
  const void* data = nullptr;
  int64_t first = 0;  // of the output pixel (0, 0)
  int64_t image_step = 0, row_step = 0, pixel_step = 0;
  int64_t channels = 0;
  int64_t taps = 0;
  int64_t offsets[9] = {};
};

// A sum of convolutions with one output, plus a number for each channel, plus an optional map of the output's shape.
struct Convolution {
  int64_t images = 0, height = 0, width = 0;  // outputs computed
  Source sources[3];
  int64_t source_count = 0;
  // Blocks of NetworkKernels::block outputs (the last has fewer); in each, source by source, tap by tap, `depth`
  // inputs at a time: output by output their weights.
  const void* weights = nullptr;
  int64_t outputs = 0;  // a multiple of lanes
  const float* shifts[kGroup] = {};  // `outputs` values for each image
  const void* residual = nullptr;  // laid out as `out`
  void* out = nullptr;
  int64_t first = 0;  // of the output pixel (0, 0); steps are those between computed outputs
  int64_t image_step = 0, row_step = 0, pixel_step = 0;

  DIFFCONT_ALWAYS_INLINE int64_t inputs() const {
    int64_t count = 0;
    for (int64_t s = 0; s < source_count; ++s) count += sources[s].taps * sources[s].channels;
    return count;
  }
  DIFFCONT_ALWAYS_INLINE int64_t chunks() const { return (images * height * width + kUnitPixels - 1) / kUnitPixels; }
};

// Images as a gradient of weights reads them: blocks of NetworkKernels::block channels (the last may have fewer), in
// each row by row, `depth` pixels at a time, channel by channel. `from` is channels-last, images without a border.
struct Interleaved {
  const void* from = nullptr;
  void* to = nullptr;  // images * image_step() elements
  int64_t rows = 0, columns = 0, channels = 0;
  int64_t depth = 1;       // the kernels'
  int64_t border = 0;      // pixels of zeros added on each side
  int64_t alignments = 1;  // copies, each beginning one pixel further to the right than the one before

  DIFFCONT_ALWAYS_INLINE int64_t row_steps() const { return (columns + 2 * border) / depth; }
  DIFFCONT_ALWAYS_INLINE int64_t image_step() const {
    return alignments * channels * (rows + 2 * border) * row_steps() * depth;
  }
};

// Of a convolution with stride 1: 3 x 3 with a border of one pixel, or 1 x 1 with none.
struct WeightGradient {
  int64_t images = 0;
  int64_t taps = 0;      // 9 or 1
  Interleaved features;  // with the border; `depth` alignments, or for one tap one; channels a multiple of lanes
  Interleaved upstream;  // border 0, one alignment, channels a multiple of lanes, columns of depth
  // Is added to. Blocks of outputs as in `upstream`; in each, input by input, tap by tap, output by output.
  float* gradient = nullptr;
};

// Where a group norm reads a map and how it scales each channel: value * scale + shift, then SiLU if asked.
struct Normalisation {
  Map in, out;
  int64_t out_channel = 0;  // first channel of `out` that is written
  const float* scales[kGroup] = {};  // for each image, one value a channel of `in`
  const float* shifts[kGroup] = {};
  bool silu = false;
};

// Softmax attention within each head. `mixed` holds queries, keys and values of all heads one after the other, each
// padded to the channels of `out`.
struct Attention {
  Map mixed, out;
  int64_t heads = 0, head_channels = 0;
  float* scratch = nullptr;  // scratch_step values for each unit of work that may run at once
  int64_t scratch_step = 0;
};

// Least scratch_step: keys, values, and for a vector of queries themselves, their weights and their results.
constexpr int64_t attention_scratch(int64_t tokens, int64_t head_channels, int64_t lanes) {
  return 2 * tokens * head_channels + tokens * lanes + 2 * head_channels * lanes;
}

// Every function takes a range of units of work and may be called for several ranges at once. A result does not depend
// on how the work was divided, and an image's, bit for bit, on no other image.
struct NetworkKernels {
  int64_t element_size;  // bytes: 2 for bfloat16, 4 for f32
  int64_t lanes;         // channels of maps are padded to a multiple of this
  int64_t depth;         // inputs that one multiplication takes
  int64_t block;         // outputs that are computed together

  // Units: outputs / block, rounded up, times chunks().
  void (*convolve)(const Convolution&, int64_t first, int64_t last);
  // Units: images.
  void (*interleave)(const Interleaved&, int64_t first, int64_t last);
  // Units: blocks of outputs times blocks of inputs, either rounded up.
  void (*weight_gradient)(const WeightGradient&, int64_t first, int64_t last);
  // Mean and sum of squared deviations of each channel over an image's pixels, `channels` values an image.
  // Units: images * channels / lanes.
  void (*channel_statistics)(const Map&, float* means, float* deviations, int64_t first, int64_t last);
  // Units: images * height.
  void (*normalise)(const Normalisation&, int64_t first, int64_t last);
  // Units: images * heads. The unit `first` names the scratch that is used.
  void (*attend)(const Attention&, int64_t first, int64_t last);
  // Planes (images x count x height x width, f32) to the first `count` channels of a map, and back. Units: images.
  void (*from_planes)(const float* planes, int64_t count, const Map&, int64_t first, int64_t last);
  void (*to_planes)(const Map&, int64_t count, float* planes, int64_t first, int64_t last);
};

// Those for this processor, in bfloat16 or f32; null where libtorch is the better or the only way.
const NetworkKernels* network_kernels(bool bf16);

// To be used only where the processor has the instructions named.
const NetworkKernels& network_kernels_avx512_bf16();
const NetworkKernels& network_kernels_avx512();
const NetworkKernels& network_kernels_avx2();

}  // namespace diffcont::kernels
