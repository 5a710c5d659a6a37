// One training step: noise the images, run student and teacher, weigh the losses, clip, update.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/diffusion/schedule.h"
#include "network/learning/adam.h"
#include "network/learning/anchor.h"
#include "network/learning/batch.h"
#include "network/learning/config.h"
#include "network/learning/losses.h"
#include "network/learning/old_outputs.h"
#include "network/learning/stored_outputs.h"
#include "network/unet/network.h"

namespace diffcont {

// Trains U-Net, head and, where the configuration says so, the projector, on the student's device. On a GPU a step
// without the terms of other strategies is recorded when a batch of its size comes again, and replayed from then on.
// A weight that no term reaches has a zero gradient: Adam leaves it where it is until this trainer has once moved it.
// So rows of the class embedding and of the head belong to a class alone only as long as no image or logit of that
// class took part.
class Trainer {
 public:
  // teacher may be null (first experience): the distillation terms are then 0. Throws std::invalid_argument when the
  // teacher's configuration is not the student's, or it has more classes.
  Trainer(std::shared_ptr<Network> student, std::shared_ptr<const Network> teacher, const TrainingConfig& config);

  // images: (current + replayed) x C x S x S, f32, clean; labels: current + replayed, int64, replayed ones last and of
  // the teacher's classes. Throws std::invalid_argument, or NotFiniteError with weights and optimizer as before. When
  // no term applies (all switched off, or only classifier with no label dropped) nothing moves.
  // stored: null, or outputs that the replayed images had when they were stored (DER++); current and replayed images
  // then have losses of their own, without the teacher, and the reported ones are weighted sums of both.
  Losses step(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed,
              const StoredOutputs* stored = nullptr);

  // Of the steps from now on.
  void set_precision(Precision precision);

  // What the last call of step computed, also when it threw NotFiniteError.
  const Losses& last_losses() const { return last_losses_; }
  // The last step's terms that last_losses has no field for: the distance to stored or old outputs, unweighted, and
  // the anchor's penalty. A strategy has one of them.
  double strategy_term() const { return strategy_term_; }

  // From now on old outputs are kept on the current images (LwF). Throws std::invalid_argument.
  void set_old_outputs(const OldOutputs& old_outputs);
  // From now on weights are held where they matter (EWC); see WeightAnchor. Throws std::invalid_argument.
  void set_anchor(const at::Tensor& importance, const at::Tensor& center, int64_t classes, double weight);
  // U-Net and head, as an anchor holds them: one dimension.
  at::Tensor weights() const;
  // How many of them a student with `classes` classes had.
  int64_t weight_count(int64_t classes) const;
  // A vector of a student that had `classes` classes, with 0 for the weights that came since.
  at::Tensor expanded(const at::Tensor& values, int64_t classes) const;
  // The diagonal of the empirical Fisher information, as an anchor takes it: the mean over images of the squared
  // gradient of an image's own losses (as many draws of noise and timestep as there are images). The losses are negated
  // log-likelihoods up to factors: of the label, and of the noise under a normal distribution.
  at::Tensor importance(const at::Tensor& images, const at::Tensor& labels);
  // What the network says of images now, for a later step to be held to: labels are the images' own.
  Outputs outputs(const at::Tensor& images, const at::Tensor& labels, const StoredInputs& inputs) const;

  // Updates so far; together with the seed it is the whole state of the random generator.
  int64_t steps() const { return adam_.steps(); }

 private:
  NamedWeights trained_weights() const;
  NamedWeights anchored_weights() const;
  at::Tensor objective(const TrainingBatch& batch, const at::Tensor& images, int64_t replayed,
                       const StoredOutputs* stored);
  at::Tensor stored_objective(const TrainingBatch& batch, const at::Tensor& images, int64_t current,
                              const StoredOutputs& stored);
  Outputs outputs_of_stored(const at::Tensor& images, const at::Tensor& labels, const StoredInputs& inputs) const;
  bool is_recorded(const at::Tensor& images, int64_t replayed);
  Losses recorded_step(const at::Tensor& images, const at::Tensor& labels, int64_t replayed);
  void record(const TrainingBatch& batch, int64_t replayed);
  void require_finite() const;
  void check_batch(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed) const;
  void check_shapes(const NamedWeights& weights) const;
  void check_devices() const;

  std::shared_ptr<Network> student_;
  std::shared_ptr<const Network> teacher_;
  TrainingConfig config_;
  NoiseSchedule schedule_;
  Adam adam_;
  std::optional<WeightAnchor> anchor_;
  OldOutputs old_outputs_;
  Losses last_losses_;
  struct Recorded;  // a step on a GPU
  std::shared_ptr<Recorded> recorded_;
  std::pair<int64_t, int64_t> last_shape_{0, 0};  // of the last step's images: all, and replayed
  double strategy_term_ = 0;
};

}  // namespace diffcont
