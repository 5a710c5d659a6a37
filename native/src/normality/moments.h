// Means and standard deviations of feature columns, in f64 and bounded memory.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

namespace diffcont {

struct Moments {
  at::Tensor mean;  // columns, f64
  at::Tensor std;   // columns, f64, divided by rows - 1; exactly 0 where the column varies by rounding only
};

// rows: N x columns, f32, contiguous, N >= 2.
Moments column_moments(const at::Tensor& rows);

// Standard deviations to divide by, of location x channel columns: at least a tenth of the channel's mean over the
// locations (with one location: of the mean over the channels), and 1 where that is 0 too. A column that hardly varied
// in few images would otherwise outweigh all others.
at::Tensor floored_std(const at::Tensor& std, int64_t locations, int64_t channels);

// Rows of a contiguous tensor's first dimension that make about 4 million elements: how much is worked on at once.
int64_t rows_at_once(const at::Tensor& tensor);

// Throws NotFiniteError that begins with `what`; the tensor is f32 and contiguous.
void require_finite(const at::Tensor& tensor, const std::string& what);

}  // namespace diffcont
