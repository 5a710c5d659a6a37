// Direct convolution by register tiles: kPixels outputs by up to two vectors of output channels.
#pragma once

#include "network/kernels/network.h"

namespace diffcont::kernels {

// Walks the outputs of a group of images row by row.
template <class M>
struct Position {
  int64_t image, y, x;

  Position(const Convolution& c, int64_t pixel) {
    const int64_t area = c.height * c.width;
    image = pixel / area;
    y = pixel % area / c.width;
    x = pixel % c.width;
  }
  void advance(const Convolution& c) {
    if (++x == c.width) {
      x = 0;
      if (++y == c.height) {
        y = 0;
        ++image;
      }
    }
  }
};

// Outputs [pixel, pixel + count), count <= kPixels, of kVectors vectors of channels from `channel` on.
template <class M, int kVectors>
inline void convolve_tile(const Convolution& c, const typename M::Element* weights, int64_t channel, int64_t pixel,
                          int64_t count) {
  using Element = typename M::Element;
  constexpr int kPixels = M::kPixels;

  const Element* inputs[3][kPixels];
  const float* shifts[kPixels];
  int64_t outputs[kPixels];
  Position<M> position(c, pixel);
  for (int p = 0; p < kPixels; ++p) {
    for (int64_t s = 0; s < c.source_count; ++s) {
      const Source& source = c.sources[s];
      inputs[s][p] = static_cast<const Element*>(source.data) + source.first + position.image * source.image_step +
                     position.y * source.row_step + position.x * source.pixel_step;
    }
    shifts[p] = c.shifts[position.image] + channel;
    outputs[p] = c.first + position.image * c.image_step + position.y * c.row_step + position.x * c.pixel_step +
                 channel;
    // Pixels beyond the count repeat the last one and are not stored.
    if (p + 1 < count) position.advance(c);
  }

  typename M::Floats sums[kPixels][kVectors];
#pragma GCC unroll 8
  for (int p = 0; p < kPixels; ++p) {
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) sums[p][v] = M::broadcast(0.0F);
  }
  for (int64_t s = 0; s < c.source_count; ++s) {
    const Source& source = c.sources[s];
    for (int64_t t = 0; t < source.taps; ++t) {
      const Element* in[kPixels];
#pragma GCC unroll 8
      for (int p = 0; p < kPixels; ++p) in[p] = inputs[s][p] + source.offsets[t];
      for (int64_t k = 0; k < source.channels; k += M::kDepth) {
        typename M::Factor factors[kVectors];
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) factors[v] = M::factors(weights + v * M::kLanes * M::kDepth);
        weights += kVectors * M::kLanes * M::kDepth;
#pragma GCC unroll 8
        for (int p = 0; p < kPixels; ++p) {
          const typename M::Factor value = M::repeated(in[p] + k);
#pragma GCC unroll 2
          for (int v = 0; v < kVectors; ++v) sums[p][v] = M::multiply_add(sums[p][v], factors[v], value);
        }
      }
    }
  }

  Element* const out = static_cast<Element*>(c.out);
  const Element* const residual = static_cast<const Element*>(c.residual);
#pragma GCC unroll 8
  for (int p = 0; p < kPixels; ++p) {
    if (p >= count) break;
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) {
      typename M::Floats result = sums[p][v] + M::load(shifts[p] + v * M::kLanes);
      if (residual) result = result + M::load(residual + outputs[p] + v * M::kLanes);
      M::store(out + outputs[p] + v * M::kLanes, result);
    }
  }
}

template <class M>
void convolve(const Convolution& c, int64_t first, int64_t last) {
  constexpr int64_t kBlock = M::kLanes * 2;
  const int64_t chunks = c.chunks(), pixels = c.images * c.height * c.width, inputs = c.inputs();
  for (int64_t unit = first; unit < last; ++unit) {
    const int64_t channel = unit / chunks * kBlock;
    const int64_t begin = unit % chunks * kUnitPixels;
    const int64_t end = begin + kUnitPixels < pixels ? begin + kUnitPixels : pixels;
    const auto* const weights = static_cast<const typename M::Element*>(c.weights) + channel * inputs;
    const bool whole = channel + kBlock <= c.outputs;
    for (int64_t pixel = begin; pixel < end; pixel += M::kPixels) {
      const int64_t count = end - pixel < M::kPixels ? end - pixel : M::kPixels;
      if (whole) {
        convolve_tile<M, 2>(c, weights, channel, pixel, count);
      } else {
        convolve_tile<M, 1>(c, weights, channel, pixel, count);
      }
    }
  }
}

}  // namespace diffcont::kernels
