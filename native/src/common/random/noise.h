// Counter-based standard normal noise: a value depends on (seed, stream, index) alone, on every backend.
#pragma once

#include <cstdint>

namespace diffcont {

// Philox 4x32-10 with key = seed and counter = (index / 4, stream): four 32-bit words, two Box-Muller pairs.
void fill_noise(uint64_t seed, uint64_t stream, float* values, int64_t count);

// Blocks begin..end of four values each of that stream, into values of `count` elements.
void fill_noise_blocks(uint64_t seed, uint64_t stream, float* values, int64_t count, int64_t begin, int64_t end);

// Uniform 32-bit words from the same generator, for timesteps and label dropout.
uint32_t random_word(uint64_t seed, uint64_t stream, uint64_t index);

}  // namespace diffcont
