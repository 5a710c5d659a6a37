#include "network/learning/batch.h"

#include <ATen/core/grad_mode.h>

#include <vector>

#include "common/random/noise.h"
#include "network/kernels/cuda.h"

namespace diffcont {
namespace {

// Keeps training's random streams apart from those a caller draws with the same seed.
constexpr uint64_t kTrainingSeed = 0x7261696E65725F31;
enum Stream : uint64_t { kNoise, kTimesteps, kLabelDropout, kStreams };

// Through pinned memory, so that the copy does not wait for the device.
at::Tensor on(at::Device device, const at::Tensor& values) {
  if (!values.defined() || values.device() == device) {
    return values;
  }
  return device.is_cuda() ? cuda::pinned(values).to(device, /*non_blocking=*/true) : values.to(device);
}

}  // namespace

int64_t drawn_timestep(const NoiseSchedule& schedule, uint32_t word) {
  return static_cast<int64_t>((uint64_t{word} * static_cast<uint64_t>(schedule.train_timesteps())) >> 32);
}

bool drops_label(uint32_t word, double label_dropout) { return word * 0x1p-32 < label_dropout; }

TrainingBatch make_training_batch(const NoiseSchedule& schedule, const at::Tensor& images, const at::Tensor& labels,
                                  double label_dropout, uint64_t seed, int64_t step, at::Device device) {
  const at::NoGradGuard no_grad;
  const int64_t count = images.size(0);
  const uint64_t key = seed ^ kTrainingSeed;
  const uint64_t first_stream = static_cast<uint64_t>(step) * kStreams;

  std::vector<int64_t> timesteps, dropped;
  for (int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<uint64_t>(i);
    timesteps.push_back(drawn_timestep(schedule, random_word(key, first_stream + kTimesteps, index)));
    if (drops_label(random_word(key, first_stream + kLabelDropout, index), label_dropout)) dropped.push_back(i);
  }

  TrainingBatch batch;
  batch.noise = at::empty(images.sizes(), at::TensorOptions(device).dtype(at::kFloat));
  if (device.is_cuda()) {
    cuda::fill_noise(key, first_stream + kNoise, batch.noise);
  } else {
    fill_noise(key, first_stream + kNoise, batch.noise.data_ptr<float>(), batch.noise.numel());
  }
  batch.timesteps = at::tensor(timesteps, at::kLong);
  batch.noised_images = schedule.add_noise(on(device, images), batch.noise, batch.timesteps);
  batch.labels = labels;
  batch.dropped = at::tensor(dropped, at::kLong);
  batch.fed_labels = labels.index_fill(0, batch.dropped, -1);
  if (cuda::records(device)) {
    batch.classified_labels = label_dropout == 0 ? labels : labels.where(batch.fed_labels.lt(0), kNotClassified);
  }
  return on_device(batch, device);
}

TrainingBatch on_device(const TrainingBatch& batch, at::Device device) {
  TrainingBatch moved = batch;
  for (at::Tensor* tensor : {&moved.noised_images, &moved.noise, &moved.timesteps, &moved.labels, &moved.fed_labels,
                             &moved.classified_labels}) {
    *tensor = on(device, *tensor);
  }
  return moved;
}

}  // namespace diffcont
