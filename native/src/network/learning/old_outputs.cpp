#include "network/learning/old_outputs.h"

#include <ATen/core/grad_mode.h>

#include <vector>

#include "common/random/noise.h"
#include "network/learning/losses.h"

namespace diffcont {
namespace {

// Keeps these random streams apart from those of training with the same seed.
constexpr uint64_t kOldLabelSeed = 0x6F6C646C6162656C;

}  // namespace

TrainingBatch as_old_classes(const TrainingBatch& batch, int64_t count, int64_t old_classes, uint64_t seed,
                             int64_t step) {
  const at::NoGradGuard no_grad;
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < count; ++i) {
    const uint64_t word = random_word(seed ^ kOldLabelSeed, static_cast<uint64_t>(step), static_cast<uint64_t>(i));
    labels.push_back(static_cast<int64_t>((word * static_cast<uint64_t>(old_classes)) >> 32));
  }
  TrainingBatch old;
  old.noise = batch.noise.slice(0, 0, count);
  old.timesteps = batch.timesteps.slice(0, 0, count);
  old.noised_images = batch.noised_images.slice(0, 0, count);
  old.labels = at::tensor(labels, at::kLong);
  old.dropped = batch.dropped.masked_select(batch.dropped.lt(count));
  old.fed_labels = old.labels.index_fill(0, old.dropped, -1);
  return on_device(old, batch.labels.device());
}

at::Tensor old_outputs_loss(const TrainingConfig& config, double temperature, const Outputs& now,
                            const Outputs& old) {
  return config.weight_diffusion * at::mse_loss(now.predicted_noise, old.predicted_noise) +
         config.weight_classifier *
             classifier_distillation_loss(now.logits / temperature, old.logits / temperature);
}

}  // namespace diffcont
