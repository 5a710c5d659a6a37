// Two standard normal values from two random words, with the same bits on the processor and on a GPU: only operations
// that IEEE 754 rounds exactly (+, -, *, /, square root), in a fixed order. Files that include it are compiled without
// contraction of a * b + c, which rounds once where this rounds twice; on a GPU intrinsics see to that.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#ifdef __CUDACC__
#define DIFFCONT_HOST_DEVICE __host__ __device__
#else
#define DIFFCONT_HOST_DEVICE
#endif

namespace diffcont {

struct NormalPair {
  float first, second;
};

namespace exact {

#ifdef __CUDA_ARCH__
__device__ inline double add(double a, double b) { return __dadd_rn(a, b); }
__device__ inline double multiply(double a, double b) { return __dmul_rn(a, b); }
__device__ inline double divide(double a, double b) { return __ddiv_rn(a, b); }
__device__ inline double root(double a) { return __dsqrt_rn(a); }
__device__ inline float narrow(double a) { return __double2float_rn(a); }
#else
inline double add(double a, double b) { return a + b; }
inline double multiply(double a, double b) { return a * b; }
inline double divide(double a, double b) { return a / b; }
inline double root(double a) { return std::sqrt(a); }
inline float narrow(double a) { return static_cast<float>(a); }
#endif

// The middle of a word's interval of (0, 1) is (2 word + 1) / 2^33: never 0, symmetric, exact in f64.
constexpr double kHalfStep = 0x1p-33;

// -log of that middle: with 2 word + 1 = m 2^e, sqrt(1/2) < m <= sqrt(2), log m = 2 atanh((m - 1) / (m + 1)) by its
// series, the remainder below 1e-17 of the result.
DIFFCONT_HOST_DEVICE inline double negative_log(uint32_t word) {
  // high: 32 bits, so that exponent * high is exact
  constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;
  const uint64_t odd = 2 * static_cast<uint64_t>(word) + 1;
  const auto value = static_cast<double>(odd);  // exact: 33 bits
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  int exponent = static_cast<int>(bits >> 52) - 1023 - 33;
  bits = (bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000;
  double mantissa = 0;
  std::memcpy(&mantissa, &bits, sizeof mantissa);
  if (mantissa > 0x1.6a09e667f3bcdp+0) {
    mantissa = multiply(mantissa, 0.5);
    ++exponent;
  }
  const double s = divide(add(mantissa, -1.0), add(mantissa, 1.0));
  const double z = multiply(s, s);
  double series = 1.0 / 23;
  series = add(multiply(series, z), 1.0 / 21);
  series = add(multiply(series, z), 1.0 / 19);
  series = add(multiply(series, z), 1.0 / 17);
  series = add(multiply(series, z), 1.0 / 15);
  series = add(multiply(series, z), 1.0 / 13);
  series = add(multiply(series, z), 1.0 / 11);
  series = add(multiply(series, z), 1.0 / 9);
  series = add(multiply(series, z), 1.0 / 7);
  series = add(multiply(series, z), 1.0 / 5);
  series = add(multiply(series, z), 1.0 / 3);
  const double twice = multiply(2.0, s);
  const double small = add(multiply(multiply(twice, z), series), multiply(static_cast<double>(exponent), kLn2Low));
  return -add(multiply(static_cast<double>(exponent), kLn2High), add(twice, small));
}

// Sine and cosine of 2 pi times that middle. A quarter turn is taken off exactly; Taylor's series on [-pi/4, pi/4] ends
// where its next term is below 1e-17.
DIFFCONT_HOST_DEVICE inline void sine_cosine(uint32_t word, double& sine, double& cosine) {
  constexpr double kHalfPi = 0x1.921fb54442d18p+0;
  const double turns = multiply(add(multiply(2.0, static_cast<double>(word)), 1.0), 4 * kHalfStep);  // in quarters
  const int quarter = static_cast<int>(add(turns, 0.5));
  const double angle = multiply(add(turns, -static_cast<double>(quarter)), kHalfPi);
  const double z = multiply(angle, angle);
  double s = 1.0 / 355687428096000.0;
  s = add(multiply(s, z), -1.0 / 1307674368000.0);
  s = add(multiply(s, z), 1.0 / 6227020800);
  s = add(multiply(s, z), -1.0 / 39916800);
  s = add(multiply(s, z), 1.0 / 362880);
  s = add(multiply(s, z), -1.0 / 5040);
  s = add(multiply(s, z), 1.0 / 120);
  s = add(multiply(s, z), -1.0 / 6);
  s = add(multiply(s, z), 1.0);
  double c = -1.0 / 6402373705728000.0;
  c = add(multiply(c, z), 1.0 / 20922789888000.0);
  c = add(multiply(c, z), -1.0 / 87178291200.0);
  c = add(multiply(c, z), 1.0 / 479001600);
  c = add(multiply(c, z), -1.0 / 3628800);
  c = add(multiply(c, z), 1.0 / 40320);
  c = add(multiply(c, z), -1.0 / 720);
  c = add(multiply(c, z), 1.0 / 24);
  c = add(multiply(c, z), -1.0 / 2);
  c = add(multiply(c, z), 1.0);
  s = multiply(s, angle);
  switch (quarter % 4) {
    case 0: sine = s, cosine = c; break;
    case 1: sine = c, cosine = -s; break;
    case 2: sine = -s, cosine = -c; break;
    default: sine = -c, cosine = s; break;
  }
}

}  // namespace exact

// Box-Muller in f64, rounded to f32.
DIFFCONT_HOST_DEVICE inline NormalPair normal_pair(uint32_t first, uint32_t second) {
  const double radius = exact::root(exact::multiply(2.0, exact::negative_log(first)));
  double sine = 0, cosine = 0;
  exact::sine_cosine(second, sine, cosine);
  return {exact::narrow(exact::multiply(radius, cosine)), exact::narrow(exact::multiply(radius, sine))};
}

}  // namespace diffcont
