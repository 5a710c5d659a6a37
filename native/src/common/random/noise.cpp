#include "common/random/noise.h"

#include <algorithm>
#include <array>

#include "common/kernels/parallel.h"
#include "common/random/normal_pair.h"
#include "common/random/philox.h"

namespace diffcont {
namespace {

// The four words of one block of a stream.
std::array<uint32_t, 4> words_of(uint64_t seed, uint64_t stream, uint64_t block) {
  return philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), static_cast<uint32_t>(stream),
                     static_cast<uint32_t>(stream >> 32)},
                    {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

}  // namespace

void fill_noise_blocks(uint64_t seed, uint64_t stream, float* values, int64_t count, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; ++block) {
    const std::array<uint32_t, 4> words = words_of(seed, stream, static_cast<uint64_t>(block));
    const NormalPair one = normal_pair(words[0], words[1]), two = normal_pair(words[2], words[3]);
    const float normals[4] = {one.first, one.second, two.first, two.second};
    std::copy_n(normals, std::min<int64_t>(4, count - 4 * block), values + 4 * block);
  }
}

void fill_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) {
  constexpr int64_t kBlocksAThread = 512;
  parallel_for(0, (count + 3) / 4, kBlocksAThread,
               [&](int64_t begin, int64_t end) { fill_noise_blocks(seed, stream, values, count, begin, end); });
}

uint32_t random_word(uint64_t seed, uint64_t stream, uint64_t index) {
  return words_of(seed, stream, index / 4)[index % 4];
}

}  // namespace diffcont
