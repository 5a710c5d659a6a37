#include "normality/moments.h"

#include <algorithm>

#include "kernels/finite.h"
#include "storage/errors.h"

namespace diffcont {

Moments column_moments(const at::Tensor& rows) {
  const int64_t count = rows.size(0);
  const int64_t step = rows_at_once(rows);
  at::Tensor sum = at::zeros({rows.size(1)}, at::kDouble);
  for (int64_t begin = 0; begin < count; begin += step) {
    sum += rows.slice(0, begin, std::min(begin + step, count)).to(at::kDouble).sum(0);
  }
  const at::Tensor mean = sum / static_cast<double>(count);
  at::Tensor squares = at::zeros_like(sum);
  for (int64_t begin = 0; begin < count; begin += step) {
    squares += (rows.slice(0, begin, std::min(begin + step, count)) - mean).square().sum(0);
  }
  const at::Tensor std = (squares / static_cast<double>(count - 1)).sqrt();
  constexpr double kRounding = 1e-6;  // of f32 features, with room
  return {mean, at::where(std > mean.abs() * kRounding, std, at::zeros_like(std))};
}

at::Tensor floored_std(const at::Tensor& std, int64_t locations, int64_t channels) {
  constexpr double kShareOfMean = 0.1;
  const at::Tensor grid = std.view({locations, channels});
  const at::Tensor typical = locations > 1 ? grid.mean(0, /*keepdim=*/true) : grid.mean(1, /*keepdim=*/true);
  const at::Tensor floored = at::maximum(grid, typical * kShareOfMean);
  return at::where(floored > 0, floored, at::ones_like(floored)).reshape({locations * channels});
}

int64_t rows_at_once(const at::Tensor& tensor) {
  constexpr int64_t kElements = int64_t{1} << 22;
  const int64_t row = std::max<int64_t>(1, tensor.numel() / std::max<int64_t>(1, tensor.size(0)));
  return std::max<int64_t>(1, kElements / row);
}

void require_finite(const at::Tensor& tensor, const std::string& what) {
  if (!kernels::all_finite(tensor.const_data_ptr<float>(), tensor.numel())) {
    throw NotFiniteError(what + " contain a NaN or an infinite value");
  }
}

}  // namespace diffcont
