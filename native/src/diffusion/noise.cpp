#include "diffusion/noise.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "diffusion/philox.h"

namespace diffcont {
namespace {

// The four words of one block of a stream.
std::array<uint32_t, 4> words_of(uint64_t seed, uint64_t stream, uint64_t block) {
  return philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), static_cast<uint32_t>(stream),
                     static_cast<uint32_t>(stream >> 32)},
                    {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

// In f64, so that the f32 result hardly depends on whose logarithm and sine computed it. The middle of a word's
// interval is taken: never 0, and symmetric.
void box_muller(uint32_t first, uint32_t second, float* pair) {
  constexpr double kScale = 0x1p-32;
  const double radius = std::sqrt(-2.0 * std::log((first + 0.5) * kScale));
  const double angle = 2.0 * std::numbers::pi * ((second + 0.5) * kScale);
  pair[0] = static_cast<float>(radius * std::cos(angle));
  pair[1] = static_cast<float>(radius * std::sin(angle));
}

void fill_blocks(uint64_t seed, uint64_t stream, float* values, int64_t count, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; ++block) {
    const std::array<uint32_t, 4> words = words_of(seed, stream, static_cast<uint64_t>(block));
    float normals[4];
    box_muller(words[0], words[1], normals);
    box_muller(words[2], words[3], normals + 2);
    std::copy_n(normals, std::min<int64_t>(4, count - 4 * block), values + 4 * block);
  }
}

}  // namespace

void fill_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) {
  constexpr int64_t kBlocksAThread = 512;
  at::parallel_for(0, (count + 3) / 4, kBlocksAThread,
                   [&](int64_t begin, int64_t end) { fill_blocks(seed, stream, values, count, begin, end); });
}

at::Tensor noise_images(uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels, int64_t size) {
  at::Tensor noise = at::empty({count, channels, size, size}, at::kFloat);
  float* values = noise.data_ptr<float>();
  const int64_t elements = channels * size * size;
  at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      fill_blocks(seed, streams[i], values + i * elements, elements, 0, (elements + 3) / 4);
    }
  });
  return noise;
}

uint32_t random_word(uint64_t seed, uint64_t stream, uint64_t index) {
  return words_of(seed, stream, index / 4)[index % 4];
}

}  // namespace diffcont
