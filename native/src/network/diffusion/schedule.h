// The noise schedule: linear betas and their cumulative products, as diffusers' DDPM and DDIM schedulers have them.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace diffcont {

class NoiseSchedule {
 public:
  NoiseSchedule(int64_t train_timesteps, double beta_start, double beta_end);
  int64_t train_timesteps() const { return static_cast<int64_t>(alphas_cumprod_.size()); }
  // Cumulative product of alpha at a timestep, f32 arithmetic as in diffusers.
  float alpha_cumprod(int64_t timestep) const { return alphas_cumprod_.at(static_cast<size_t>(timestep)); }
  // sqrt(a_t) and sqrt(1 - a_t) with the bits that the functions below use: libraries round square roots differently.
  float signal(int64_t timestep) const { return sqrt_alpha_.const_data_ptr<float>()[timestep]; }
  float spread(int64_t timestep) const { return sqrt_one_minus_.const_data_ptr<float>()[timestep]; }
  // x_t = sqrt(a_t) x + sqrt(1 - a_t) e; timesteps: N (int64), on the processor; the result
  // is where the images are.
  at::Tensor add_noise(const at::Tensor& images, const at::Tensor& noise, const at::Tensor& timesteps) const;
  // The clean image that a predicted noise means, x = (x_t - sqrt(1 - a_t) e) / sqrt(a_t), not clamped.
  at::Tensor remove_noise(const at::Tensor& noised_images, const at::Tensor& predicted_noise,
                          const at::Tensor& timesteps) const;

 private:
  std::vector<float> alphas_cumprod_;
  at::Tensor sqrt_alpha_;        // by timestep
  at::Tensor sqrt_one_minus_;    // by timestep
};

}  // namespace diffcont
