// Which weights take part in autograd, and for how long.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <utility>
#include <vector>

namespace diffcont {

inline std::vector<at::Tensor> values_of(const std::vector<std::pair<std::string, at::Tensor>>& weights) {
  std::vector<at::Tensor> values;
  for (const auto& [name, value] : weights) {
    values.push_back(value);
  }
  return values;
}

// Weights take part in autograd for as long as this lives; their gradients end with it.
class GradientScope {
 public:
  explicit GradientScope(std::vector<at::Tensor> weights) : weights_(std::move(weights)) { reset(true); }
  ~GradientScope() { reset(false); }
  GradientScope(const GradientScope&) = delete;
  GradientScope& operator=(const GradientScope&) = delete;

  // One for each weight, zero where nothing reached it.
  std::vector<at::Tensor> gradients() const {
    std::vector<at::Tensor> result;
    for (const at::Tensor& weight : weights_) {
      result.push_back(weight.grad().defined() ? weight.grad() : at::zeros_like(weight));
    }
    return result;
  }

 private:
  void reset(bool requires_grad) {
    for (const at::Tensor& weight : weights_) {
      weight.mutable_grad().reset();
      weight.set_requires_grad(requires_grad);
    }
  }

  std::vector<at::Tensor> weights_;
};

}  // namespace diffcont
