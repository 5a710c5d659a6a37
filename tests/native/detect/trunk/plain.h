// A trunk written out in f64, place by place.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "detect/trunk/trunk_file.h"

namespace diffcont::plain {

// A map, channels last.
struct Map {
  int64_t side = 0;
  int64_t channels = 0;
  std::vector<double> values;

  Map(int64_t side, int64_t channels)
      : side(side), channels(channels), values(static_cast<size_t>(side * side * channels)) {}
  double& at(int64_t y, int64_t x, int64_t c) { return values[static_cast<size_t>((y * side + x) * channels + c)]; }
  // 0 outside.
  double at(int64_t y, int64_t x, int64_t c) const {
    const bool inside = y >= 0 && x >= 0 && y < side && x < side;
    return inside ? values[static_cast<size_t>((y * side + x) * channels + c)] : 0;
  }
};

inline double relu6(double x) { return std::min(6.0, std::max(0.0, x)); }

// As the kernels keep it: f32, or rounded to bfloat16 on the way to a product.
inline double kept(double x, bool bf16) {
  const auto value = static_cast<float>(x);
  if (!bf16) return value;
  const auto bits = std::bit_cast<uint32_t>(value);
  return std::bit_cast<float>((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
}

inline Map pointwise(const Map& in, const LayerWeights& layer, bool bf16) {
  Map out(in.side, static_cast<int64_t>(layer.bias.size()));
  std::vector<double> weight(layer.weight.size());
  for (size_t i = 0; i < weight.size(); ++i) weight[i] = kept(layer.weight[i], bf16);
  for (int64_t y = 0; y < in.side; ++y) {
    for (int64_t x = 0; x < in.side; ++x) {
      for (int64_t o = 0; o < out.channels; ++o) {
        double sum = layer.bias[static_cast<size_t>(o)];
        for (int64_t i = 0; i < in.channels; ++i) {
          sum += kept(in.at(y, x, i), bf16) * weight[static_cast<size_t>(o * in.channels + i)];
        }
        out.at(y, x, o) = sum;
      }
    }
  }
  return out;
}

// Convolution with TensorFlow's "same" padding, over the channels of one group each.
inline Map convolution(const Map& in, const LayerWeights& layer, int64_t kernel, int64_t stride, bool depthwise) {
  const int64_t side = (in.side + stride - 1) / stride;
  const int64_t before = std::max<int64_t>(0, (side - 1) * stride + kernel - in.side) / 2;
  Map out(side, static_cast<int64_t>(layer.bias.size()));
  const int64_t inputs = depthwise ? 1 : in.channels;
  for (int64_t y = 0; y < side; ++y) {
    for (int64_t x = 0; x < side; ++x) {
      for (int64_t o = 0; o < out.channels; ++o) {
        double sum = layer.bias[static_cast<size_t>(o)];
        for (int64_t i = 0; i < inputs; ++i) {
          for (int64_t ky = 0; ky < kernel; ++ky) {
            for (int64_t kx = 0; kx < kernel; ++kx) {
              const double weight = layer.weight[static_cast<size_t>(((o * inputs + i) * kernel + ky) * kernel + kx)];
              const Map& map = in;
              sum += weight * map.at(y * stride + ky - before, x * stride + kx - before, depthwise ? o : i);
            }
          }
        }
        out.at(y, x, o) = relu6(sum);
      }
    }
  }
  return out;
}

// The blocks' outputs for an image, 3 x size x size in [-1, 1].
inline std::vector<Map> outputs(const TrunkFile& file, const float* image, int64_t size, bool bf16) {
  Map map(size, 3);
  const TrunkInput& input = file.description.input;
  for (int64_t y = 0; y < size; ++y) {
    for (int64_t x = 0; x < size; ++x) {
      for (int64_t c = 0; c < 3; ++c) {
        const double value = (static_cast<double>(image[(c * size + y) * size + x]) + 1) / 2;
        map.at(y, x, c) = (value * input.scale - input.mean) / input.divisor;
      }
    }
  }
  map = convolution(map, file.weights.stem, 3, 2, false);
  std::vector<Map> outputs;
  for (size_t i = 0; i < file.description.blocks.size(); ++i) {
    const TrunkBlock& block = file.description.blocks[i];
    const BlockWeights& weights = file.weights.blocks[i];
    Map hidden = map;
    if (block.expands()) {
      hidden = pointwise(map, weights.expand, bf16);
      for (double& value : hidden.values) value = relu6(value);
    }
    hidden = convolution(hidden, weights.depthwise, block.kernel, block.stride, true);
    Map out = pointwise(hidden, weights.project, bf16);
    if (block.residual) {
      for (size_t k = 0; k < out.values.size(); ++k) out.values[k] += map.values[k];
    }
    // The next layers read what was kept.
    for (double& value : out.values) value = static_cast<float>(value);
    outputs.push_back(out);
    map = std::move(out);
  }
  return outputs;
}

}  // namespace diffcont::plain
