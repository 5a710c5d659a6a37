// All loops of a trunk's layers for a machine M. Only files compiled for that machine's instructions include this; M is
// local to each of them, so that no code for one machine is linked into another's.
//
// M has: Floats (kLanes f32, a divisor of kPanel), Element (what is multiplied), Factor (kLanes times kDepth elements),
// kPixels x kPanels, the tile of outputs that stays in registers, and the operations below.
#pragma once

#include <cstdint>
#include <cstring>

#include "common/kernels/lane.h"
#include "detect/trunk/kernels/trunk_kernels.h"

namespace diffcont::kernels {
namespace {

template <class M>
DIFFCONT_LANE typename M::Floats relu6(typename M::Floats x) {
  return M::smaller(M::larger(x, M::broadcast(0)), M::broadcast(6));
}

// finish(pixel, lane, sums) for each vector of kPixels pixels and kPanels panels.
template <class M, int kPixels, int kPanels, class Finish>
DIFFCONT_LANE void multiply_tile(const typename M::Element* pixels, int64_t pitch, const PackedWeights& weights,
                                 int64_t panel, const Finish& finish) {
  constexpr int kVectors = kPanel / M::kLanes;
  const int64_t panel_size = weights.depth * kPanel;
  const auto* factors = static_cast<const typename M::Element*>(weights.elements) + panel * panel_size;
  typename M::Floats sums[kPixels][kPanels * kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < kPanels * kVectors; ++v) {
    const typename M::Floats bias = M::load(weights.bias + panel * kPanel + v * M::kLanes);
#pragma GCC unroll 8
    for (int p = 0; p < kPixels; ++p) sums[p][v] = bias;
  }
  for (int64_t k = 0; k < weights.depth; k += M::kDepth, factors += kPanel * M::kDepth) {
    typename M::Factor w[kPanels * kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kPanels * kVectors; ++v) {
      w[v] = M::factors(factors + v / kVectors * panel_size + v % kVectors * M::kLanes * M::kDepth);
    }
#pragma GCC unroll 8
    for (int p = 0; p < kPixels; ++p) {
      const typename M::Factor x = M::repeated(pixels + p * pitch + k);
#pragma GCC unroll 8
      for (int v = 0; v < kPanels * kVectors; ++v) sums[p][v] = M::multiply_add(sums[p][v], x, w[v]);
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < kPixels; ++p) {
#pragma GCC unroll 8
    for (int v = 0; v < kPanels * kVectors; ++v) finish(p, panel * kPanel + v * M::kLanes, sums[p][v]);
  }
}

// finish(pixel, channel, sums) for all pixels of kPanels panels; next(pixels) before each group of pixels.
template <class M, int kPanels, class Next, class Finish>
DIFFCONT_LANE void multiply_panels(const PixelRows& rows, const PackedWeights& weights, int64_t panel, const Next& next,
                                   const Finish& finish) {
  const auto* pixels = static_cast<const typename M::Element*>(rows.elements);
  int64_t i = 0;
  for (; i + M::kPixels <= rows.count; i += M::kPixels) {
    next(i, M::kPixels);
    multiply_tile<M, M::kPixels, kPanels>(pixels + i * rows.pitch, rows.pitch, weights, panel, finish);
  }
  for (; i + 4 <= rows.count; i += 4) {
    next(i, 4);
    multiply_tile<M, 4, kPanels>(pixels + i * rows.pitch, rows.pitch, weights, panel, finish);
  }
  for (; i < rows.count; ++i) {
    next(i, 1);
    multiply_tile<M, 1, kPanels>(pixels + i * rows.pitch, rows.pitch, weights, panel, finish);
  }
}

template <class M, class Next, class Finish>
DIFFCONT_LANE void multiply(const PixelRows& rows, const PackedWeights& weights, const Next& next,
                            const Finish& finish) {
  int64_t panel = 0;
  for (; panel + M::kPanels <= weights.panels; panel += M::kPanels) {
    multiply_panels<M, M::kPanels>(rows, weights, panel, next, finish);
  }
  for (; panel < weights.panels; ++panel) multiply_panels<M, 1>(rows, weights, panel, next, finish);
}

// Where the pixels of a chunk lie, one after another.
struct ChunkPlaces {
  float* row = nullptr;
  int64_t column = 0;
  int64_t width = 0;
  int64_t row_pitch = 0;

  float* next() {
    float* place = row + column * kChunk;
    skip(1);
    return place;
  }
  // Not beyond the end of a row.
  void skip(int64_t pixels) {
    column += pixels;
    if (column == width) {
      column = 0;
      row += row_pitch;
    }
  }
};

template <class M>
void expand(const Expansion& work) {
  ChunkPlaces places;
  float* to[M::kPixels < 4 ? 4 : M::kPixels];
  multiply<M>(
      work.pixels, work.weights,
      [&](int64_t first, int64_t count) __attribute__((always_inline)) {
        if (first == 0) places = {work.hidden, 0, work.width, work.row_pitch};
        for (int64_t p = 0; p < count; ++p) to[p] = places.next();
      },
      [&](int p, int64_t channel, typename M::Floats sums) __attribute__((always_inline)) {
        M::store(to[p] + channel, relu6<M>(sums));
      });
}

template <class M>
void project(const Projection& work) {
  const int64_t pitch = work.weights.panels * kPanel;
  int64_t pixel = 0;
  multiply<M>(
      work.pixels, work.weights, [&](int64_t first, int64_t) __attribute__((always_inline)) { pixel = first; },
      [&](int p, int64_t channel, typename M::Floats sums) __attribute__((always_inline)) {
        const int64_t at = (pixel + p) * pitch + channel;
        M::store(work.map + at, work.residual != nullptr ? sums + M::load(work.residual + at) : sums);
      });
}

// kOutputs outputs side by side, one vector of channels.
template <class M, int kKernel, int kStride, int kOutputs>
DIFFCONT_LANE void depthwise_outputs(const float* hidden, int64_t row_pitch, const float* weights, const float* bias,
                                     typename M::Element* to, int64_t pitch) {
  typename M::Floats sums[kOutputs];
  const typename M::Floats start = M::load(bias);
#pragma GCC unroll 8
  for (int i = 0; i < kOutputs; ++i) sums[i] = start;
#pragma GCC unroll 5
  for (int ky = 0; ky < kKernel; ++ky) {
    typename M::Floats w[kKernel];
#pragma GCC unroll 5
    for (int kx = 0; kx < kKernel; ++kx) w[kx] = M::load(weights + (ky * kKernel + kx) * kChunk);
#pragma GCC unroll 24
    for (int column = 0; column < (kOutputs - 1) * kStride + kKernel; ++column) {
      const typename M::Floats x = M::load(hidden + ky * row_pitch + column * kChunk);
#pragma GCC unroll 5
      for (int kx = 0; kx < kKernel; ++kx) {
        const int i = (column - kx) / kStride;
        if (column >= kx && (column - kx) % kStride == 0 && i < kOutputs) sums[i] += x * w[kx];
      }
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kOutputs; ++i) M::store(to + i * pitch, relu6<M>(sums[i]));
}

template <class M, int kKernel, int kStride>
DIFFCONT_LANE void depthwise_rows(const Depthwise& work) {
  constexpr int kOutputs = M::kOutputs;
  // One vector of channels after another, so that the rows of inputs that outputs share stay in the first-level cache.
  for (int64_t c = 0; c < work.panels * kPanel; c += M::kLanes) {
    const float *weights = work.weights + c, *bias = work.bias + c;
    for (int64_t row = 0; row < work.rows; ++row) {
      const float* hidden = work.hidden + row * kStride * work.row_pitch + c;
      auto* to = static_cast<typename M::Element*>(work.elements) + row * work.width * work.pitch + c;
      int64_t x = 0;
      for (; x + kOutputs <= work.width; x += kOutputs) {
        depthwise_outputs<M, kKernel, kStride, kOutputs>(hidden + x * kStride * kChunk, work.row_pitch, weights, bias,
                                                         to + x * work.pitch, work.pitch);
      }
      for (; x < work.width; ++x) {
        depthwise_outputs<M, kKernel, kStride, 1>(hidden + x * kStride * kChunk, work.row_pitch, weights, bias,
                                                  to + x * work.pitch, work.pitch);
      }
    }
  }
}

template <class M>
void depthwise(const Depthwise& work) {
  if (work.kernel == 3) {
    work.stride == 1 ? depthwise_rows<M, 3, 1>(work) : depthwise_rows<M, 3, 2>(work);
  } else {
    work.stride == 1 ? depthwise_rows<M, 5, 1>(work) : depthwise_rows<M, 5, 2>(work);
  }
}

template <class M, int kPixels, int kPanels>
DIFFCONT_LANE void stem_tile(const Stem& work, int64_t x, int64_t panel) {
  constexpr int kVectors = kPanel / M::kLanes;
  constexpr int64_t kTaps = 27;
  typename M::Floats sums[kPixels][kPanels * kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < kPanels * kVectors; ++v) {
    const typename M::Floats bias = M::load(work.bias + panel * kPanel + v * M::kLanes);
#pragma GCC unroll 8
    for (int p = 0; p < kPixels; ++p) sums[p][v] = bias;
  }
  const float* weights = work.weights + panel * kTaps * kPanel;
  for (int64_t ky = 0; ky < 3; ++ky) {
    for (int64_t kx = 0; kx < 3; ++kx) {
      for (int64_t colour = 0; colour < 3; ++colour, weights += kPanel) {
        const float* from = work.rows[ky] + colour * work.plane_pitch + 2 * x + kx;
        typename M::Floats w[kPanels * kVectors];
#pragma GCC unroll 8
        for (int v = 0; v < kPanels * kVectors; ++v) {
          w[v] = M::load(weights + v / kVectors * kTaps * kPanel + v % kVectors * M::kLanes);
        }
#pragma GCC unroll 8
        for (int p = 0; p < kPixels; ++p) {
          const typename M::Floats value = M::broadcast(from[2 * p]);
#pragma GCC unroll 8
          for (int v = 0; v < kPanels * kVectors; ++v) sums[p][v] += value * w[v];
        }
      }
    }
  }
  float* to = work.outputs + x * work.pitch + panel * kPanel;
#pragma GCC unroll 8
  for (int p = 0; p < kPixels; ++p) {
#pragma GCC unroll 8
    for (int v = 0; v < kPanels * kVectors; ++v) {
      M::store(to + p * work.pitch + v * M::kLanes, relu6<M>(sums[p][v]));
    }
  }
}

template <class M, int kPanels>
DIFFCONT_LANE void stem_panels(const Stem& work, int64_t panel) {
  int64_t x = 0;
  for (; x + M::kPixels <= work.width; x += M::kPixels) stem_tile<M, M::kPixels, kPanels>(work, x, panel);
  for (; x + 4 <= work.width; x += 4) stem_tile<M, 4, kPanels>(work, x, panel);
  for (; x < work.width; ++x) stem_tile<M, 1, kPanels>(work, x, panel);
}

template <class M>
void stem(const Stem& work) {
  int64_t panel = 0;
  for (; panel + M::kPanels <= work.panels; panel += M::kPanels) stem_panels<M, M::kPanels>(work, panel);
  for (; panel < work.panels; ++panel) stem_panels<M, 1>(work, panel);
}

}  // namespace
}  // namespace diffcont::kernels
