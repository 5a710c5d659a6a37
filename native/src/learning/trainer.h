// One training step: noise the images, run student and teacher, weigh the losses, clip, update.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "diffusion/schedule.h"
#include "learning/adam.h"
#include "learning/losses.h"
#include "unet/network.h"

namespace diffcont {

struct TrainingConfig {
  bool train_projector = false;   // true in the first experience of the paper
  uint64_t seed = 0;              // timesteps, noise and label dropout come from (seed, step, index in the batch)
  AdamConfig adam;
  double clip_norm = 1.0;         // 0: no clipping
  // Share of images fed with label -1, to student and teacher alike. When above 0 the classifier term is taken over
  // those images only: the network was told the others' class, so reading it back teaches the head nothing.
  double label_dropout = 0;
  double weight_diffusion = 1;    // a weight of 0 switches its term off
  double weight_classifier = 1;
  double weight_center = 0.01;
  double weight_classifier_distillation = 1;
  double weight_distillation = 1;
  double weight_alignment = 1;

  void check() const;  // throws std::invalid_argument that names the field
};

// Trains U-Net, head and, where the configuration says so, the projector, in f32. Rows of the class embedding and of
// the head whose class is not in the batch get a zero gradient: Adam leaves them where they are until their class was
// seen once by this trainer.
class Trainer {
 public:
  // teacher may be null (first experience): the distillation terms are then 0. Throws std::invalid_argument when the
  // teacher's configuration is not the student's, or it has more classes.
  Trainer(std::shared_ptr<Network> student, std::shared_ptr<const Network> teacher, const TrainingConfig& config);

  // images: (current + replayed) x C x S x S, f32, clean; labels: current + replayed, int64, replayed ones last and of
  // the teacher's classes. Throws std::invalid_argument, or NotFiniteError with weights and optimizer as before.
  Losses step(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed);

  // What the last call of step computed, also when it threw NotFiniteError.
  const Losses& last_losses() const { return last_losses_; }
  int64_t steps() const { return adam_.steps(); }

  // Moments and step counter as one safetensors file. Throws IoError.
  void save(const std::filesystem::path& file) const;
  // Throws IoError or FormatError that names file and entry; the trainer is then as before.
  void load(const std::filesystem::path& file);

 private:
  struct NamedWeight {
    std::string name;
    at::Tensor value;
  };
  struct Batch;
  std::vector<NamedWeight> trained_weights() const;
  Batch make_batch(const at::Tensor& images, const at::Tensor& labels) const;
  at::Tensor weighted_losses(const Batch& batch, int64_t current, int64_t replayed);
  void check_batch(const at::Tensor& images, const at::Tensor& labels, int64_t current, int64_t replayed) const;

  std::shared_ptr<Network> student_;
  std::shared_ptr<const Network> teacher_;
  TrainingConfig config_;
  NoiseSchedule schedule_;
  Adam adam_;
  Losses last_losses_;
};

}  // namespace diffcont
