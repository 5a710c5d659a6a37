#include "network/learning/stored_outputs.h"

#include <ATen/core/grad_mode.h>

#include "common/random/noise.h"
#include "network/diffusion/noise_images.h"

namespace diffcont {
namespace {

// Keeps these random streams apart from those of training and of callers with the same seed.
constexpr uint64_t kStoredSeed = 0x73746F7265645F31;
enum Stream : uint64_t { kNoise, kTimestep, kLabelDropout, kStreams };

}  // namespace

TrainingBatch make_stored_batch(const NoiseSchedule& schedule, const at::Tensor& images, const at::Tensor& labels,
                                double label_dropout, const StoredInputs& inputs) {
  const at::NoGradGuard no_grad;
  const uint64_t key = inputs.seed ^ kStoredSeed;
  std::vector<uint64_t> noise_streams;
  std::vector<int64_t> timesteps, dropped;
  for (size_t i = 0; i < inputs.streams.size(); ++i) {
    const uint64_t first = inputs.streams[i] * kStreams;
    noise_streams.push_back(first + kNoise);
    timesteps.push_back(drawn_timestep(schedule, random_word(key, first + kTimestep, 0)));
    if (drops_label(random_word(key, first + kLabelDropout, 0), label_dropout)) {
      dropped.push_back(static_cast<int64_t>(i));
    }
  }
  TrainingBatch batch;
  batch.noise = noise_images(key, noise_streams.data(), images.size(0), images.size(1), images.size(2));
  batch.timesteps = at::tensor(timesteps, at::kLong);
  batch.noised_images = schedule.add_noise(images, batch.noise, batch.timesteps);
  batch.labels = labels;
  batch.dropped = at::tensor(dropped, at::kLong);
  batch.fed_labels = labels.index_fill(0, batch.dropped, -1);
  return batch;
}

Outputs outputs_of(const Network& network, const TrainingBatch& batch) {
  const UNetOutput output = unet_forward(network.config().unet, network.unet(), batch.noised_images, batch.timesteps,
                                         batch.fed_labels, UNetPart::kNoiseAndBottleneck);
  return {output.predicted_noise, network.classify(network.project(output.bottleneck))};
}

at::Tensor stored_outputs_loss(const TrainingConfig& config, const Outputs& now, const Outputs& stored) {
  const at::Tensor known = at::isfinite(stored.logits).to(at::kFloat);
  const at::Tensor difference = (now.logits - at::nan_to_num(stored.logits)) * known;
  return config.weight_diffusion * at::mse_loss(now.predicted_noise, stored.predicted_noise) +
         config.weight_classifier * difference.square().sum() / known.sum();
}

}  // namespace diffcont
