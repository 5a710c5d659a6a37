// All loops of a network's layers for a machine M. Only files compiled for that machine's instructions include this;
// M is local to each of them, so that no code for one machine is linked into another's.
//
// M has: Element (what maps hold), Floats (kLanes f32), Factor (kLanes times kDepth elements), kPixels (outputs of a
// tile), and the operations below.
#pragma once

#include "network/kernels/cpu/network_attention.h"
#include "network/kernels/cpu/network_convolution.h"
#include "network/kernels/cpu/network_normalisation.h"
#include "network/kernels/cpu/network_weight_gradient.h"

namespace diffcont::kernels {

template <class M>
void from_planes(const float* planes, int64_t count, const Map& map, int64_t first, int64_t last) {
  for (int64_t image = first; image < last; ++image) {
    auto* const data = static_cast<typename M::Element*>(map.data) + image * map.image_step();
    for (int64_t y = 0; y < map.height; ++y) {
      for (int64_t x = 0; x < map.width; ++x) {
        auto* const out = data + map.at(y, x);
        for (int64_t c = 0; c < map.channels; ++c) {
          const int64_t from = ((image * count + c) * map.height + y) * map.width + x;
          out[c] = M::narrowed(c < count ? planes[from] : 0.0F);
        }
      }
    }
  }
}

template <class M>
void to_planes(const Map& map, int64_t count, float* planes, int64_t first, int64_t last) {
  for (int64_t image = first; image < last; ++image) {
    const auto* const data = static_cast<const typename M::Element*>(map.data) + image * map.image_step();
    float* out = planes + image * count * map.height * map.width;
    for (int64_t c = 0; c < count; ++c) {
      for (int64_t y = 0; y < map.height; ++y) {
        const auto* const in = data + map.at(y, 0) + c;
        for (int64_t x = 0; x < map.width; ++x) *out++ = M::widened(in[x * map.channels]);
      }
    }
  }
}

template <class M>
constexpr NetworkKernels kernels_of() {
  return {sizeof(typename M::Element), M::kLanes, M::kDepth, M::kLanes * 2, convolve<M>, interleave<M>,
          weight_gradient<M>, channel_statistics<M>, normalise<M>, attend<M>, from_planes<M>, to_planes<M>};
}

}  // namespace diffcont::kernels
