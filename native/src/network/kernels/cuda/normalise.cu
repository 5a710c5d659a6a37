// Group normalisation with what stands around it, channels-last. A block takes whole groups of one image, about 32
// channels wide so that its reads are of whole sectors; a thread keeps a few neighbouring channels, which it reads at
// once, and walks over pixels. Sums are taken about a group's first value, so that a large common offset does not cost
// the variance its digits. No atomics: the same input gives the same bits.
#include <cuda_bf16.h>

#include "network/kernels/cuda/hardware.cuh"
#include "network/kernels/cuda/launch.h"
#include "network/kernels/cuda/numbers.cuh"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;
static_assert(kMostGroupChannels <= kThreads);
constexpr int kSlabChannels = 24;

// How one block's threads lie over its slab.
struct Shape {
  int channels;        // of the features
  int group_channels;  // of a group
  int slab_channels;   // of a block: whole groups, at most kThreads
  int pixels;
};

// What a thread takes: kWidth channels from `channel` on, of every rows-th pixel from `row` on.
template <int kWidth>
struct Place {
  int channel;  // in the slab
  int row, rows;
  bool working;
  __device__ explicit Place(const Shape& shape)
      : channel(threadIdx.x % (shape.slab_channels / kWidth) * kWidth),
        row(threadIdx.x / (shape.slab_channels / kWidth)),
        rows(kThreads / (shape.slab_channels / kWidth)),
        working(row < rows) {}
};

// Each of kArrays holds rows x slab_channels values; adds the rows and leaves the sums in the first of them.
template <int kArrays, int kSize>
__device__ void sum_rows(float (&arrays)[kArrays][kSize], const Shape& shape, int rows) {
  const int channel = threadIdx.x % shape.slab_channels, part = threadIdx.x / shape.slab_channels;
  const int parts = kThreads / shape.slab_channels;
  float sums[kArrays] = {};
  __syncthreads();
#pragma unroll
  for (int a = 0; a < kArrays; ++a) {
    for (int row = part; part < parts && row < rows; row += parts) {
      sums[a] += arrays[a][row * shape.slab_channels + channel];
    }
  }
  __syncthreads();
#pragma unroll
  for (int a = 0; a < kArrays; ++a) {
    if (part < parts) {
      arrays[a][part * shape.slab_channels + channel] = sums[a];
    }
  }
  __syncthreads();
#pragma unroll
  for (int a = 0; a < kArrays; ++a) {
    sums[a] = 0;
    for (int i = 0; part == 0 && i < parts; ++i) {
      sums[a] += arrays[a][i * shape.slab_channels + channel];
    }
  }
  __syncthreads();
#pragma unroll
  for (int a = 0; a < kArrays; ++a) {
    if (part == 0) {
      arrays[a][channel] = sums[a];
    }
  }
  __syncthreads();
}

// The sum over a group's channels, after sum_rows.
__device__ float group_sum(const float* values, const Shape& shape, int group) {
  float sum = 0;
  for (int c = 0; c < shape.group_channels; ++c) {
    sum += values[group * shape.group_channels + c];
  }
  return sum;
}

template <class T, int kWidth>
__device__ Pack<T, kWidth> pack_of(const uint4& words) {
  Pack<T, kWidth> pack;
  static_assert(sizeof(pack) <= sizeof(words));
  memcpy(&pack, &words, sizeof(pack));
  return pack;
}

// bf16 keeps 8 bits: the fast exponential and division err far less.
template <class T>
__device__ float sigmoid(float value) {
  return sizeof(T) == 2 ? __fdividef(1.0F, 1.0F + __expf(-value)) : 1.0F / (1.0F + expf(-value));
}

// kHeld: packs that a thread keeps in registers from the first pass to the second, at least as many as it takes; 0
// where they are too many, which are then read twice.
template <class T, class P, int kWidth, int kHeld>
__global__ void __launch_bounds__(kThreads, 2)
    forward_kernel(const T* __restrict__ features, const P* __restrict__ shift, const P* __restrict__ weight,
                   const P* __restrict__ bias, T* __restrict__ result, float* __restrict__ means,
                   float* __restrict__ inverse_stds, Shape shape, float eps, bool silu) {
  __shared__ float sums[2][kThreads * kWidth];
  __shared__ float group_means[kThreads], group_inverses[kThreads];
  const Place<kWidth> place(shape);
  const int64_t image = blockIdx.y;
  const int first_channel = blockIdx.x * shape.slab_channels;
  const int channel = first_channel + place.channel;
  const int64_t start = image * shape.pixels * shape.channels;
  const auto shift_of = [&](int c) { return shift == nullptr ? 0.0F : widen(shift[image * shape.channels + c]); };
  const auto origin_of = [&](int group) {
    const int first = first_channel + group * shape.group_channels;
    return widen(features[start + first]) + shift_of(first);
  };
  const auto index_of = [&](int pixel) { return start + static_cast<int64_t>(pixel) * shape.channels + channel; };

  uint4 held[kHeld == 0 ? 1 : kHeld];
  float own_shift[kWidth], origin[kWidth], sum[kWidth] = {}, square[kWidth] = {};
  const auto add = [&](const Pack<T, kWidth>& in) {
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      const float value = widen(in.values[k]) + own_shift[k] - origin[k];
      sum[k] += value;
      square[k] = fmaf(value, value, square[k]);
    }
  };
  if (place.working) {
#pragma unroll
    for (int h = 0; h < kHeld; ++h) {
      const int pixel = place.row + h * place.rows;
      if (pixel < shape.pixels) {
        held[h] = *reinterpret_cast<const uint4*>(features + index_of(pixel));
      }
    }
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      own_shift[k] = shift_of(channel + k);
      origin[k] = origin_of((place.channel + k) / shape.group_channels);
    }
    if (kHeld > 0) {
#pragma unroll
      for (int h = 0; h < kHeld; ++h) {
        if (place.row + h * place.rows < shape.pixels) {
          add(pack_of<T, kWidth>(held[h]));
        }
      }
    } else {
#pragma unroll 4
      for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
        add(load<kWidth>(features + index_of(pixel)));
      }
    }
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      sums[0][place.row * shape.slab_channels + place.channel + k] = sum[k];
      sums[1][place.row * shape.slab_channels + place.channel + k] = square[k];
    }
  }
#pragma unroll
  for (int h = 0; h < kHeld; ++h) {
    // So that the compiler widens them again later, and does not keep them widened in twice the registers.
    forget_derived(held[h]);
  }
  sum_rows(sums, shape, place.rows);
  if (threadIdx.x < shape.slab_channels / shape.group_channels) {
    const int group = threadIdx.x;
    const float count = static_cast<float>(shape.pixels) * static_cast<float>(shape.group_channels);
    const float offset = group_sum(sums[0], shape, group) / count;
    const float variance = fmaxf(group_sum(sums[1], shape, group) / count - offset * offset, 0.0F);
    const int64_t index =
        image * (shape.channels / shape.group_channels) + first_channel / shape.group_channels + group;
    group_means[group] = means[index] = origin_of(group) + offset;
    group_inverses[group] = inverse_stds[index] = 1.0F / sqrtf(variance + eps);
  }
  __syncthreads();
  if (!place.working) {
    return;
  }
  float mean[kWidth], scale[kWidth], move[kWidth];
#pragma unroll
  for (int k = 0; k < kWidth; ++k) {
    const int group = (place.channel + k) / shape.group_channels;
    mean[k] = group_means[group];
    scale[k] = group_inverses[group] * widen(weight[channel + k]);
    move[k] = widen(bias[channel + k]);
  }
  const auto write = [&](int64_t index, const Pack<T, kWidth>& in) {
    Pack<T, kWidth> out;
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      const float value = (widen(in.values[k]) + own_shift[k] - mean[k]) * scale[k] + move[k];
      out.values[k] = narrow<T>(silu ? value * sigmoid<T>(value) : value);
    }
    store(result + index, out);
  };
  if (kHeld > 0) {
#pragma unroll
    for (int h = 0; h < kHeld; ++h) {
      const int pixel = place.row + h * place.rows;
      if (pixel < shape.pixels) {
        write(index_of(pixel), pack_of<T, kWidth>(held[h]));
      }
    }
  } else {
#pragma unroll 4
    for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
      write(index_of(pixel), load<kWidth>(features + index_of(pixel)));
    }
  }
}

// With v = the normalised value, u = weight v + bias, and g the gradient by u: the group's gradient by the features is
// inverse_std (g weight - mean(g weight) - v mean(g weight v)).
template <class T, class P, int kWidth>
__global__ void __launch_bounds__(kThreads)
    backward_kernel(const T* __restrict__ gradient, const T* __restrict__ features, const P* __restrict__ shift,
                    const float* __restrict__ means, const float* __restrict__ inverse_stds,
                    const P* __restrict__ weight, const P* __restrict__ bias, T* __restrict__ feature_gradient,
                    float* __restrict__ shift_gradient, float* __restrict__ weight_gradient,
                    float* __restrict__ bias_gradient, Shape shape, bool silu) {
  __shared__ float sums[3][kThreads * kWidth];  // over pixels: of g, of g v, of v
  __shared__ float group_sums[kThreads], group_products[kThreads];
  const Place<kWidth> place(shape);
  const int64_t image = blockIdx.y;
  const int first_channel = blockIdx.x * shape.slab_channels;
  const int channel = first_channel + place.channel;
  const int64_t start = image * shape.pixels * shape.channels;
  const int64_t first_group = image * (shape.channels / shape.group_channels) + first_channel / shape.group_channels;

  float own_shift[kWidth], mean[kWidth], inverse_std[kWidth], scale[kWidth], move[kWidth];
  if (place.working) {
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      own_shift[k] = shift == nullptr ? 0.0F : widen(shift[image * shape.channels + channel + k]);
      const int64_t index = first_group + (place.channel + k) / shape.group_channels;
      mean[k] = means[index];
      inverse_std[k] = inverse_stds[index];
      scale[k] = widen(weight[channel + k]);
      move[k] = widen(bias[channel + k]);
    }
  }
  const auto values_at = [&](int64_t index, float (&normal)[kWidth], float (&by_affine)[kWidth]) {
    const auto in = load<kWidth>(features + index), upstream = load<kWidth>(gradient + index);
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      normal[k] = (widen(in.values[k]) + own_shift[k] - mean[k]) * inverse_std[k];
      by_affine[k] = widen(upstream.values[k]);
      if (silu) {
        const float affine = normal[k] * scale[k] + move[k];
        const float gate = sigmoid<T>(affine);
        by_affine[k] *= gate * (1.0F + affine * (1.0F - gate));
      }
    }
  };

  float sum[kWidth] = {}, product[kWidth] = {}, normal_sum[kWidth] = {};
  if (place.working) {
#pragma unroll 2
    for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
      float normal[kWidth], by_affine[kWidth];
      values_at(start + static_cast<int64_t>(pixel) * shape.channels + channel, normal, by_affine);
#pragma unroll
      for (int k = 0; k < kWidth; ++k) {
        sum[k] += by_affine[k];
        product[k] = fmaf(by_affine[k], normal[k], product[k]);
        normal_sum[k] += normal[k];
      }
    }
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      const int index = place.row * shape.slab_channels + place.channel + k;
      sums[0][index] = sum[k];
      sums[1][index] = product[k];
      sums[2][index] = normal_sum[k];
    }
  }
  sum_rows(sums, shape, place.rows);
  // One thread a channel, then one a group.
  const bool has_channel = threadIdx.x < shape.slab_channels;
  if (has_channel) {
    const int64_t index = image * shape.channels + first_channel + threadIdx.x;
    bias_gradient[index] = sums[0][threadIdx.x];
    weight_gradient[index] = sums[1][threadIdx.x];
    const float own_scale = widen(weight[first_channel + threadIdx.x]);
    sums[0][threadIdx.x] *= own_scale;
    sums[1][threadIdx.x] *= own_scale;
  }
  __syncthreads();
  if (threadIdx.x < shape.slab_channels / shape.group_channels) {
    const float count = static_cast<float>(shape.pixels) * static_cast<float>(shape.group_channels);
    group_sums[threadIdx.x] = group_sum(sums[0], shape, threadIdx.x) / count;
    group_products[threadIdx.x] = group_sum(sums[1], shape, threadIdx.x) / count;
  }
  __syncthreads();
  if (has_channel && shift_gradient != nullptr) {
    const int group = threadIdx.x / shape.group_channels;
    shift_gradient[image * shape.channels + first_channel + threadIdx.x] =
        inverse_stds[first_group + group] *
        (sums[0][threadIdx.x] - static_cast<float>(shape.pixels) * group_sums[group] -
         sums[2][threadIdx.x] * group_products[group]);
  }
  if (!place.working) {
    return;
  }
  float mean_sum[kWidth], mean_product[kWidth];
#pragma unroll
  for (int k = 0; k < kWidth; ++k) {
    const int group = (place.channel + k) / shape.group_channels;
    mean_sum[k] = group_sums[group];
    mean_product[k] = group_products[group];
  }
#pragma unroll 2
  for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
    const int64_t index = start + static_cast<int64_t>(pixel) * shape.channels + channel;
    float normal[kWidth], by_affine[kWidth];
    values_at(index, normal, by_affine);
    Pack<T, kWidth> out;
#pragma unroll
    for (int k = 0; k < kWidth; ++k) {
      out.values[k] =
          narrow<T>(inverse_std[k] * (by_affine[k] * scale[k] - mean_sum[k] - normal[k] * mean_product[k]));
    }
    store(feature_gradient + index, out);
  }
}

Shape shape_of(const NormaliseProblem& problem) {
  const int group_channels = problem.channels / problem.groups;
  int slab_groups = 1;
  while (problem.groups % (2 * slab_groups) == 0 && slab_groups * group_channels < kSlabChannels &&
         2 * slab_groups * group_channels <= kThreads) {
    slab_groups *= 2;
  }
  return {problem.channels, group_channels, slab_groups * group_channels, problem.pixels};
}

dim3 blocks_of(const Shape& shape, int64_t images) {
  return {static_cast<unsigned>(shape.channels / shape.slab_channels), static_cast<unsigned>(images)};
}

int packs_of_a_thread(const Shape& shape, int width) {
  const int rows = kThreads / (shape.slab_channels / width);
  return (shape.pixels + rows - 1) / rows;
}

// Calls run with how many packs the kernel holds: the fewest of its choices that are enough, none of single numbers.
template <bool kWide, class Run>
void with_held(int packs, Run&& run) {
  if constexpr (kWide) {
    if (packs <= 1) {
      return run(std::integral_constant<int, 1>{});
    }
    if (packs <= 4) {
      return run(std::integral_constant<int, 4>{});
    }
    if (packs <= 16) {
      return run(std::integral_constant<int, 16>{});
    }
  }
  run(std::integral_constant<int, 0>{});
}

}  // namespace

void launch_normalise(cudaStream_t queue, const NormaliseProblem& problem, void* result) {
  const Shape shape = shape_of(problem);
  with_types(problem.feature_number, problem.parameter_number, [&](auto feature, auto parameter) {
    using T = decltype(feature);
    using P = decltype(parameter);
    with_width<T>(shape.slab_channels, {problem.features, result}, [&](auto width) {
      with_held<(width > 1)>(packs_of_a_thread(shape, width), [&](auto held) {
        launch_kernel("normalisation", queue, blocks_of(shape, problem.images), kThreads, 0,
                      forward_kernel<T, P, width, held>, static_cast<const T*>(problem.features),
                      static_cast<const P*>(problem.shift), static_cast<const P*>(problem.weight),
                      static_cast<const P*>(problem.bias), static_cast<T*>(result), problem.mean, problem.inverse_std,
                      shape, problem.eps, problem.silu);
      });
    });
  });
}

void launch_normalise_backward(cudaStream_t queue, const NormaliseProblem& problem,
                               const NormaliseGradientMemory& gradients) {
  const Shape shape = shape_of(problem);
  with_types(problem.feature_number, problem.parameter_number, [&](auto feature, auto parameter) {
    using T = decltype(feature);
    using P = decltype(parameter);
    const auto pointers = {problem.features, gradients.by_result, static_cast<const void*>(gradients.by_features)};
    with_width<T>(shape.slab_channels, pointers, [&](auto width) {
      launch_kernel("normalisation's gradients", queue, blocks_of(shape, problem.images), kThreads, 0,
                    backward_kernel<T, P, width>, static_cast<const T*>(gradients.by_result),
                    static_cast<const T*>(problem.features), static_cast<const P*>(problem.shift), problem.mean,
                    problem.inverse_std, static_cast<const P*>(problem.weight), static_cast<const P*>(problem.bias),
                    static_cast<T*>(gradients.by_features), gradients.by_shift, gradients.by_weight,
                    gradients.by_bias, shape, problem.silu);
    });
  });
}

}  // namespace diffcont::cuda
