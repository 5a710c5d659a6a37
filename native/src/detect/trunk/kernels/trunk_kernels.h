// The loops of a trunk's layers, for each kind of processor.
//
// Maps are f32, pixel by pixel, row by row; a pixel's channels are padded with zeros to whole panels. The hidden
// channels of a block, between its expansion and its projection, are worked through in chunks.
#pragma once

#include <cstdint>
#include <vector>

namespace diffcont::kernels {

constexpr int64_t kPanel = 16;           // channels of a panel
constexpr int64_t kPanelsOfChunk = 2;
constexpr int64_t kChunk = kPanel * kPanelsOfChunk;

inline int64_t padded_to(int64_t count, int64_t multiple) { return (count + multiple - 1) / multiple * multiple; }

// Rows of elements, one a pixel: the left side of a product. Readable for 31 pixels beyond the last.
struct PixelRows {
  const void* elements = nullptr;
  int64_t pitch = 0;  // elements from a pixel to the next
  int64_t count = 0;
};

// Weights of a 1 x 1 convolution, panel after panel; in a panel, for each `depth_unit` of the inputs, 16 outputs times
// depth_unit elements.
struct PackedWeights {
  const void* elements = nullptr;
  int64_t depth = 0;  // inputs, padded with zeros
  int64_t panels = 0;
  const float* bias = nullptr;  // 16 a panel
};

// relu6(pixels * weights + bias) into a chunk of hidden channels: kChunk floats a pixel, `row_pitch` floats from a row
// of `width` pixels to the next. One or two panels.
struct Expansion {
  PixelRows pixels;
  PackedWeights weights;
  float* hidden = nullptr;
  int64_t width = 0;
  int64_t row_pitch = 0;
};

// relu6(depthwise convolution + bias) of a chunk, whose first value is the first output's first tap.
struct Depthwise {
  const float* hidden = nullptr;
  int64_t row_pitch = 0;           // floats
  const float* weights = nullptr;  // kernel x kernel x kChunk
  const float* bias = nullptr;     // kChunk
  int64_t panels = 0;
  int64_t kernel = 3;
  int64_t stride = 1;
  int64_t rows = 0;  // of outputs
  int64_t width = 0;
  void* elements = nullptr;  // of the first output; rounded to what is multiplied
  int64_t pitch = 0;         // elements from an output to the next
};

// pixels * weights + bias (+ residual), into a map.
struct Projection {
  PixelRows pixels;
  PackedWeights weights;
  const float* residual = nullptr;  // laid out as the map; null: none
  float* map = nullptr;             // weights.panels * kPanel floats a pixel
};

// relu6(3 x 3 convolution of stride 2 + bias), one row of outputs.
struct Stem {
  const float* rows[3] = {};       // of the input: red, green, blue, each `plane_pitch` floats
  int64_t plane_pitch = 0;
  const float* weights = nullptr;  // panels x 27 (row, column, colour) x kPanel
  const float* bias = nullptr;
  int64_t panels = 0;
  int64_t width = 0;         // outputs
  float* outputs = nullptr;  // panels * kPanel floats each
  int64_t pitch = 0;         // floats from an output to the next
};

struct TrunkKernels {
  const char* name = nullptr;
  bool bf16 = false;           // elements are the upper halves of f32, rounded; otherwise f32
  int64_t depth_unit = 1;      // inputs that lie side by side in packed weights
  int64_t depth_multiple = 1;  // inputs are padded to
  // Pixels of a map, `channels` floats each, as rows of `pitch` elements, those beyond the channels 0. Null where
  // elements are f32: a map is its own rows.
  void (*narrow)(const float* map, int64_t count, int64_t channels, void* elements, int64_t pitch) = nullptr;
  void (*expand)(const Expansion& work) = nullptr;
  void (*depthwise)(const Depthwise& work) = nullptr;
  void (*project)(const Projection& work) = nullptr;
  void (*stem)(const Stem& work) = nullptr;

  int64_t element_size() const { return bf16 ? 2 : 4; }
};

// Those that this processor can run, the fastest first. With bf16, those that multiply bfloat16 come before all others.
std::vector<const TrunkKernels*> trunk_kernels(bool bf16);

const TrunkKernels& trunk_kernels_plain();
#if defined(__x86_64__)
const TrunkKernels& trunk_kernels_avx2();
const TrunkKernels& trunk_kernels_avx512();
const TrunkKernels& trunk_kernels_avx512_bf16();
const TrunkKernels& trunk_kernels_amx();
#endif

}  // namespace diffcont::kernels
