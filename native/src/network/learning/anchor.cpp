#include "network/learning/anchor.h"

#include <ATen/core/grad_mode.h>

#include <stdexcept>

namespace diffcont {
namespace {

// The tensors that Network::add_classes grows.
bool has_a_row_for_each_class(const std::string& name) {
  return name == "class_embedding.weight" || name == "head.weight" || name == "head.bias";
}

at::Tensor of_classes(const std::string& name, const at::Tensor& weight, int64_t classes) {
  return has_a_row_for_each_class(name) ? weight.slice(0, 0, classes) : weight;
}

void require_length(const NamedWeights& weights, const at::Tensor& values, int64_t classes, const char* what) {
  const int64_t expected = weight_count(weights, classes);
  if (values.numel() != expected) {
    throw std::invalid_argument(std::string(what) + " has " + std::to_string(values.numel()) +
                                " values; a network of " + std::to_string(classes) + " classes has " +
                                std::to_string(expected) + " weights");
  }
}

}  // namespace

int64_t weight_count(const NamedWeights& weights, int64_t classes) {
  int64_t count = 0;
  for (const auto& [name, value] : weights) {
    count += of_classes(name, value, classes).numel();
  }
  return count;
}

at::Tensor flatten(const NamedWeights& weights) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> flat;
  for (const auto& [name, value] : weights) {
    flat.push_back(value.reshape({-1}));
  }
  return at::cat(flat);
}

at::Tensor expand(const NamedWeights& weights, const at::Tensor& values, int64_t classes) {
  require_length(weights, values, classes, "the vector");
  std::vector<at::Tensor> expanded;
  int64_t offset = 0;
  for (const auto& [name, value] : weights) {
    const int64_t known = of_classes(name, value, classes).numel();
    expanded.push_back(values.narrow(0, offset, known));
    expanded.push_back(at::zeros({value.numel() - known}, at::kFloat));
    offset += known;
  }
  return at::cat(expanded);
}

WeightAnchor::WeightAnchor(const NamedWeights& weights, const at::Tensor& importance, const at::Tensor& center,
                           int64_t classes, double weight)
    : weight_(weight) {
  require_length(weights, importance, classes, "importance");
  require_length(weights, center, classes, "center");
  int64_t offset = 0;
  for (const auto& [name, value] : weights) {
    const at::Tensor anchored = of_classes(name, value, classes);
    const auto own = [&](const at::Tensor& values) {
      return values.narrow(0, offset, anchored.numel()).reshape(anchored.sizes()).clone().to(value.device());
    };
    importance_.push_back(own(importance));
    center_.push_back(own(center));
    offset += anchored.numel();
  }
}

at::Tensor WeightAnchor::penalty(const NamedWeights& weights) const {
  at::Tensor sum;
  for (size_t i = 0; i < weights.size(); ++i) {
    const at::Tensor& weight = weights[i].second;
    const at::Tensor anchored = weight.dim() == 0 ? weight : weight.slice(0, 0, center_[i].size(0));
    const at::Tensor term = (importance_[i] * (anchored - center_[i]).square()).sum();
    sum = sum.defined() ? sum + term : term;
  }
  return sum * (weight_ / 2);
}

}  // namespace diffcont
