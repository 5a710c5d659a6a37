#include "network/diffusion/noise_images.h"

#include "common/kernels/parallel.h"
#include "common/random/noise.h"

namespace diffcont {

at::Tensor noise_images(uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels, int64_t size) {
  at::Tensor noise = at::empty({count, channels, size, size}, at::kFloat);
  float* values = noise.data_ptr<float>();
  const int64_t elements = channels * size * size;
  parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      fill_noise_blocks(seed, streams[i], values + i * elements, elements, 0, (elements + 3) / 4);
    }
  });
  return noise;
}

}  // namespace diffcont
