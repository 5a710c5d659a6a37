// One training step: noise the images, run student and teacher, weigh the losses, clip, update.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "diffusion/schedule.h"
#include "learning/adam.h"
#include "learning/config.h"
#include "learning/losses.h"
#include "unet/network.h"

namespace diffcont {

// Trains U-Net, head and, where the configuration says so, the projector. A weight that no term reaches has a
// zero gradient: Adam leaves it where it is until this trainer has once moved it. So rows of the class embedding and
// of the head belong to a class alone only as long as no image or logit of that class took part.
class Trainer {
 public:
  // teacher may be null (first experience): the distillation terms are then 0. Throws std::invalid_argument when the
  // teacher's configuration is not the student's, or it has more classes.
  Trainer(std::shared_ptr<Network> student, std::shared_ptr<const Network> teacher, const TrainingConfig& config);

  // images: (current + replayed) x C x S x S, f32, clean; labels: current + replayed, int64, replayed ones last and of
  // the teacher's classes. Throws std::invalid_argument, or NotFiniteError with weights and optimizer as before. When
  // no term applies (all switched off, or only classifier with no label dropped) nothing moves.
  Losses step(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed);

  // Of the steps from now on.
  void set_precision(Precision precision) { config_.precision = precision; }

  // What the last call of step computed, also when it threw NotFiniteError.
  const Losses& last_losses() const { return last_losses_; }
  // Updates so far; together with the seed it is the whole state of the random generator.
  int64_t steps() const { return adam_.steps(); }

  // Moments and step counter as one safetensors file. Throws IoError.
  void save(const std::filesystem::path& file) const;
  // Throws IoError or FormatError that names file and entry; the trainer is then as before.
  void load(const std::filesystem::path& file);

 private:
  using NamedWeights = std::vector<std::pair<std::string, at::Tensor>>;
  NamedWeights trained_weights() const;
  void check_batch(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed) const;
  void check_shapes(const NamedWeights& weights) const;

  std::shared_ptr<Network> student_;
  std::shared_ptr<const Network> teacher_;
  TrainingConfig config_;
  NoiseSchedule schedule_;
  Adam adam_;
  Losses last_losses_;
};

}  // namespace diffcont
