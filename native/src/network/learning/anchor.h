// Elastic weight consolidation (Kirkpatrick et al., "Overcoming catastrophic forgetting in neural networks", 2017).
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diffcont {

using NamedWeights = std::vector<std::pair<std::string, at::Tensor>>;

// All weights one after the other: one dimension, f32.
at::Tensor flatten(const NamedWeights& weights);

// How many values that has for a network with `classes` of these classes.
int64_t weight_count(const NamedWeights& weights, int64_t classes);

// A vector of a network that had `classes` classes, as flatten would give it now: 0 for what came since. Throws
// std::invalid_argument when it has another length.
at::Tensor expand(const NamedWeights& weights, const at::Tensor& values, int64_t classes);

// The penalty of that paper's eq. 3: weight / 2 * sum of importance * (w - center)^2. Weights of classes that came
// later are free.
class WeightAnchor {
 public:
  // importance, center: as flatten gives weights of a network that had `classes` classes, in the order of `weights`.
  // Throws std::invalid_argument when they have another length.
  WeightAnchor(const NamedWeights& weights, const at::Tensor& importance, const at::Tensor& center, int64_t classes,
               double weight);

  // Differentiable in the weights, which must be those the anchor was made for, or grown by classes.
  at::Tensor penalty(const NamedWeights& weights) const;

 private:
  std::vector<at::Tensor> importance_;
  std::vector<at::Tensor> center_;
  double weight_;
};

}  // namespace diffcont
