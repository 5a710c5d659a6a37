// A trunk's file: its description and its weights, each checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace diffcont {

// value * scale for a value in [0, 1], less mean, over divisor.
struct TrunkInput {
  double scale = 1;
  double mean = 0;
  double divisor = 1;
};

// An inverted residual: expansion 1 x 1, unless hidden equals in; depthwise convolution; projection 1 x 1.
struct TrunkBlock {
  int64_t in = 0;
  int64_t hidden = 0;
  int64_t out = 0;
  int64_t kernel = 3;
  int64_t stride = 1;
  bool residual = false;

  bool expands() const { return hidden != in; }
};

struct TrunkDescription {
  std::string name;
  std::string licence;
  std::string source;
  TrunkInput input;
  int64_t stem_channels = 0;
  std::vector<TrunkBlock> blocks;

  // Pixels of the image a side for each place of a block's output.
  int64_t stride(size_t block) const;
};

struct LayerWeights {
  std::vector<float> weight;  // row-major
  std::vector<float> bias;
};

struct BlockWeights {
  LayerWeights expand;     // hidden x in; empty without an expansion
  LayerWeights depthwise;  // hidden x kernel x kernel
  LayerWeights project;    // out x hidden
};

struct TrunkWeights {
  LayerWeights stem;  // channels x 3 x 3 x 3
  std::vector<BlockWeights> blocks;
  int64_t parameters = 0;
};

constexpr int64_t kStemStride = 2;
// Images are a multiple of this many pixels a side, so that every layer's map has a whole side.
constexpr int64_t kTrunkStride = 32;

struct TrunkFile {
  TrunkDescription description;
  TrunkWeights weights;
};

// Throws IoError or FormatError that names the file and the entry.
TrunkFile read_trunk_file(const std::filesystem::path& file);

}  // namespace diffcont
