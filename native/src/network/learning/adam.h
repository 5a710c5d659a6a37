// Adam with bias correction, as torch.optim.Adam (no weight decay, no AMSGrad).
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

namespace diffcont {

struct AdamConfig {
  double learning_rate = 2e-4;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

class Adam {
 public:
  // Moments start at zero, one pair for each weight, in the weights' order. The weights are f32.
  Adam(const AdamConfig& config, const std::vector<at::Tensor>& weights);

  // Updates the weights in place. Weights and gradients in the order of the constructor, of the same shapes.
  void step(const std::vector<at::Tensor>& weights, const std::vector<at::Tensor>& gradients);

  // The same on a GPU without waiting for it, as part of a recorded step; counted by count_step when it ran. The
  // gradients are divided by `divisor`; nothing moves when `refused` is 1. number: the step's, from 1 up. All three are
  // f32, 0-dimensional and on the device.
  void record_step(const std::vector<at::Tensor>& weights, const std::vector<at::Tensor>& gradients,
                   const at::Tensor& number, const at::Tensor& divisor, const at::Tensor& refused) const;
  void count_step() { ++steps_; }

  int64_t steps() const { return steps_; }
  const std::vector<at::Tensor>& first_moments() const { return first_moments_; }
  const std::vector<at::Tensor>& second_moments() const { return second_moments_; }

 private:
  AdamConfig config_;
  int64_t steps_ = 0;
  std::vector<at::Tensor> first_moments_;   // running mean of the gradient
  std::vector<at::Tensor> second_moments_;  // running mean of its square
};

// L2 norm over all gradients together, as torch.nn.utils.clip_grad_norm_ computes it.
double gradient_norm(const std::vector<at::Tensor>& gradients);

// Scales the gradients in place by min(1, limit / (norm + 1e-6)).
void clip_gradients(const std::vector<at::Tensor>& gradients, double norm, double limit);

}  // namespace diffcont
