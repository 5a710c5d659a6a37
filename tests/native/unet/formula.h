// Test weights and inputs computed from a name and an index; tests/parity/golden.py computes the same in Python.
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "unet/layout.h"

namespace diffcont::formula {

inline uint64_t name_key(const std::string& name) {
  uint64_t key = 0xCBF29CE484222325u;
  for (const unsigned char byte : name) key = (key ^ byte) * 0x100000001B3u;
  return key;
}

inline uint64_t word(uint64_t key, uint64_t index) {
  uint64_t z = key + (index + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// f64 in [-1, 1).
inline at::Tensor uniform(const std::string& name, at::IntArrayRef shape) {
  at::Tensor result = at::empty(shape, at::kDouble);
  double* values = result.data_ptr<double>();
  const uint64_t key = name_key(name);
  for (int64_t i = 0; i < result.numel(); ++i) values[i] = static_cast<double>(word(key, i) >> 11) * 0x1p-52 - 1;
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
