// Shadows native/src/kernels/cuda/hardware.cuh: the same on the processor.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "block.h"
#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {

template <class... Parameters, class... Arguments>
void launch_kernel(const char*, cudaStream_t, dim3 blocks, int threads, int shared_bytes,
                   void (*kernel)(Parameters...), const Arguments&... arguments) {
  emulation::run({blocks.x, blocks.y, blocks.z}, threads, shared_bytes, [&] { kernel(arguments...); });
}

template <class... Parameters>
void allow_shared_memory(const char*, void (*)(Parameters...), int) {}

inline float* shared_floats() { return emulation::shared_memory(); }

inline void copy_async(void* to, const void* from, bool copied) { emulation::copy_later(to, from, copied); }
inline void close_copies() { emulation::close_copies(); }
template <int kPending>
void wait_for_copies() {
  emulation::wait_for_copies(kPending);
}

// The value of 11 bits that a tensor core reads.
inline double factor(float value) { return __uint_as_float(__float_as_uint(value) & 0xFFFFE000); }

// Tensor cores move all terms to the largest one's exponent and drop what is below f32's last bit there, the way that
// loses most of those that have been measured (Fasi, Higham, Mikaitis, Pranesh, "Numerical behavior of NVIDIA tensor
// cores", 2021).
template <int kTerms>
float sum_as_tensor_cores(const double (&terms)[kTerms]) {
  double largest = 0;
  for (const double term : terms) {
    largest = std::max(largest, std::fabs(term));
  }
  if (largest == 0 || !std::isfinite(largest)) {
    return static_cast<float>(largest == 0 ? 0.0 : NAN);
  }
  const double unit = std::ldexp(1.0, std::ilogb(largest) - 23);
  double sum = 0;
  for (const double term : terms) {
    sum += std::trunc(term / unit) * unit;
  }
  const double last_bit = sum == 0 ? unit : std::ldexp(1.0, std::ilogb(sum) - 23);
  return static_cast<float>(std::trunc(sum / last_bit) * last_bit);
}

inline void add_product(float (&sums)[4], const float (&a)[4], const float (&b)[2]) {
  struct Factors {
    float a[4], b[2];
  };
  const Factors own = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
  Factors all[32];
  emulation::exchange(&own, all, sizeof own);
  const unsigned lane = threadIdx.x % 32;
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned row = lane / 4, lower = i / 2, column = lane % 4 * 2 + i % 2;
    double terms[9];
    for (unsigned k = 0; k < 8; ++k) {
      const Factors& of_row = all[4 * row + k % 4];
      const Factors& of_column = all[4 * column + k % 4];
      terms[k] = factor(of_row.a[k / 4 * 2 + lower]) * factor(of_column.b[k / 4]);
    }
    terms[8] = sums[i];
    sums[i] = sum_as_tensor_cores(terms);
  }
}

inline void forget_derived(uint4&) {}

}  // namespace diffcont::cuda
