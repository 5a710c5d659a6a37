// The gradient of a convolution's weights by register tiles: half a vector of inputs by up to two vectors of
// outputs, summed over pixels.
#pragma once

#include "network/kernels/network.h"

namespace diffcont::kernels {

// One image, `rows` x `columns` pixels of c.channels each, to c.alignments copies of it, each inside c.border pixels of
// zeros. In copy a, a row's pixels are taken kDepth at a time from column a on.
template <class M>
void interleave_image(const Interleaved& c, int64_t image) {
  using Element = typename M::Element;
  constexpr int64_t kBlock = M::kLanes * 2;
  static constexpr Element kZeros[kBlock] = {};
  const auto* const from = static_cast<const Element*>(c.from) + image * c.rows * c.columns * c.channels;
  auto* const to = static_cast<Element*>(c.to) + image * c.image_step();
  const int64_t rows = c.rows + 2 * c.border, steps = c.row_steps();
  for (int64_t alignment = 0; alignment < c.alignments; ++alignment) {
    for (int64_t first = 0; first < c.channels; first += kBlock) {
      const int64_t width = first + kBlock < c.channels ? kBlock : c.channels - first;
      Element* out = to + (alignment * c.channels + first) * rows * steps * M::kDepth;
      for (int64_t y = -c.border; y < c.rows + c.border; ++y) {
        const bool row = y >= 0 && y < c.rows;
        for (int64_t step = 0; step < steps; ++step, out += width * M::kDepth) {
          const Element* pixels[M::kDepth];
          for (int64_t d = 0; d < M::kDepth; ++d) {
            const int64_t x = alignment + step * M::kDepth + d - c.border;
            pixels[d] = row && x >= 0 && x < c.columns ? from + (y * c.columns + x) * c.channels + first : kZeros;
          }
          for (int64_t i = 0; i < width; ++i) {
            for (int64_t d = 0; d < M::kDepth; ++d) out[i * M::kDepth + d] = pixels[d][i];
          }
        }
      }
    }
  }
}

template <class M>
void interleave(const Interleaved& c, int64_t first, int64_t last) {
  for (int64_t image = first; image < last; ++image) interleave_image<M>(c, image);
}

// What one tile of the gradient reads: `images` images of `rows` rows of `steps` kDepth pixels. Steps count elements.
template <class M>
struct TileInput {
  const typename M::Element *features, *upstream;  // the first pixel that is read
  int64_t features_image, features_row, features_step;
  int64_t upstream_image, upstream_row;
  int64_t images, rows, steps;
};

// Adds to `gradient` the sums for kInputs inputs, one tap and kVectors vectors of outputs.
template <class M, int kVectors>
inline void add_weight_gradient(const TileInput<M>& tile, float* gradient, int64_t gradient_step) {
  constexpr int kInputs = M::kLanes / 2;
  constexpr int64_t kUpstreamStep = kVectors * M::kLanes * M::kDepth;
  typename M::Floats sums[kInputs][kVectors];
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; ++i) {
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) sums[i][v] = M::broadcast(0.0F);
  }
  for (int64_t image = 0; image < tile.images; ++image) {
    for (int64_t y = 0; y < tile.rows; ++y) {
      const auto* in = tile.features + image * tile.features_image + y * tile.features_row;
      const auto* up = tile.upstream + image * tile.upstream_image + y * tile.upstream_row;
      for (int64_t step = 0; step < tile.steps; ++step, in += tile.features_step, up += kUpstreamStep) {
        typename M::Factor factors[kVectors];
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) factors[v] = M::factors(up + v * M::kLanes * M::kDepth);
#pragma GCC unroll 8
        for (int i = 0; i < kInputs; ++i) {
          const typename M::Factor value = M::repeated(in + i * M::kDepth);
#pragma GCC unroll 2
          for (int v = 0; v < kVectors; ++v) sums[i][v] = M::multiply_add(sums[i][v], factors[v], value);
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; ++i) {
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) {
      float* const to = gradient + i * gradient_step + v * M::kLanes;
      M::store(to, M::load(to) + sums[i][v]);
    }
  }
}

template <class M, int kVectors>
void weight_gradient_unit(const WeightGradient& g, int64_t output, int64_t input) {
  using Element = typename M::Element;
  constexpr int64_t kInputs = M::kLanes / 2, kBlock = M::kLanes * 2, kWidth = kVectors * M::kLanes;
  // Pixels of a tile's pass: enough that its sums are seldom loaded and stored, few enough to be found in a cache again.
  constexpr int64_t kPassPixels = 512;
  const int64_t inputs = input + kBlock < g.features.channels ? kBlock : g.features.channels - input;
  const int64_t copy_step = g.features.image_step() / g.features.alignments;
  TileInput<M> tile;
  tile.rows = g.upstream.rows;
  tile.steps = g.upstream.row_steps();
  tile.features_image = g.features.image_step();
  tile.features_step = inputs * M::kDepth;
  tile.features_row = g.features.row_steps() * tile.features_step;
  tile.upstream_image = g.upstream.image_step();
  tile.upstream_row = tile.steps * kWidth * M::kDepth;
  const int64_t pixels = g.upstream.rows * g.upstream.columns;
  const int64_t images = pixels < kPassPixels ? kPassPixels / pixels : 1;
  const auto* const upstream =
      static_cast<const Element*>(g.upstream.to) + output * tile.rows * tile.steps * M::kDepth;
  const auto* const features = static_cast<const Element*>(g.features.to) +
                               input * (tile.rows + 2 * g.features.border) * g.features.row_steps() * M::kDepth;
  float* const gradient = g.gradient + output * g.taps * g.features.channels;
  for (int64_t image = 0; image < g.images; image += images) {
    tile.images = image + images < g.images ? images : g.images - image;
    tile.upstream = upstream + image * tile.upstream_image;
    for (int64_t i = 0; i < inputs; i += kInputs) {
      for (int64_t tap = 0; tap < g.taps; ++tap) {
        const int64_t y = tap / 3, x = tap % 3;
        tile.features = features + image * tile.features_image + x % M::kDepth * copy_step + y * tile.features_row +
                        x / M::kDepth * tile.features_step + i * M::kDepth;
        add_weight_gradient<M, kVectors>(tile, gradient + ((input + i) * g.taps + tap) * kWidth, g.taps * kWidth);
      }
    }
  }
}

template <class M>
void weight_gradient(const WeightGradient& g, int64_t first, int64_t last) {
  constexpr int64_t kBlock = M::kLanes * 2;
  const int64_t input_blocks = (g.features.channels + kBlock - 1) / kBlock;
  for (int64_t unit = first; unit < last; ++unit) {
    const int64_t output = unit / input_blocks * kBlock, input = unit % input_blocks * kBlock;
    if (output + kBlock <= g.upstream.channels) {
      weight_gradient_unit<M, 2>(g, output, input);
    } else {
      weight_gradient_unit<M, 1>(g, output, input);
    }
  }
}

}  // namespace diffcont::kernels
