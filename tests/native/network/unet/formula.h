// Test weights and inputs computed from a name and an index; tests/parity/golden.py computes the same in Python.
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "common/formula.h"
#include "network/unet/layout.h"

namespace diffcont::formula {

// f64 in [-1, 1).
inline at::Tensor uniform(const std::string& name, at::IntArrayRef shape) {
  at::Tensor result = at::empty(shape, at::kDouble);
  double* values = result.data_ptr<double>();
  fill_uniform(name, values, result.numel());
  return result;
}

inline at::Tensor weight(const std::string& name, at::IntArrayRef shape) {
  at::Tensor values = uniform(name, shape);
  if (name == "class_embedding.weight") return values.to(at::kFloat);
  if (shape.size() > 1) {
    double fan_in = 1;
    for (size_t i = 1; i < shape.size(); ++i) fan_in *= static_cast<double>(shape[i]);
    return (values * std::sqrt(3.0 / fan_in)).to(at::kFloat);
  }
  return (name.ends_with(".weight") ? 1 + 0.2 * values : values * 0.1).to(at::kFloat);
}

inline Parameters weights(const std::vector<ParameterSpec>& layout) {
  Parameters parameters;
  for (const auto& spec : layout) parameters.add(spec.name, weight(spec.name, spec.shape));
  return parameters;
}

// Flat indices into a tensor of `size` elements.
inline std::vector<int64_t> positions(const std::string& name, int64_t size, size_t count) {
  const uint64_t key = name_key("positions:" + name);
  std::vector<int64_t> result;
  for (size_t i = 0; i < count; ++i) result.push_back(static_cast<int64_t>(word(key, i) % static_cast<uint64_t>(size)));
  return result;
}

}  // namespace diffcont::formula
