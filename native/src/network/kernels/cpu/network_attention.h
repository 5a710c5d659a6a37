// Softmax attention of one head at a time, in f32; a vector holds one value of `lanes` queries.
#pragma once

#include "network/kernels/cpu/network_normalisation.h"
#include "network/kernels/network.h"

namespace diffcont::kernels {

// Every position's values of one head, from `channel` on, position after position.
template <class M>
inline void gather_head(const Map& map, int64_t image, int64_t channel, int64_t count, float* values) {
  const auto* const data = static_cast<const typename M::Element*>(map.data) + image * map.image_step() + channel;
  for (int64_t y = 0; y < map.height; ++y) {
    for (int64_t x = 0; x < map.width; ++x) {
      for (int64_t i = 0; i < count; ++i) *values++ = M::widened(data[map.at(y, x) + i]);
    }
  }
}

// Scores of kTokens positions for a vector of queries; returns the largest of them and `largest`.
template <class M, int kTokens>
inline typename M::Floats score(const float* queries, const float* keys, int64_t channels, float* scores,
                                typename M::Floats largest) {
  typename M::Floats sums[kTokens];
#pragma GCC unroll 8
  for (int t = 0; t < kTokens; ++t) sums[t] = M::broadcast(0.0F);
  for (int64_t i = 0; i < channels; ++i) {
    const typename M::Floats query = M::load(queries + i * M::kLanes);
#pragma GCC unroll 8
    for (int t = 0; t < kTokens; ++t) sums[t] = sums[t] + query * M::broadcast(keys[t * channels + i]);
  }
#pragma GCC unroll 8
  for (int t = 0; t < kTokens; ++t) {
    M::store(scores + t * M::kLanes, sums[t]);
    largest = M::larger(largest, sums[t]);
  }
  return largest;
}

// weights[t] of a vector of queries: 2^(score - largest score). Returns their sum.
template <class M>
inline typename M::Floats softmax_weights(const float* queries, const float* keys, int64_t tokens, int64_t channels,
                                          float* weights) {
  using Floats = typename M::Floats;
  Floats largest = M::broadcast(-3.0e38F);
  int64_t t = 0;
  for (; t + 8 <= tokens; t += 8) {
    largest = score<M, 8>(queries, keys + t * channels, channels, weights + t * M::kLanes, largest);
  }
  for (; t < tokens; ++t) {
    largest = score<M, 1>(queries, keys + t * channels, channels, weights + t * M::kLanes, largest);
  }
  Floats sum = M::broadcast(0.0F);
  for (t = 0; t < tokens; ++t) {
    const Floats weight = power_of_two<M>(M::load(weights + t * M::kLanes) - largest);
    sum = sum + weight;
    M::store(weights + t * M::kLanes, weight);
  }
  return sum;
}

// Sum over positions of weight times kChannels of the values.
template <class M, int kChannels>
inline void mix_values(const float* weights, const float* values, int64_t tokens, int64_t channels,
                       typename M::Floats sum, typename M::Element* mixed) {
  typename M::Floats totals[kChannels];
#pragma GCC unroll 8
  for (int i = 0; i < kChannels; ++i) totals[i] = M::broadcast(0.0F);
  for (int64_t t = 0; t < tokens; ++t) {
    const typename M::Floats weight = M::load(weights + t * M::kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < kChannels; ++i) totals[i] = totals[i] + weight * M::broadcast(values[t * channels + i]);
  }
#pragma GCC unroll 8
  for (int i = 0; i < kChannels; ++i) M::store(mixed + i * M::kLanes, totals[i] / sum);
}

template <class M>
void attend(const Attention& a, int64_t first, int64_t last) {
  using Element = typename M::Element;
  const int64_t tokens = a.out.height * a.out.width, channels = a.head_channels;
  float* const keys = a.scratch + first * a.scratch_step;
  float* const values = keys + tokens * channels;
  float* const queries = values + tokens * channels;      // channels x lanes
  float* const weights = queries + channels * M::kLanes;  // tokens x lanes
  auto* const mixed = reinterpret_cast<Element*>(weights + tokens * M::kLanes);  // channels x lanes
  const float scale = kLog2OfE / M::square_root(static_cast<float>(channels));
  for (int64_t unit = first; unit < last; ++unit) {
    const int64_t image = unit / a.heads, channel = unit % a.heads * channels;
    gather_head<M>(a.mixed, image, a.out.channels + channel, channels, keys);
    gather_head<M>(a.mixed, image, 2 * a.out.channels + channel, channels, values);
    const auto* const from = static_cast<const Element*>(a.mixed.data) + image * a.mixed.image_step() + channel;
    auto* const to = static_cast<Element*>(a.out.data) + image * a.out.image_step() + channel;
    for (int64_t begin = 0; begin < tokens; begin += M::kLanes) {
      for (int64_t lane = 0; lane < M::kLanes; ++lane) {
        // Lanes beyond the last position repeat it and are not stored.
        const int64_t token = begin + lane < tokens ? begin + lane : tokens - 1;
        const Element* const query = from + a.mixed.at(token / a.out.width, token % a.out.width);
        for (int64_t i = 0; i < channels; ++i) queries[i * M::kLanes + lane] = M::widened(query[i]) * scale;
      }
      const auto sum = softmax_weights<M>(queries, keys, tokens, channels, weights);
      int64_t i = 0;
      for (; i + 8 <= channels; i += 8) {
        mix_values<M, 8>(weights, values + i, tokens, channels, sum, mixed + i * M::kLanes);
      }
      for (; i < channels; ++i) {
        mix_values<M, 1>(weights, values + i, tokens, channels, sum, mixed + i * M::kLanes);
      }
      for (int64_t lane = 0; lane < M::kLanes && begin + lane < tokens; ++lane) {
        Element* const out = to + a.out.at((begin + lane) / a.out.width, (begin + lane) % a.out.width);
        for (int64_t j = 0; j < channels; ++j) out[j] = mixed[j * M::kLanes + lane];
      }
    }
  }
}

}  // namespace diffcont::kernels
