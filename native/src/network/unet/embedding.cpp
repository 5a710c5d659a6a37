#include "network/unet/embedding.h"

#include <cmath>

namespace diffcont {

at::Tensor timestep_features(const at::Tensor& timesteps, int64_t channels) {
  const int64_t half = channels / 2;
  const at::Tensor index = at::arange(half, timesteps.options().dtype(at::kFloat));
  const at::Tensor frequency = at::exp(index * -std::log(10000.0) / static_cast<double>(half));
  const at::Tensor angle = timesteps.to(at::kFloat).unsqueeze(1) * frequency.unsqueeze(0);
  const at::Tensor features = at::cat({at::cos(angle), at::sin(angle)}, 1);
  return channels % 2 == 0 ? features : at::constant_pad_nd(features, {0, 1});
}

at::Tensor conditioning(const Scope& unet, int64_t channels, const at::Tensor& timesteps, const at::Tensor& labels) {
  const Scope first = unet.in("time_embedding").in("linear_1");
  const Scope second = unet.in("time_embedding").in("linear_2");
  const at::Tensor& classes = unet.at("class_embedding.weight");

  at::Tensor time = timestep_features(timesteps, channels).to(first.weight().scalar_type());
  time = at::linear(time, first.weight(), first.bias());
  time = at::linear(at::silu(time), second.weight(), second.bias());

  const at::Tensor labelled = labels.ge(0).unsqueeze(1);
  const at::Tensor rows = at::embedding(classes, labels.clamp_min(0));
  return time + at::where(labelled, rows, at::zeros({}, rows.options()));
}

}  // namespace diffcont
