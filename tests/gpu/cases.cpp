#include "cases.h"

#include <algorithm>
#include <limits>

#include "common/random/noise.h"

namespace diffcont::gpu {

double relative_difference(const at::Tensor& seen, const at::Tensor& reference, double scale) {
  const at::Tensor a = seen.to(at::kCPU, at::kDouble), b = reference.to(at::kCPU, at::kDouble);
  if (a.sizes() != b.sizes() || !at::isfinite(a).all().item<bool>()) {
    return std::numeric_limits<double>::infinity();
  }
  const double largest = (a - b).abs().max().item<double>();
  return largest == 0 ? 0 : largest / std::max({b.abs().max().item<double>(), scale, 1e-6});
}

at::Tensor values(at::IntArrayRef shape, uint64_t stream) {
  at::Tensor result = at::empty(shape, at::kFloat);
  fill_noise(99, stream, result.data_ptr<float>(), result.numel());
  return result;
}

}  // namespace diffcont::gpu
