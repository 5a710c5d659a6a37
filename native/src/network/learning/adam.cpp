#include "network/learning/adam.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace diffcont {

Adam::Adam(const AdamConfig& config, const std::vector<at::Tensor>& weights) : config_(config) {
  for (const at::Tensor& weight : weights) {
    first_moments_.push_back(at::zeros(weight.sizes(), weight.options().dtype(at::kFloat)));
    second_moments_.push_back(at::zeros(weight.sizes(), weight.options().dtype(at::kFloat)));
  }
}

void Adam::step(const std::vector<at::Tensor>& weights, const std::vector<at::Tensor>& gradients) {
  if (weights.size() != first_moments_.size() || gradients.size() != first_moments_.size()) {
    throw std::invalid_argument("Adam holds moments for " + std::to_string(first_moments_.size()) + " weights, got " +
                                std::to_string(weights.size()));
  }
  const at::NoGradGuard no_grad;
  ++steps_;
  // The fused kernel walks raw memory: every tensor must have the weights' plain layout.
  std::vector<at::Tensor> plain_gradients;
  for (const at::Tensor& gradient : gradients) {
    plain_gradients.push_back(gradient.contiguous());
  }
  const std::vector<at::Tensor> counters(weights.size(),
                                         at::full({}, static_cast<double>(steps_), weights[0].options()));
  at::_fused_adam_(weights, plain_gradients, first_moments_, second_moments_, /*max_exp_avg_sqs=*/{}, counters,
                   config_.learning_rate, config_.beta1, config_.beta2, /*weight_decay=*/0.0, config_.epsilon,
                   /*amsgrad=*/false, /*maximize=*/false);
}

void Adam::record_step(const std::vector<at::Tensor>& weights, const std::vector<at::Tensor>& gradients,
                       const at::Tensor& number, const at::Tensor& divisor, const at::Tensor& refused) const {
  std::vector<at::Tensor> plain_gradients;
  for (const at::Tensor& gradient : gradients) {
    plain_gradients.push_back(gradient.contiguous());
  }
  at::_fused_adam_(weights, plain_gradients, first_moments_, second_moments_, /*max_exp_avg_sqs=*/{},
                   std::vector<at::Tensor>(weights.size(), number), config_.learning_rate, config_.beta1,
                   config_.beta2, /*weight_decay=*/0.0, config_.epsilon, /*amsgrad=*/false, /*maximize=*/false, divisor,
                   refused);
}

double gradient_norm(const std::vector<at::Tensor>& gradients) {
  double sum = 0;
  for (const at::Tensor& gradient : gradients) {
    const double norm = at::linalg_vector_norm(gradient).item<double>();
    sum += norm * norm;
  }
  return std::sqrt(sum);
}

void clip_gradients(const std::vector<at::Tensor>& gradients, double norm, double limit) {
  const double scale = std::min(1.0, limit / (norm + 1e-6));
  if (scale < 1.0) {
    for (const at::Tensor& gradient : gradients) {
      gradient.mul_(scale);
    }
  }
}

}  // namespace diffcont
