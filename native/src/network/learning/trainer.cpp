#include "network/learning/trainer.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <stdexcept>

#include "common/storage/errors.h"
#include "network/kernels/cuda.h"
#include "network/learning/batch.h"
#include "network/learning/gradient_scope.h"
#include "network/runtime/device.h"

namespace diffcont {
namespace {

void require(bool condition, const std::string& message) {
  if (!condition) {
    throw std::invalid_argument(message);
  }
}

void check_teacher(const NetworkConfig& student, const NetworkConfig& teacher) {
  const UNetConfig &a = student.unet, &b = teacher.unet;
  require(a.sample_size == b.sample_size && a.image_channels == b.image_channels && a.channels == b.channels &&
              a.attention == b.attention && a.layers_per_block == b.layers_per_block &&
              a.norm_num_groups == b.norm_num_groups && a.attention_head_dim == b.attention_head_dim &&
              a.norm_eps == b.norm_eps && student.projector_channels == teacher.projector_channels &&
              student.embedding_grid == teacher.embedding_grid &&
              student.train_timesteps == teacher.train_timesteps && student.beta_start == teacher.beta_start &&
              student.beta_end == teacher.beta_end,
          "the teacher's configuration is not the student's");
  require(b.class_count <= a.class_count, "the teacher has more classes than the student");
}

void check_labels(const at::Tensor& labels, int64_t class_count, const std::string& whose) {
  if (labels.size(0) == 0) {
    return;
  }
  const int64_t smallest = labels.min().item<int64_t>(), largest = labels.max().item<int64_t>();
  require(smallest >= 0 && largest < class_count,
          "label " + std::to_string(smallest < 0 ? smallest : largest) + " is not a class of the " + whose +
              ": they are 0.." + std::to_string(class_count - 1));
}

}  // namespace

Trainer::Trainer(std::shared_ptr<Network> student, std::shared_ptr<const Network> teacher,
                 const TrainingConfig& config)
    : student_(std::move(student)),
      teacher_(std::move(teacher)),
      config_(config),
      schedule_(student_->config().train_timesteps, student_->config().beta_start, student_->config().beta_end),
      adam_(config.adam, values_of(trained_weights())) {
  config_.check();
  if (teacher_) {
    require(teacher_ != student_, "the teacher must be a copy of the student, not the student itself");
    check_teacher(student_->config(), teacher_->config());
  }
  check_devices();
}

void Trainer::set_precision(Precision precision) {
  config_.precision = precision;
  recorded_.reset();
}

Losses Trainer::step(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed,
                     const StoredOutputs* stored) {
  last_losses_ = {};
  strategy_term_ = 0;
  check_batch(images, labels, current, replayed);
  const NamedWeights named = trained_weights();
  check_shapes(named);
  check_devices();
  const std::vector<at::Tensor> weights = values_of(named);
  if (cuda::records(student_->device()) && stored == nullptr && !anchor_ && old_outputs_.weight == 0 &&
      is_recorded(images, replayed)) {
    return recorded_step(images, labels, replayed);
  }
  const TrainingBatch batch = make_training_batch(schedule_, images, labels, config_.label_dropout, config_.seed,
                                                  adam_.steps(), student_->device());

  const at::AutoGradMode with_gradients(true);
  student_->projector().set_requires_grad(false);
  const GradientScope scope(weights);
  const at::Tensor total = objective(batch, images, replayed, stored);
  if (!total.defined()) {
    return last_losses_;
  }
  require_finite();
  total.backward();

  const at::NoGradGuard no_gradients;
  const std::vector<at::Tensor> gradients = scope.gradients();
  last_losses_.gradient_norm = gradient_norm(gradients);
  require_finite();
  if (config_.clip_norm > 0) {
    clip_gradients(gradients, last_losses_.gradient_norm, config_.clip_norm);
  }
  adam_.step(weights, gradients);
  student_->weights_changed();
  return last_losses_;
}

void Trainer::require_finite() const {
  if (!std::isfinite(last_losses_.total)) {
    throw NotFiniteError("the loss became NaN or infinite after " + std::to_string(steps()) + " steps");
  }
  if (!std::isfinite(last_losses_.gradient_norm)) {
    throw NotFiniteError("a gradient became NaN or infinite after " + std::to_string(steps()) + " steps");
  }
}

NamedWeights Trainer::trained_weights() const {
  NamedWeights weights = student_->unet().entries();
  const auto append = [&weights](const Parameters& parameters) {
    weights.insert(weights.end(), parameters.entries().begin(), parameters.entries().end());
  };
  if (config_.train_projector) {
    append(student_->projector());
  }
  append(student_->head());
  return weights;
}

void Trainer::check_batch(const at::Tensor& images, const at::Tensor& labels, int64_t current,
                          int64_t replayed) const {
  const UNetConfig& unet = student_->config().unet;
  require(current >= 0 && replayed >= 0 && current + replayed >= 1,
          "a step needs at least one image; current is " + std::to_string(current) + ", replayed is " +
              std::to_string(replayed));
  const int64_t count = current + replayed;
  require(images.scalar_type() == at::kFloat &&
              images.sizes() == at::IntArrayRef({count, unet.image_channels, unet.sample_size, unet.sample_size}),
          "images must be f32, " + std::to_string(count) + " x " + std::to_string(unet.image_channels) + " x " +
              std::to_string(unet.sample_size) + " x " + std::to_string(unet.sample_size));
  require(labels.scalar_type() == at::kLong && labels.sizes() == at::IntArrayRef({count}),
          "labels must be one int64 for each of the " + std::to_string(count) + " images");
  check_labels(labels, unet.class_count, "student");
  if (teacher_) {
    check_labels(labels.slice(0, current), teacher_->config().unet.class_count, "teacher");
  }
}

void Trainer::check_shapes(const NamedWeights& weights) const {
  for (size_t i = 0; i < weights.size(); ++i) {
    require(weights[i].second.sizes() == adam_.first_moments()[i].sizes(),
            "\"" + weights[i].first + "\" has changed its shape: make a new trainer after adding classes");
    require(weights[i].second.device() == adam_.first_moments()[i].device(),
            "the student has moved to " + device_name(student_->device()) + ": make a new trainer after that");
  }
}

void Trainer::check_devices() const {
  if (teacher_) {
    require(teacher_->device() == student_->device(), "the teacher is on " + device_name(teacher_->device()) +
                                                          ", the student on " + device_name(student_->device()));
  }
}

}  // namespace diffcont
