// Group normalisation of channels-last features with what stands around it in a U-Net: a shift of each image's channels
// before it, SiLU after it.
#pragma once

#include <cstdint>

#include <c10/util/BFloat16.h>

namespace diffcont::kernels {

// Features lie as images x pixels x channels.
struct NormaliseShape {
  int64_t images, pixels, channels;
  int64_t groups;  // divides channels
};

// What normalise_cpu was given; its backward pass reads the same memory again. Arithmetic is f32 for both types.
template <typename T>
struct NormaliseInput {
  NormaliseShape shape;
  const T* features;
  const float* shift;  // images x channels, added before the statistics are taken; null: none
  const float* scale;  // channels
  const float* offset;  // channels
  bool silu;
};

// result = silu(scale * (x - mean) * inverse_std + offset), x = features + shift, statistics over the pixels and the
// channels of one group of one image. Receives: result as features; mean and inverse_std, images x groups.
void normalise_cpu(const NormaliseInput<float>& input, double epsilon, float* result, float* mean, float* inverse_std);
void normalise_cpu(const NormaliseInput<c10::BFloat16>& input, double epsilon, c10::BFloat16* result, float* mean,
                   float* inverse_std);

// Gradients of a loss whose gradient by the result is `upstream`. Receives: features as features; shift, scale and
// offset, each images x channels (those of scale and offset are still to be summed over the images, in order).
template <typename T>
struct NormaliseGradients {
  T* features;
  float* shift;
  float* scale;
  float* offset;
};

void normalise_backward_cpu(const NormaliseInput<float>& input, const float* mean, const float* inverse_std,
                            const float* upstream, const NormaliseGradients<float>& gradients);
void normalise_backward_cpu(const NormaliseInput<c10::BFloat16>& input, const float* mean, const float* inverse_std,
                            const c10::BFloat16* upstream, const NormaliseGradients<c10::BFloat16>& gradients);

}  // namespace diffcont::kernels
