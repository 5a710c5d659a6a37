#include "network/features/embedding.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace diffcont {

Embeddings embed(const Network& network, const Reading& reading, bool with_logits) {
  const NetworkConfig& config = network.config();
  reading.check(config);
  const at::NoGradGuard no_grad;
  const NoiseSchedule schedule(config.train_timesteps, config.beta_start, config.beta_end);
  Embeddings result{at::empty({reading.count(), config.embedding_dimension()}, at::kFloat), {}};
  if (with_logits) {
    result.logits = at::empty({reading.count(), config.unet.class_count}, at::kFloat);
  }
  const int64_t step = images_at_once(config.unet.sample_size, network.device());
  for (int64_t begin = 0; begin < reading.count(); begin += step) {
    const int64_t end = std::min(begin + step, reading.count());
    const NoisedImages part = noise_reading(schedule, reading, begin, end, network.device());
    const UNetOutput output = network.infer(part.images, part.timesteps, part.labels, UNetPart::kBottleneck);
    const at::Tensor embeddings = network.project(output.bottleneck);
    result.embeddings.slice(0, begin, end).copy_(embeddings);
    if (with_logits) {
      result.logits.slice(0, begin, end).copy_(network.classify(embeddings));
    }
  }
  return result;
}

}  // namespace diffcont
