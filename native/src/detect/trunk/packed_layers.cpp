#include "detect/trunk/packed_layers.h"

#include <algorithm>
#include <cstring>

#include "common/kernels/bfloat16.h"

namespace diffcont {
namespace {

using kernels::kChunk;
using kernels::kPanel;
using kernels::padded_to;

Buffer<float> padded_bias(const std::vector<float>& bias, int64_t multiple) {
  Buffer<float> padded = Buffer<float>::zeros(padded_to(static_cast<int64_t>(bias.size()), multiple));
  std::copy(bias.begin(), bias.end(), padded.data());
  return padded;
}

PackedStem pack_stem(const LayerWeights& layer, int64_t channels) {
  constexpr int64_t kTaps = 27;
  PackedStem stem;
  stem.panels = padded_to(channels, kPanel) / kPanel;
  stem.weights = Buffer<float>::zeros(stem.panels * kTaps * kPanel);
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t colour = 0; colour < 3; ++colour) {
      for (int64_t place = 0; place < 9; ++place) {
        stem.weights[(c / kPanel * kTaps + place * 3 + colour) * kPanel + c % kPanel] =
            layer.weight[static_cast<size_t>((c * 3 + colour) * 9 + place)];
      }
    }
  }
  stem.bias = padded_bias(layer.bias, kPanel);
  return stem;
}

PackedBlock pack_block(const BlockWeights& weights, const TrunkBlock& shape, const kernels::TrunkKernels& kernels) {
  PackedBlock block;
  block.shape = shape;
  block.in_pitch = padded_to(shape.in, kPanel);
  block.out_pitch = padded_to(shape.out, kPanel);
  block.hidden_panels = padded_to(shape.hidden, kPanel) / kPanel;
  if (shape.expands()) block.expand = PackedMatrix(weights.expand, shape.hidden, shape.in, kernels);
  const int64_t taps = shape.kernel * shape.kernel;
  block.depthwise = Buffer<float>::zeros(padded_to(shape.hidden, kChunk) * taps);
  for (int64_t c = 0; c < shape.hidden; ++c) {
    for (int64_t tap = 0; tap < taps; ++tap) {
      block.depthwise[(c / kChunk * taps + tap) * kChunk + c % kChunk] =
          weights.depthwise.weight[static_cast<size_t>(c * taps + tap)];
    }
  }
  block.depthwise_bias = padded_bias(weights.depthwise.bias, kChunk);
  block.project = PackedMatrix(weights.project, shape.out, shape.hidden, kernels);
  return block;
}

}  // namespace

PackedMatrix::PackedMatrix(const LayerWeights& layer, int64_t outputs, int64_t inputs,
                           const kernels::TrunkKernels& kernels)
    : element_size_(kernels.element_size()) {
  // A map's padded channels are inputs too: they are 0.
  depth_ = padded_to(inputs, kernels.depth_multiple);
  panels_ = padded_to(outputs, kPanel) / kPanel;
  bias_ = padded_bias(layer.bias, kPanel);
  elements_ = Buffer<std::byte>::zeros(panels_ * kPanel * depth_ * element_size_);
  const int64_t unit = kernels.depth_unit;
  for (int64_t out = 0; out < outputs; ++out) {
    for (int64_t in = 0; in < inputs; ++in) {
      const float value = layer.weight[static_cast<size_t>(out * inputs + in)];
      const int64_t at =
          ((out / kPanel * (depth_ / unit) + in / unit) * kPanel + out % kPanel) * unit + in % unit;
      std::byte* to = elements_.data() + at * element_size_;
      if (kernels.bf16) {
        const uint16_t bits = kernels::to_bfloat16(value);
        std::memcpy(to, &bits, sizeof bits);
      } else {
        std::memcpy(to, &value, sizeof value);
      }
    }
  }
}

kernels::PackedWeights PackedMatrix::view(int64_t first, int64_t count) const {
  return {elements_.data() + first * kPanel * depth_ * element_size_, depth_, count, bias_.data() + first * kPanel};
}

PackedTrunk::PackedTrunk(const TrunkFile& file, const kernels::TrunkKernels& kernels)
    : stem(pack_stem(file.weights.stem, file.description.stem_channels)) {
  for (size_t i = 0; i < file.description.blocks.size(); ++i) {
    blocks.push_back(pack_block(file.weights.blocks[i], file.description.blocks[i], kernels));
  }
}

}  // namespace diffcont
