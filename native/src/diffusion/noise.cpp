#include "diffusion/noise.h"

#include <algorithm>
#include <array>

#include "diffusion/normal_pair.h"
#include "diffusion/philox.h"
#include "kernels/parallel.h"

namespace diffcont {
namespace {

// The four words of one block of a stream.
std::array<uint32_t, 4> words_of(uint64_t seed, uint64_t stream, uint64_t block) {
  return philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), static_cast<uint32_t>(stream),
                     static_cast<uint32_t>(stream >> 32)},
                    {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

void fill_blocks(uint64_t seed, uint64_t stream, float* values, int64_t count, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; ++block) {
    const std::array<uint32_t, 4> words = words_of(seed, stream, static_cast<uint64_t>(block));
    const NormalPair one = normal_pair(words[0], words[1]), two = normal_pair(words[2], words[3]);
    const float normals[4] = {one.first, one.second, two.first, two.second};
    std::copy_n(normals, std::min<int64_t>(4, count - 4 * block), values + 4 * block);
  }
}

}  // namespace

void fill_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) {
  constexpr int64_t kBlocksAThread = 512;
  parallel_for(0, (count + 3) / 4, kBlocksAThread,
               [&](int64_t begin, int64_t end) { fill_blocks(seed, stream, values, count, begin, end); });
}

at::Tensor noise_images(uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels, int64_t size) {
  at::Tensor noise = at::empty({count, channels, size, size}, at::kFloat);
  float* values = noise.data_ptr<float>();
  const int64_t elements = channels * size * size;
  parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
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
