#include "network/kernels/normalise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/kernels/by_cpu.h"
#include "common/kernels/parallel.h"
#include "network/kernels/lanes.h"

namespace diffcont::kernels {
namespace {

using c10::BFloat16;

// Each loop below walks one image, pixel by pixel, with a vector of channels at a time. They stand in functions of their
// own because the pick by processor works on plain functions; T is float or BFloat16.

// sums[c] = sum over pixels of x
template <typename T>
DIFFCONT_LANE void add_up(const T* x, int64_t pixels, int64_t channels, float* sums) {
  for (int64_t c = 0; c < channels; ++c) sums[c] = 0;
  for (int64_t p = 0; p < pixels; ++p, x += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) sums[c] += widen(x[c]);
  }
}

// sums[c] = sum over pixels of (x - centre[c])^2
template <typename T>
DIFFCONT_LANE void add_up_squares(const T* x, int64_t pixels, int64_t channels, const float* centre, float* sums) {
  for (int64_t c = 0; c < channels; ++c) sums[c] = 0;
  for (int64_t p = 0; p < pixels; ++p, x += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float difference = widen(x[c]) - centre[c];
      sums[c] += difference * difference;
    }
  }
}

// y = factor[c] * x + constant[c]
template <typename T>
DIFFCONT_LANE void apply(const T* x, int64_t pixels, int64_t channels, const float* factor, const float* constant,
                         T* y) {
  for (int64_t p = 0; p < pixels; ++p, x += channels, y += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) narrow(factor[c] * widen(x[c]) + constant[c], y[c]);
  }
}

template <typename T>
DIFFCONT_LANE void apply_silu(const T* x, int64_t pixels, int64_t channels, const float* factor,
                              const float* constant, T* y) {
  for (int64_t p = 0; p < pixels; ++p, x += channels, y += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float z = factor[c] * widen(x[c]) + constant[c];
      narrow(z * sigmoid(z), y[c]);
    }
  }
}

// dz = upstream; sums[c] and products[c] over pixels of dz and of dz * (x - centre[c])
template <typename T>
DIFFCONT_LANE void back(const T* x, const T* upstream, int64_t pixels, int64_t channels, const float* centre, T* dz,
                        float* sums, float* products) {
  for (int64_t c = 0; c < channels; ++c) sums[c] = products[c] = 0;
  for (int64_t p = 0; p < pixels; ++p, x += channels, upstream += channels, dz += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float slope = widen(upstream[c]);
      sums[c] += slope;
      products[c] += slope * (widen(x[c]) - centre[c]);
      dz[c] = upstream[c];
    }
  }
}

// The same with dz = upstream * the slope of SiLU at factor[c] * x + constant[c]
template <typename T>
DIFFCONT_LANE void back_silu(const T* x, const T* upstream, int64_t pixels, int64_t channels, const float* centre,
                             const float* factor, const float* constant, T* dz, float* sums, float* products) {
  for (int64_t c = 0; c < channels; ++c) sums[c] = products[c] = 0;
  for (int64_t p = 0; p < pixels; ++p, x += channels, upstream += channels, dz += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float value = widen(x[c]);
      const float z = factor[c] * value + constant[c];
      const float s = sigmoid(z);
      const float slope = widen(upstream[c]) * (s * (1.0f + z * (1.0f - s)));
      sums[c] += slope;
      products[c] += slope * (value - centre[c]);
      narrow(slope, dz[c]);
    }
  }
}

// dz becomes factor[c] * dz - by_value[c] * x - constant[c]; sums[c] over pixels of it
template <typename T>
DIFFCONT_LANE void back_to_features(const T* x, int64_t pixels, int64_t channels, const float* factor,
                                    const float* by_value, const float* constant, T* dz, float* sums) {
  for (int64_t c = 0; c < channels; ++c) sums[c] = 0;
  for (int64_t p = 0; p < pixels; ++p, x += channels, dz += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float value = factor[c] * widen(dz[c]) - (by_value[c] * widen(x[c]) + constant[c]);
      sums[c] += value;
      narrow(value, dz[c]);
    }
  }
}

// One image's input and the memory one thread needs for it.
template <typename T>
struct Image {
  const NormaliseInput<T>& input;
  int64_t index;
  int64_t elements = input.shape.pixels * input.shape.channels;
  const T* features = input.features + index * elements;

  float shift(int64_t channel) const {
    return input.shift == nullptr ? 0.0f : input.shift[index * input.shape.channels + channel];
  }
};

struct Scratch {
  explicit Scratch(int64_t channels) : values(static_cast<size_t>(channels * 6)), channels_(channels) {}
  float* row(int64_t i) { return values.data() + i * channels_; }
  std::vector<float> values;

 private:
  int64_t channels_;
};

template <typename T>
DIFFCONT_LANE void forward_image(const Image<T>& image, double epsilon, T* result, float* mean, float* inverse_std,
                                 Scratch& scratch) {
  const NormaliseShape& shape = image.input.shape;
  const int64_t width = shape.channels / shape.groups;
  const double count = static_cast<double>(width) * static_cast<double>(shape.pixels);
  float *sums = scratch.row(0), *factor = scratch.row(1), *constant = scratch.row(2), *centre = scratch.row(3);

  add_up(image.features, shape.pixels, shape.channels, sums);
  for (int64_t g = 0; g < shape.groups; ++g) {
    double sum = 0;
    for (int64_t c = g * width; c < (g + 1) * width; ++c) {
      sum += sums[c] + static_cast<double>(image.shift(c)) * static_cast<double>(shape.pixels);
    }
    mean[g] = static_cast<float>(sum / count);
    for (int64_t c = g * width; c < (g + 1) * width; ++c) centre[c] = mean[g] - image.shift(c);
  }
  // The differences are squared only once the mean is known: a mean far from zero would cancel the digits otherwise.
  add_up_squares(image.features, shape.pixels, shape.channels, centre, sums);
  for (int64_t g = 0; g < shape.groups; ++g) {
    double sum = 0;
    for (int64_t c = g * width; c < (g + 1) * width; ++c) sum += sums[c];
    inverse_std[g] = static_cast<float>(1.0 / std::sqrt(sum / count + epsilon));
    for (int64_t c = g * width; c < (g + 1) * width; ++c) {
      factor[c] = image.input.scale[c] * inverse_std[g];
      constant[c] = image.input.offset[c] - factor[c] * centre[c];
    }
  }
  if (image.input.silu) {
    apply_silu(image.features, shape.pixels, shape.channels, factor, constant, result);
  } else {
    apply(image.features, shape.pixels, shape.channels, factor, constant, result);
  }
}

template <typename T>
DIFFCONT_LANE void backward_image(const Image<T>& image, const float* mean, const float* inverse_std,
                                  const T* upstream, const NormaliseGradients<T>& to, Scratch& scratch) {
  const NormaliseShape& shape = image.input.shape;
  const int64_t width = shape.channels / shape.groups;
  const double count = static_cast<double>(width) * static_cast<double>(shape.pixels);
  float *sums = scratch.row(0), *products = scratch.row(1), *factor = scratch.row(2), *constant = scratch.row(3),
        *centre = scratch.row(4), *by_value = scratch.row(5);
  T* dz = to.features + image.index * image.elements;

  for (int64_t c = 0; c < shape.channels; ++c) {
    const int64_t g = c / width;
    centre[c] = mean[g] - image.shift(c);
    factor[c] = image.input.scale[c] * inverse_std[g];
    constant[c] = image.input.offset[c] - factor[c] * centre[c];
  }
  if (image.input.silu) {
    back_silu(image.features, upstream, shape.pixels, shape.channels, centre, factor, constant, dz, sums, products);
  } else {
    back(image.features, upstream, shape.pixels, shape.channels, centre, dz, sums, products);
  }
  float* const scale_gradient = to.scale + image.index * shape.channels;
  float* const offset_gradient = to.offset + image.index * shape.channels;
  for (int64_t g = 0; g < shape.groups; ++g) {
    double sum = 0, product = 0;
    for (int64_t c = g * width; c < (g + 1) * width; ++c) {
      offset_gradient[c] = sums[c];
      scale_gradient[c] = products[c] * inverse_std[g];
      sum += static_cast<double>(image.input.scale[c]) * offset_gradient[c];
      product += static_cast<double>(image.input.scale[c]) * scale_gradient[c];
    }
    // The slopes of mean and deviation take their share of every element.
    const double from_mean = sum / count * inverse_std[g];
    const double from_deviation = product / count * inverse_std[g] * inverse_std[g];
    for (int64_t c = g * width; c < (g + 1) * width; ++c) {
      by_value[c] = static_cast<float>(from_deviation);
      constant[c] = static_cast<float>(from_mean - from_deviation * centre[c]);
    }
  }
  back_to_features(image.features, shape.pixels, shape.channels, factor, by_value, constant, dz, sums);
  std::copy_n(sums, shape.channels, to.shift + image.index * shape.channels);
}

DIFFCONT_BY_CPU
void forward_f32(const Image<float>& image, double epsilon, float* result, float* mean, float* inverse_std,
                 Scratch& scratch) {
  forward_image(image, epsilon, result, mean, inverse_std, scratch);
}

DIFFCONT_BY_CPU
void forward_bf16(const Image<BFloat16>& image, double epsilon, BFloat16* result, float* mean, float* inverse_std,
                  Scratch& scratch) {
  forward_image(image, epsilon, result, mean, inverse_std, scratch);
}

DIFFCONT_BY_CPU
void backward_f32(const Image<float>& image, const float* mean, const float* inverse_std, const float* upstream,
                  const NormaliseGradients<float>& to, Scratch& scratch) {
  backward_image(image, mean, inverse_std, upstream, to, scratch);
}

DIFFCONT_BY_CPU
void backward_bf16(const Image<BFloat16>& image, const float* mean, const float* inverse_std,
                   const BFloat16* upstream, const NormaliseGradients<BFloat16>& to, Scratch& scratch) {
  backward_image(image, mean, inverse_std, upstream, to, scratch);
}

// An image is one thread's alone, so that no sum depends on the number of threads.
template <typename Work>
void for_each_image(const NormaliseShape& shape, const Work& work) {
  parallel_for(0, shape.images, 1, [&](int64_t begin, int64_t end) {
    Scratch scratch(shape.channels);
    for (int64_t i = begin; i < end; ++i) work(i, scratch);
  });
}

}  // namespace

void normalise_cpu(const NormaliseInput<float>& input, double epsilon, float* result, float* mean,
                   float* inverse_std) {
  for_each_image(input.shape, [&](int64_t i, Scratch& scratch) {
    const Image<float> image{input, i};
    forward_f32(image, epsilon, result + i * image.elements, mean + i * input.shape.groups,
                inverse_std + i * input.shape.groups, scratch);
  });
}

void normalise_cpu(const NormaliseInput<BFloat16>& input, double epsilon, BFloat16* result, float* mean,
                   float* inverse_std) {
  for_each_image(input.shape, [&](int64_t i, Scratch& scratch) {
    const Image<BFloat16> image{input, i};
    forward_bf16(image, epsilon, result + i * image.elements, mean + i * input.shape.groups,
                 inverse_std + i * input.shape.groups, scratch);
  });
}

void normalise_backward_cpu(const NormaliseInput<float>& input, const float* mean, const float* inverse_std,
                            const float* upstream, const NormaliseGradients<float>& gradients) {
  for_each_image(input.shape, [&](int64_t i, Scratch& scratch) {
    const Image<float> image{input, i};
    backward_f32(image, mean + i * input.shape.groups, inverse_std + i * input.shape.groups,
                 upstream + i * image.elements, gradients, scratch);
  });
}

void normalise_backward_cpu(const NormaliseInput<BFloat16>& input, const float* mean, const float* inverse_std,
                            const BFloat16* upstream, const NormaliseGradients<BFloat16>& gradients) {
  for_each_image(input.shape, [&](int64_t i, Scratch& scratch) {
    const Image<BFloat16> image{input, i};
    backward_bf16(image, mean + i * input.shape.groups, inverse_std + i * input.shape.groups,
                  upstream + i * image.elements, gradients, scratch);
  });
}

}  // namespace diffcont::kernels
