// One row of outputs of all the filters of one scale: the inner loop of the filter bank.
#pragma once

#include <cstdint>
#include <vector>

namespace diffcont {

constexpr int64_t kOrientations = 4;

// Outputs are computed in blocks of this many columns: rows of FilterSums and of the padded image have room for whole
// blocks.
constexpr int64_t kColumnBlock = 16;

// Two taps that mirror each other in the kernel's centre: even kernels weigh them alike, odd ones with opposite signs.
// Offsets are from the first tap of the output's window.
struct FilterTapPair {
  int64_t first = 0;
  int64_t second = 0;
  float even[kOrientations] = {};
  float odd[kOrientations] = {};  // weight of the second tap
};

struct FilterTaps {
  int64_t centre = 0;
  float centre_even[kOrientations] = {};
  std::vector<FilterTapPair> pairs;
};

// Running sums of the rows of one row of cells, kOrientations x columns each.
struct FilterSums {
  float* energy = nullptr;
  float* largest_energy = nullptr;
  float* even = nullptr;
  int64_t columns = 0;  // a multiple of kColumnBlock
};

// Adds one row of outputs, the first of which has its window at `window`. The energy of a place is
// sqrt(even^2 + odd^2).
void add_filter_row(const FilterTaps& taps, const float* window, const FilterSums& sums);

// The versions of add_filter_row that this processor can run, the fastest, which add_filter_row takes, first.
struct FilterRowVersion {
  const char* name = nullptr;
  void (*add)(const FilterTaps& taps, const float* window, const FilterSums& sums) = nullptr;
};

std::vector<FilterRowVersion> filter_row_versions();

}  // namespace diffcont
