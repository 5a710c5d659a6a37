// What strategies other than DiffCont add to a training step.
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <stdexcept>

#include "network/learning/gradient_scope.h"
#include "network/learning/objective.h"
#include "network/learning/trainer.h"

namespace diffcont {
namespace {

TrainingBatch part_of_batch(const TrainingBatch& batch, int64_t from, int64_t to) {
  TrainingBatch part;
  part.noise = batch.noise.slice(0, from, to);
  part.timesteps = batch.timesteps.slice(0, from, to);
  part.noised_images = batch.noised_images.slice(0, from, to);
  part.labels = batch.labels.slice(0, from, to);
  part.fed_labels = batch.fed_labels.slice(0, from, to);
  part.dropped = batch.dropped.masked_select(batch.dropped.ge(from).logical_and(batch.dropped.lt(to))) - from;
  if (batch.classified_labels.defined()) {
    part.classified_labels = batch.classified_labels.slice(0, from, to);
  }
  return part;
}

at::Tensor plus(const at::Tensor& total, const at::Tensor& term) {
  return !total.defined() ? term : term.defined() ? total + term : total;
}

void accumulate(Losses& losses, double weight, const Losses& others) {
  losses.diffusion += weight * others.diffusion;
  losses.classifier += weight * others.classifier;
  losses.center += weight * others.center;
}

}  // namespace

at::Tensor Trainer::objective(const TrainingBatch& batch, const at::Tensor& images, int64_t replayed,
                              const StoredOutputs* stored) {
  const int64_t current = batch.labels.size(0) - replayed;
  at::Tensor total = stored == nullptr
                         ? training_objective(*student_, teacher_.get(), config_, batch, replayed, last_losses_)
                         : stored_objective(batch, images, current, *stored);
  if (teacher_ && old_outputs_.weight > 0 && current > 0) {
    const TrainingBatch as_old = as_old_classes(batch, current, teacher_->config().unet.class_count, config_.seed,
                                                adam_.steps());
    Outputs old;
    {
      const at::NoGradGuard no_grad;
      old = outputs_of(*teacher_, as_old);
    }
    const at::Tensor term = old_outputs_loss(config_, old_outputs_.temperature, outputs_of(*student_, as_old), old);
    strategy_term_ += term.item<double>();
    total = plus(total, term * old_outputs_.weight);
  }
  if (anchor_) {
    const at::Tensor penalty = anchor_->penalty(anchored_weights());
    strategy_term_ += penalty.item<double>();
    total = plus(total, penalty);
  }
  last_losses_.total = total.defined() ? total.item<double>() : 0;
  return total;
}

at::Tensor Trainer::stored_objective(const TrainingBatch& batch, const at::Tensor& images, int64_t current,
                                     const StoredOutputs& stored) {
  const int64_t count = batch.labels.size(0);
  at::Tensor total;
  if (current > 0) {
    total = training_objective(*student_, nullptr, config_, part_of_batch(batch, 0, current), 0, last_losses_);
  }
  if (count > current && stored.replay_weight > 0) {
    Losses replayed;
    const at::Tensor own =
        training_objective(*student_, nullptr, config_, part_of_batch(batch, current, count), 0, replayed);
    accumulate(last_losses_, stored.replay_weight, replayed);
    total = own.defined() ? plus(total, own * stored.replay_weight) : total;
  }
  if (count > current && stored.weight > 0) {
    const Outputs now = outputs_of_stored(images.slice(0, current), batch.labels.slice(0, current).cpu(),
                                          stored.inputs);
    const at::Device device = student_->device();
    const Outputs known = {stored.outputs.predicted_noise.to(device), stored.outputs.logits.to(device)};
    const at::Tensor term = stored_outputs_loss(config_, now, known);
    strategy_term_ += term.item<double>();
    total = plus(total, term * stored.weight);
  }
  return total;
}

Outputs Trainer::outputs_of_stored(const at::Tensor& images, const at::Tensor& labels,
                                   const StoredInputs& inputs) const {
  const TrainingBatch batch = make_stored_batch(schedule_, images, labels, config_.label_dropout, inputs);
  return outputs_of(*student_, on_device(batch, student_->device()));
}

Outputs Trainer::outputs(const at::Tensor& images, const at::Tensor& labels, const StoredInputs& inputs) const {
  const at::NoGradGuard no_grad;
  return outputs_of_stored(images, labels, inputs);
}

at::Tensor Trainer::weights() const { return flatten(anchored_weights()); }

int64_t Trainer::weight_count(int64_t classes) const { return diffcont::weight_count(anchored_weights(), classes); }

at::Tensor Trainer::expanded(const at::Tensor& values, int64_t classes) const {
  return expand(anchored_weights(), values, classes);
}

at::Tensor Trainer::importance(const at::Tensor& images, const at::Tensor& labels) {
  const NamedWeights named = anchored_weights();
  const std::vector<at::Tensor> weights = values_of(named);
  const at::Device device = student_->device();
  at::Tensor sum = at::zeros({flatten(named).numel()}, at::TensorOptions(device).dtype(at::kDouble));
  for (int64_t i = 0; i < images.size(0); ++i) {
    const at::AutoGradMode with_gradients(true);
    const GradientScope scope(weights);
    Losses losses;
    const TrainingBatch one = make_training_batch(schedule_, images.slice(0, i, i + 1), labels.slice(0, i, i + 1),
                                                  config_.label_dropout, config_.seed, i, device);
    const at::Tensor total = training_objective(*student_, nullptr, config_, one, 0, losses);
    if (!total.defined()) {
      continue;
    }
    total.backward();
    const at::NoGradGuard no_grad;
    NamedWeights gradients;
    for (const at::Tensor& gradient : scope.gradients()) {
      gradients.emplace_back("", gradient);
    }
    sum += flatten(gradients).to(at::kDouble).square();
  }
  return (sum / static_cast<double>(images.size(0))).to(at::kFloat);
}

void Trainer::set_anchor(const at::Tensor& importance, const at::Tensor& center, int64_t classes, double weight) {
  anchor_.emplace(anchored_weights(), importance, center, classes, weight);
}

void Trainer::set_old_outputs(const OldOutputs& old_outputs) {
  if (!teacher_) {
    throw std::invalid_argument("without a teacher there are no old outputs to keep");
  }
  if (!(std::isfinite(old_outputs.weight) && old_outputs.weight >= 0 && std::isfinite(old_outputs.temperature) &&
        old_outputs.temperature > 0)) {
    throw std::invalid_argument("weight must be finite and not negative, temperature finite and above 0; they are " +
                                std::to_string(old_outputs.weight) + " and " +
                                std::to_string(old_outputs.temperature));
  }
  old_outputs_ = old_outputs;
}

NamedWeights Trainer::anchored_weights() const {
  NamedWeights weights = student_->unet().entries();
  weights.insert(weights.end(), student_->head().entries().begin(), student_->head().entries().end());
  return weights;
}

}  // namespace diffcont
