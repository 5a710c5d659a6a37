// The U-Net with its projector and classifier head, and the noise schedule they were trained with.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "network/unet/unet.h"

namespace diffcont {

class Inference;

enum class ProjectorInit { kKaiming, kOrthogonal };
enum class Precision { kF32, kBF16 };

struct NetworkConfig {
  UNetConfig unet;
  int64_t projector_channels = 64;
  int64_t embedding_grid = 6;
  ProjectorInit projector_init = ProjectorInit::kKaiming;
  int64_t train_timesteps = 1000;
  double beta_start = 1e-4;
  double beta_end = 0.02;

  int64_t embedding_dimension() const { return projector_channels * embedding_grid * embedding_grid; }
  void check() const;  // throws std::invalid_argument that names the field
};

class Network {
 public:
  Network(const NetworkConfig& config, uint64_t seed);
  // Takes parameters as read from files; throws std::invalid_argument when a name or shape is not the configuration's.
  Network(const NetworkConfig& config, Parameters unet, Parameters projector, Parameters head);

  std::shared_ptr<Network> clone() const;
  const NetworkConfig& config() const { return config_; }

  // Adds rows to the class embedding (normal, deviation 0.02: a new class starts near "no class") and to the head
  // (PyTorch's default). Old rows, and so old classes' predicted noise and logits, keep their bits. The two tensors are
  // replaced, not changed in place: their gradients are dropped, and optimizer state has to grow with them.
  void add_classes(int64_t count, uint64_t seed);

  // Where the weights live and every pass is computed; the processor at first. Results of project, classify and infer
  // stay there.
  at::Device device() const { return device_; }
  // Moves the weights. Trainers made before have to be made anew.
  void set_device(at::Device device);

  // Trainable weights, f32. Names: U-Net as in diffusers; "projector.weight", "projector.bias"; "head.weight",
  // "head.bias".
  Parameters& unet() { return unet_; }
  const Parameters& unet() const { return unet_; }
  Parameters& projector() { return projector_; }
  const Parameters& projector() const { return projector_; }
  Parameters& head() { return head_; }
  const Parameters& head() const { return head_; }

  // Embedding of a bottleneck (paper: P, pooled and flattened): N x d, f32. Differentiable.
  at::Tensor project(const at::Tensor& bottleneck) const;
  // Classifier logits of embeddings (paper: H(z)): N x class_count. Differentiable.
  at::Tensor classify(const at::Tensor& embeddings) const;

  // One inference pass in this network's precision, without autograd, on its device wherever the inputs are;
  // results are f32.
  UNetOutput infer(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                   UNetPart part) const {
    return infer(images, timesteps, labels, part, precision_);
  }
  // The same in a precision of the caller's choice.
  UNetOutput infer(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels, UNetPart part,
                   Precision precision) const;

  // The same passes on the weights as they are now; later changes do not reach it. Everyone who asks before the next
  // change shares one.
  std::shared_ptr<const Inference> inference() const { return inference(precision_); }
  std::shared_ptr<const Inference> inference(Precision precision) const;

  Precision precision() const { return precision_; }
  void set_precision(Precision precision);
  // To be called after the weights were changed in place: drops what inference() made.
  void weights_changed();

 private:
  NetworkConfig config_;
  Parameters unet_;
  Parameters projector_;
  Parameters head_;
  Precision precision_ = Precision::kF32;
  at::Device device_{at::kCPU};
  mutable std::mutex inference_mutex_;
  mutable std::map<Precision, std::shared_ptr<const Inference>> inference_;  // each made on first use
};

}  // namespace diffcont
