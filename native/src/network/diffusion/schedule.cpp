#include "network/diffusion/schedule.h"

#include <stdexcept>

namespace diffcont {

NoiseSchedule::NoiseSchedule(int64_t train_timesteps, double beta_start, double beta_end) {
  if (train_timesteps < 1) {
    throw std::invalid_argument("train_timesteps is " + std::to_string(train_timesteps) + ", must be at least 1");
  }
  // The same f32 operations as diffusers, so that rounding agrees too.
  const at::Tensor betas = at::linspace(beta_start, beta_end, train_timesteps, at::kFloat);
  const at::Tensor alphas_cumprod = at::cumprod(1.0 - betas, 0).contiguous();
  const float* values = alphas_cumprod.data_ptr<float>();
  alphas_cumprod_.assign(values, values + train_timesteps);
  sqrt_alpha_ = alphas_cumprod.sqrt();
  sqrt_one_minus_ = (1.0 - alphas_cumprod).sqrt();
}

at::Tensor NoiseSchedule::add_noise(const at::Tensor& images, const at::Tensor& noise,
                                    const at::Tensor& timesteps) const {
  const at::Tensor signal = sqrt_alpha_.index_select(0, timesteps).view({-1, 1, 1, 1}).to(images.device());
  const at::Tensor spread = sqrt_one_minus_.index_select(0, timesteps).view({-1, 1, 1, 1}).to(images.device());
  return images * signal + noise * spread;
}

at::Tensor NoiseSchedule::remove_noise(const at::Tensor& noised_images, const at::Tensor& predicted_noise,
                                       const at::Tensor& timesteps) const {
  const at::Tensor signal = sqrt_alpha_.index_select(0, timesteps).view({-1, 1, 1, 1});
  const at::Tensor spread = sqrt_one_minus_.index_select(0, timesteps).view({-1, 1, 1, 1});
  return (noised_images - predicted_noise * spread) / signal;
}

}  // namespace diffcont
