// Arithmetic on one element that compilers turn into vector instructions when a loop calls it.
#pragma once

#include <bit>
#include <cstdint>

#include <c10/util/BFloat16.h>

#include "common/kernels/lane.h"

namespace diffcont::kernels {

DIFFCONT_LANE float widen(float value) { return value; }
DIFFCONT_LANE float widen(c10::BFloat16 value) { return std::bit_cast<float>(static_cast<uint32_t>(value.x) << 16); }

DIFFCONT_LANE void narrow(float value, float& result) { result = value; }

// To the nearest, ties to even; a NaN stays one.
DIFFCONT_LANE void narrow(float value, c10::BFloat16& result) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  result.x = static_cast<uint16_t>(value != value ? 0x7fc0u : rounded);
}

// e^x within 2 units in the last place for x in [-87, 88]; beyond it the value at the nearer end.
DIFFCONT_LANE float exponential(float x) {
  constexpr float kLog2E = 1.44269504f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float shifted = x * kLog2E + kRound;
  const float whole = shifted - kRound;
  const float rest = (x - whole * kLn2High) - whole * kLn2Low;
  // Taylor's series, its last terms weighed for |rest| <= ln(2) / 2 (Cephes' expf).
  float sum = 1.9875691500e-4f;
  sum = sum * rest + 1.3981999507e-3f;
  sum = sum * rest + 8.3334519073e-3f;
  sum = sum * rest + 4.1665795894e-2f;
  sum = sum * rest + 1.6666665459e-1f;
  sum = sum * rest + 5.0000001201e-1f;
  sum = sum * rest * rest + rest + 1.0f;
  const float power = std::bit_cast<float>((std::bit_cast<uint32_t>(shifted) + 127u) << 23);
  return sum * power;
}

DIFFCONT_LANE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

}  // namespace diffcont::kernels
