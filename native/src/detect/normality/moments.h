// Means and standard deviations of feature columns, in f64.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace diffcont {

struct Moments {
  std::vector<double> mean;
  std::vector<double> std;  // divided by rows - 1; exactly 0 where the column varies by rounding only
};

// rows: count x columns, f32, count >= 2.
Moments column_moments(const float* rows, int64_t count, int64_t columns);

// Standard deviations to divide by, of location x channel columns: at least a tenth of the channel's mean over the
// locations (with one location: of the mean over the channels), and 1 where that is 0 too. A column that hardly varied
// in few images would otherwise outweigh all others.
std::vector<double> floored_std(const std::vector<double>& std, int64_t locations, int64_t channels);

// What to multiply with to divide by std; 1 where that is 0.
std::vector<double> inverse_of(const std::vector<double>& std);

std::vector<float> to_floats(const std::vector<double>& values);

// Throws NotFiniteError that begins with `what`.
void require_finite_values(const float* values, int64_t count, const std::string& what);

}  // namespace diffcont
