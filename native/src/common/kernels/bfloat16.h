// The upper half of a float: its sign, its exponent and 7 bits of its fraction.
#pragma once

#include <bit>
#include <cstdint>

#include "common/kernels/lane.h"

namespace diffcont::kernels {

using bfloat16 = uint16_t;

DIFFCONT_LANE float to_float(bfloat16 value) { return std::bit_cast<float>(static_cast<uint32_t>(value) << 16); }

// The nearest, ties to even; of a finite value.
DIFFCONT_LANE bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return static_cast<bfloat16>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

DIFFCONT_LANE bool is_finite(bfloat16 value) { return (value & 0x7F80) != 0x7F80; }

}  // namespace diffcont::kernels
