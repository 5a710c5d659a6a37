// A trainer's step on a GPU without terms of other strategies: forward, backward, clipping and update as one graph.
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <utility>

#include "network/inference/inference.h"
#include "network/kernels/cuda.h"
#include "network/learning/batch.h"
#include "network/learning/gradient_scope.h"
#include "network/learning/objective.h"
#include "network/learning/trainer.h"

namespace diffcont {

struct Trainer::Recorded {
  // The memory that the graph reads: the batch, the weights of student and teacher, and the teacher's copies of them.
  TrainingBatch batch;
  std::vector<at::Tensor> weights;
  std::shared_ptr<const Inference> teacher;
  int64_t replayed = 0;
  bool has_terms = false;  // or there is nothing to learn from
  at::Tensor number;       // of the step, from 1 up
  PendingLosses pending;
  at::Tensor results;      // the losses, then the gradients' norm
  std::unique_ptr<cuda::Graph> graph;
};

namespace {

void append(std::vector<at::Tensor>& all, const Network& network) {
  for (const Parameters* part : {&network.unet(), &network.projector(), &network.head()}) {
    const std::vector<at::Tensor> values = values_of(part->entries());
    all.insert(all.end(), values.begin(), values.end());
  }
}

std::vector<at::Tensor> weights_of(const Network& student, const Network* teacher) {
  std::vector<at::Tensor> all;
  append(all, student);
  if (teacher != nullptr) {
    append(all, *teacher);
  }
  return all;
}

bool are_same(const std::vector<at::Tensor>& some, const std::vector<at::Tensor>& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(),
                    [](const at::Tensor& one, const at::Tensor& other) { return one.is_same(other); });
}

}  // namespace

void Trainer::record(const TrainingBatch& batch, int64_t replayed) {
  recorded_.reset();
  auto recorded = std::make_shared<Recorded>();
  recorded->batch = batch;
  recorded->weights = weights_of(*student_, teacher_.get());
  recorded->teacher = teacher_ ? teacher_->inference(config_.precision) : nullptr;
  recorded->replayed = replayed;
  recorded->number = at::zeros({}, batch.noise.options());
  const std::vector<at::Tensor> weights = values_of(trained_weights());
  student_->projector().set_requires_grad(false);

  Recorded* const fixed = recorded.get();  // lives as long as its graph
  const auto compute = [this, fixed](PendingLosses& pending) {
    return training_objective(*student_, teacher_.get(), config_, fixed->batch, fixed->replayed, last_losses_, pending);
  };
  const auto warm_up = [fixed, weights, compute] {
    const at::AutoGradMode with_gradients(true);
    const GradientScope scope(weights);
    PendingLosses unread;
    const at::Tensor total = compute(unread);
    fixed->has_terms = total.defined();
    if (fixed->has_terms) {
      total.backward();
    }
  };
  const auto work = [this, fixed, weights, compute] {
    if (!fixed->has_terms) {
      return;
    }
    const at::AutoGradMode with_gradients(true);
    const GradientScope scope(weights);
    fixed->pending = {};
    compute(fixed->pending).backward();

    const at::NoGradGuard no_gradients;
    const std::vector<at::Tensor> gradients = scope.gradients();
    const at::Tensor norm = at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients)));
    const at::Tensor losses = fixed->pending.stacked();
    // Clipping scales by min(1, limit / (norm + 1e-6)).
    const at::Tensor divisor =
        config_.clip_norm > 0 ? ((norm + 1e-6) / config_.clip_norm).clamp_min(1.0) : at::ones_like(norm);
    const at::Tensor refused = at::isfinite(losses).all().logical_and(at::isfinite(norm)).logical_not();
    fixed->results = at::cat({losses, norm.unsqueeze(0)});
    adam_.record_step(weights, gradients, fixed->number, divisor, refused.to(at::kFloat));
  };
  recorded->graph = std::make_unique<cuda::Graph>(student_->device(), warm_up, work);
  recorded_ = std::move(recorded);
}

// Recording takes as long as a dozen steps: it is for a shape that comes again, not for an epoch's last batch.
bool Trainer::is_recorded(const at::Tensor& images, int64_t replayed) {
  const std::pair<int64_t, int64_t> shape{images.size(0), replayed}, before = std::exchange(last_shape_, shape);
  return shape == before || (recorded_ && recorded_->replayed == replayed &&
                             recorded_->batch.noise.sizes() == images.sizes());
}

Losses Trainer::recorded_step(const at::Tensor& images, const at::Tensor& labels, int64_t replayed) {
  TrainingBatch batch = make_training_batch(schedule_, images, labels, config_.label_dropout, config_.seed,
                                            adam_.steps(), student_->device());
  if (!recorded_ || recorded_->replayed != replayed || recorded_->batch.noise.sizes() != batch.noise.sizes() ||
      !are_same(recorded_->weights, weights_of(*student_, teacher_.get())) ||
      recorded_->teacher != (teacher_ ? teacher_->inference(config_.precision) : nullptr)) {
    record(batch, replayed);
  } else {
    TrainingBatch& fixed = recorded_->batch;
    fixed.noised_images.copy_(batch.noised_images);
    fixed.noise.copy_(batch.noise);
    fixed.timesteps.copy_(batch.timesteps);
    fixed.labels.copy_(batch.labels);
    fixed.fed_labels.copy_(batch.fed_labels);
    fixed.classified_labels.copy_(batch.classified_labels);
  }
  if (!recorded_->has_terms) {
    return last_losses_;
  }
  recorded_->number.fill_(static_cast<double>(adam_.steps() + 1));
  recorded_->graph->replay();

  const at::Tensor results = recorded_->results.to(at::kCPU);  // waits
  recorded_->pending.read(results.slice(0, 0, -1));
  last_losses_.gradient_norm = results[-1].item<double>();
  require_finite();
  adam_.count_step();
  student_->weights_changed();
  return last_losses_;
}

}  // namespace diffcont
