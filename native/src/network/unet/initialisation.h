// PyTorch's default weight initialisations, drawn from a generator whose bits depend on the seed alone.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <random>
#include <vector>

#include "network/unet/layout.h"

namespace diffcont {

class WeightRandom {
 public:
  // Different streams of one seed are independent.
  WeightRandom(uint64_t seed, uint64_t stream);
  // f32, uniform in [-bound, bound).
  at::Tensor uniform(at::IntArrayRef shape, double bound);
  // f32, normal with mean 0.
  at::Tensor normal(at::IntArrayRef shape, double deviation);

 private:
  double unit();  // in (0, 1]

  std::mt19937_64 engine_;
};

// Weights and biases: uniform within 1/sqrt(fan_in), which is kaiming_uniform with a = sqrt(5); norms: one and zero;
// embeddings: standard normal.
at::Tensor initial_value(const ParameterSpec& spec, WeightRandom& random);

Parameters initial_values(const std::vector<ParameterSpec>& layout, WeightRandom& random);

// rows x columns with orthonormal rows: the Q of a QR decomposition of a normal matrix whose R has a positive diagonal.
// rows <= columns.
at::Tensor orthonormal_rows(int64_t rows, int64_t columns, WeightRandom& random);

}  // namespace diffcont
