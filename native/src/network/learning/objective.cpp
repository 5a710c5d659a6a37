#include "network/learning/objective.h"

#include <ATen/core/grad_mode.h>

#include <initializer_list>

namespace diffcont {
namespace {

// The terms of eq. 7; one that does not apply is undefined.
struct Terms {
  at::Tensor diffusion;                // eq. 1
  at::Tensor classifier;               // eq. 2
  at::Tensor center;                   // eq. 5
  at::Tensor distillation;             // eq. 3
  at::Tensor alignment;                // eq. 4
  at::Tensor classifier_distillation;  // eq. 6
};

// A weight times a term; undefined when the term is.
at::Tensor weighted(double weight, const at::Tensor& term) { return term.defined() ? term * weight : term; }

// The sum of what is defined; undefined when nothing is.
at::Tensor sum(std::initializer_list<at::Tensor> addends) {
  at::Tensor total;
  for (const at::Tensor& addend : addends) {
    if (addend.defined()) {
      total = total.defined() ? total + addend : addend;
    }
  }
  return total;
}

// Eq. 7.
at::Tensor weighted_sum(const TrainingConfig& config, const Terms& terms) {
  return sum({weighted(config.weight_diffusion, terms.diffusion),
              weighted(config.weight_classifier, terms.classifier),
              weighted(config.weight_center, terms.center),
              weighted(config.weight_distillation, terms.distillation),
              weighted(config.weight_alignment, terms.alignment),
              weighted(config.weight_classifier_distillation, terms.classifier_distillation)});
}

void read_later(const at::Tensor& term, double& value, PendingLosses& pending) {
  if (term.defined()) {
    pending.terms.push_back(term.detach());
    pending.values.push_back(&value);
  }
}

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

// The three terms that hold the student to its teacher, on the replayed images: those from `first` on.
void distill(const Network& student, const Network& teacher, const TrainingConfig& config, const TrainingBatch& batch,
             int64_t first, const at::Tensor& student_noise, const at::Tensor& student_embeddings, Terms& terms) {
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
    terms.distillation = distillation_loss(student_noise.slice(0, first), output.predicted_noise);
  }
  if (align) {
    terms.alignment = alignment_loss(student_embeddings.slice(0, first), teacher_embeddings);
  }
  if (classes) {
    const at::Tensor logits = student.classify(student_embeddings.slice(0, first));
    terms.classifier_distillation = classifier_distillation_loss(logits, teacher_logits);
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
  if (!noise_needed && !embeddings_needed) {
    return {};
  }

  const UNetOutput output = forward(student, config, batch, part_of(noise_needed, embeddings_needed));
  at::Tensor embeddings;
  if (embeddings_needed) {
    embeddings = student.project(output.bottleneck);
  }
  Terms terms;
  if (config.weight_diffusion > 0) {
    terms.diffusion = diffusion_loss(output.predicted_noise, batch.noise);
  }
  if (classified && fixed_shapes) {
    terms.classifier = masked_classifier_loss(student.classify(embeddings), batch.classified_labels);
  } else if (classified) {
    const bool all = config.label_dropout == 0;
    const at::Tensor logits = student.classify(all ? embeddings : embeddings.index_select(0, batch.dropped));
    const at::Tensor labels = all ? batch.labels : batch.labels.index_select(0, batch.dropped);
    terms.classifier = classifier_loss(logits, labels);
  }
  if (centered) {
    terms.center = center_loss(embeddings, batch.labels);
  }
  if (distilled) {
    distill(student, *teacher, config, batch, batch.labels.size(0) - replayed, output.predicted_noise, embeddings,
            terms);
  }
  const at::Tensor total = weighted_sum(config, terms);
  read_later(terms.diffusion, losses.diffusion, pending);
  read_later(terms.classifier, losses.classifier, pending);
  read_later(terms.center, losses.center, pending);
  read_later(terms.distillation, losses.distillation, pending);
  read_later(terms.alignment, losses.alignment, pending);
  read_later(terms.classifier_distillation, losses.classifier_distillation, pending);
  read_later(total, losses.total, pending);
  return total;
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
