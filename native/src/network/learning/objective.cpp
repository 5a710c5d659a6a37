#include "network/learning/objective.h"

#include <ATen/core/grad_mode.h>

namespace diffcont {
namespace {

class WeightedSum {
 public:
  explicit WeightedSum(PendingLosses& pending) : pending_(pending) {}
  void add(double weight, const at::Tensor& term, double& value) {
    read_later(term, value);
    sum_ = sum_.defined() ? sum_ + term * weight : term * weight;
  }
  const at::Tensor& sum() const { return sum_; }
  void read_later(const at::Tensor& term, double& value) {
    pending_.terms.push_back(term.detach());
    pending_.values.push_back(&value);
  }

 private:
  PendingLosses& pending_;
  at::Tensor sum_;
};

UNetPart part_of(bool noise, bool bottleneck) {
  if (noise && bottleneck) {
    return UNetPart::kNoiseAndBottleneck;
  }
  return noise ? UNetPart::kNoise : UNetPart::kBottleneck;
}

// The student's pass, differentiable; results are f32.
UNetOutput forward(const Network& student, const TrainingConfig& config, const TrainingBatch& batch, UNetPart part) {
  const at::ScalarType type = config.precision == Precision::kBF16 ? at::kBFloat16 : at::kFloat;
  UNetOutput output = unet_forward(student.config().unet, student.unet(), batch.noised_images, batch.timesteps,
                                   batch.fed_labels, part, type);
  for (at::Tensor* tensor : {&output.predicted_noise, &output.bottleneck}) {
    if (tensor->defined()) {
      *tensor = tensor->to(at::kFloat);
    }
  }
  return output;
}

// The three terms that hold the student to its teacher, on the replayed images.
void add_distillation(const Network& student, const Network& teacher, const TrainingConfig& config,
                      const TrainingBatch& batch, int64_t first, const at::Tensor& student_noise,
                      const at::Tensor& student_embeddings, WeightedSum& total, Losses& losses) {
  const bool noise = config.weight_distillation > 0;
  const bool align = config.weight_alignment > 0;
  const bool classes = config.weight_classifier_distillation > 0;
  UNetOutput output;
  at::Tensor teacher_embeddings, teacher_logits;
  {
    const at::NoGradGuard no_grad;
    output = teacher.infer(batch.noised_images.slice(0, first), batch.timesteps.slice(0, first),
                           batch.fed_labels.slice(0, first), part_of(noise, align || classes), config.precision);
    if (align || classes) {
      teacher_embeddings = teacher.project(output.bottleneck);
    }
    if (classes) {
      teacher_logits = teacher.classify(teacher_embeddings);
    }
  }
  if (noise) {
    total.add(config.weight_distillation, distillation_loss(student_noise.slice(0, first), output.predicted_noise),
              losses.distillation);
  }
  if (align) {
    total.add(config.weight_alignment, alignment_loss(student_embeddings.slice(0, first), teacher_embeddings),
              losses.alignment);
  }
  if (classes) {
    const at::Tensor logits = student.classify(student_embeddings.slice(0, first));
    total.add(config.weight_classifier_distillation, classifier_distillation_loss(logits, teacher_logits),
              losses.classifier_distillation);
  }
}

}  // namespace

at::Tensor PendingLosses::stacked() const { return at::stack(terms); }

void PendingLosses::read(const at::Tensor& stacked_terms) const {
  const at::Tensor on_processor = stacked_terms.to(at::kCPU, at::kDouble);
  for (size_t i = 0; i < values.size(); ++i) {
    *values[i] = on_processor.const_data_ptr<double>()[i];
  }
}

at::Tensor training_objective(const Network& student, const Network* teacher, const TrainingConfig& config,
                              const TrainingBatch& batch, int64_t replayed, Losses& losses,
                              PendingLosses& pending) {
  const bool distilled = teacher != nullptr && replayed > 0 &&
                         (config.weight_distillation > 0 || config.weight_alignment > 0 ||
                          config.weight_classifier_distillation > 0);
  const bool fixed_shapes = batch.classified_labels.defined();
  const bool classified =
      config.weight_classifier > 0 && (config.label_dropout == 0 || fixed_shapes || batch.dropped.size(0) > 0);
  const bool centered = config.weight_center > 0;
  const bool noise_needed = config.weight_diffusion > 0 || (distilled && config.weight_distillation > 0);
  const bool embeddings_needed =
      classified || centered ||
      (distilled && (config.weight_alignment > 0 || config.weight_classifier_distillation > 0));
  WeightedSum total(pending);
  if (!noise_needed && !embeddings_needed) {
    return total.sum();
  }

  const UNetOutput output = forward(student, config, batch, part_of(noise_needed, embeddings_needed));
  at::Tensor embeddings;
  if (embeddings_needed) {
    embeddings = student.project(output.bottleneck);
  }
  if (config.weight_diffusion > 0) {
    total.add(config.weight_diffusion, diffusion_loss(output.predicted_noise, batch.noise), losses.diffusion);
  }
  if (classified && fixed_shapes) {
    total.add(config.weight_classifier, masked_classifier_loss(student.classify(embeddings), batch.classified_labels),
              losses.classifier);
  } else if (classified) {
    const bool all = config.label_dropout == 0;
    const at::Tensor logits = student.classify(all ? embeddings : embeddings.index_select(0, batch.dropped));
    const at::Tensor labels = all ? batch.labels : batch.labels.index_select(0, batch.dropped);
    total.add(config.weight_classifier, classifier_loss(logits, labels), losses.classifier);
  }
  if (centered) {
    total.add(config.weight_center, center_loss(embeddings, batch.labels), losses.center);
  }
  if (distilled) {
    add_distillation(student, *teacher, config, batch, batch.labels.size(0) - replayed, output.predicted_noise,
                     embeddings, total, losses);
  }
  total.read_later(total.sum(), losses.total);
  return total.sum();
}

at::Tensor training_objective(const Network& student, const Network* teacher, const TrainingConfig& config,
                              const TrainingBatch& batch, int64_t replayed, Losses& losses) {
  PendingLosses pending;
  const at::Tensor total = training_objective(student, teacher, config, batch, replayed, losses, pending);
  if (total.defined()) {
    pending.read(pending.stacked());
  }
  return total;
}

}  // namespace diffcont
