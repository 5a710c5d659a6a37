#include "diffusion/noise.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace diffcont {
namespace {

using Words = std::array<uint32_t, 4>;

// Philox 4x32 with 10 rounds: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
Words philox(uint64_t seed, uint64_t stream, uint64_t block) {
  constexpr uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  constexpr uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  constexpr int kRounds = 10;
  Words x = {static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), static_cast<uint32_t>(stream),
             static_cast<uint32_t>(stream >> 32)};
  uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t product0 = static_cast<uint64_t>(kMultiplier0) * x[0];
    const uint64_t product1 = static_cast<uint64_t>(kMultiplier1) * x[2];
    x = {static_cast<uint32_t>(product1 >> 32) ^ x[1] ^ key0, static_cast<uint32_t>(product1),
         static_cast<uint32_t>(product0 >> 32) ^ x[3] ^ key1, static_cast<uint32_t>(product0)};
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return x;
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
    const Words words = philox(seed, stream, static_cast<uint64_t>(block));
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
  return philox(seed, stream, index / 4)[index % 4];
}

}  // namespace diffcont
