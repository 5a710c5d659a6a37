// What the machine can do, measured: convolution, matrix product, memory.
#pragma once

#include <nlohmann/json.hpp>

#include "measure.h"

namespace diffcont::bench {

// The best of several shapes and rounds; 0 where the machine has no hardware for the type.
struct Roofline {
  double convolution_f32 = 0;   // FLOP/s of libtorch's 3 x 3 convolution, channels last
  double convolution_bf16 = 0;
  double product_f32 = 0;       // FLOP/s of libtorch's matrix product
  double product_bf16 = 0;
  double read = 0;              // bytes/s read from memory, by a sum over an array
  double triad = 0;             // bytes/s of a = b + s * c, three arrays counted once each

  nlohmann::ordered_json json() const;
};

Roofline measure_roofline(const Budget& budget);

// Each number's higher one.
Roofline higher(const Roofline& a, const Roofline& b);

// The largest relative difference between two measurements of the same machine.
double difference(const Roofline& a, const Roofline& b);

}  // namespace diffcont::bench
