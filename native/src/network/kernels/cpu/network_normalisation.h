// Channel statistics, and group normalisation with SiLU.
#pragma once

#include "network/kernels/network.h"

namespace diffcont::kernels {

// 2^x by a Taylor polynomial around the nearest integer. To about 2 units in the last place of f32; where results are
// rounded to bfloat16 a shorter one, to 2^-14, will do.
template <class M>
inline typename M::Floats power_of_two(typename M::Floats x) {
  x = M::within_exponents(x);
  const typename M::Floats n = M::rounded(x), r = x - n;
  typename M::Floats p = M::broadcast(9.6181291e-3F);
  if constexpr (sizeof(typename M::Element) > 2) {
    p = r * 1.5403530e-4F + 1.3333558e-3F;
    p = p * r + 9.6181291e-3F;
  }
  p = p * r + 5.5504109e-2F;
  p = p * r + 2.4022651e-1F;
  p = p * r + 6.9314718e-1F;
  p = p * r + 1.0F;
  return M::times_power_of_two(p, n);
}

constexpr float kLog2OfE = 1.44269504F;

template <class M, int kVectors>
inline void statistics_of(const Map& map, int64_t image, int64_t channel, float* means, float* deviations) {
  using Floats = typename M::Floats;
  const auto* const data = static_cast<const typename M::Element*>(map.data) + image * map.image_step() + channel;
  // Deviations are taken from the first pixel, not from zero: a channel whose mean is far from zero keeps its digits.
  Floats pivot[kVectors], sum[kVectors], squares[kVectors];
  for (int v = 0; v < kVectors; ++v) {
    pivot[v] = M::load(data + map.at(0, 0) + v * M::kLanes);
    sum[v] = squares[v] = M::broadcast(0.0F);
  }
  for (int64_t y = 0; y < map.height; ++y) {
    Floats row_sum[kVectors], row_squares[kVectors];
    for (int v = 0; v < kVectors; ++v) row_sum[v] = row_squares[v] = M::broadcast(0.0F);
    const auto* in = data + map.at(y, 0);
    for (int64_t x = 0; x < map.width; ++x, in += map.channels) {
      for (int v = 0; v < kVectors; ++v) {
        const Floats difference = M::load(in + v * M::kLanes) - pivot[v];
        row_sum[v] = row_sum[v] + difference;
        row_squares[v] = row_squares[v] + difference * difference;
      }
    }
    for (int v = 0; v < kVectors; ++v) {
      sum[v] = sum[v] + row_sum[v];
      squares[v] = squares[v] + row_squares[v];
    }
  }
  const float count = static_cast<float>(map.height * map.width);
  const int64_t to = image * map.channels + channel;
  for (int v = 0; v < kVectors; ++v) {
    const Floats offset = sum[v] / M::broadcast(count);
    M::store(means + to + v * M::kLanes, pivot[v] + offset);
    M::store(deviations + to + v * M::kLanes, squares[v] - sum[v] * offset);
  }
}

template <class M>
void channel_statistics(const Map& map, float* means, float* deviations, int64_t first, int64_t last) {
  const int64_t vectors = map.channels / M::kLanes;
  for (int64_t unit = first; unit < last;) {
    const int64_t image = unit / vectors, vector = unit % vectors;
    // Several vectors at once: a pixel's cache lines are read whole, and the sums do not wait for each other.
    if (vector + 4 <= vectors && unit + 4 <= last) {
      statistics_of<M, 4>(map, image, vector * M::kLanes, means, deviations);
      unit += 4;
    } else {
      statistics_of<M, 1>(map, image, vector * M::kLanes, means, deviations);
      unit += 1;
    }
  }
}

template <class M, bool kSilu>
inline void normalise_row(const Normalisation& n, int64_t image, int64_t y) {
  using Element = typename M::Element;
  const Element* in = static_cast<const Element*>(n.in.data) + image * n.in.image_step() + n.in.at(y, 0);
  Element* out = static_cast<Element*>(n.out.data) + image * n.out.image_step() + n.out.at(y, 0) + n.out_channel;
  const float* const scales = n.scales[image];
  const float* const shifts = n.shifts[image];
  for (int64_t x = 0; x < n.in.width; ++x, in += n.in.channels, out += n.out.channels) {
    for (int64_t c = 0; c < n.in.channels; c += M::kLanes) {
      typename M::Floats value = M::load(in + c) * M::load(scales + c) + M::load(shifts + c);
      if (kSilu) value = M::quotient(value, power_of_two<M>(value * -kLog2OfE) + 1.0F);
      M::store(out + c, value);
    }
  }
}

template <class M>
void normalise(const Normalisation& n, int64_t first, int64_t last) {
  for (int64_t unit = first; unit < last; ++unit) {
    const int64_t image = unit / n.in.height, y = unit % n.in.height;
    if (n.silu) {
      normalise_row<M, true>(n, image, y);
    } else {
      normalise_row<M, false>(n, image, y);
    }
  }
}

}  // namespace diffcont::kernels
