// Group normalisation with what stands around it, channels-last. A block takes whole groups of one image, about 32
// channels wide so that its reads are of whole sectors; a thread keeps one channel and walks over pixels. Sums are
// taken about the block's first value, so that a large common offset does not cost the variance its digits. No atomics:
// the same input gives the same bits.
#include <cuda_bf16.h>

#include "kernels/cuda/launch.h"

namespace diffcont::cuda {
namespace {

constexpr int kThreads = 256;
static_assert(kMostGroupChannels <= kThreads);
constexpr int kSlabChannels = 32;

__device__ float widen(float value) { return value; }
__device__ float widen(__nv_bfloat16 value) { return __bfloat162float(value); }
template <class T>
__device__ T narrow(float value);
template <>
__device__ float narrow<float>(float value) {
  return value;
}
template <>
__device__ __nv_bfloat16 narrow<__nv_bfloat16>(float value) {
  return __float2bfloat16_rn(value);
}

// How one block's threads lie over its slab.
struct Shape {
  int channels;        // of the features
  int group_channels;  // of a group
  int slab_channels;   // of a block: whole groups, at most kThreads
  int pixels;
};

struct Place {
  int channel;  // in the slab
  int row, rows;
  bool working;
  __device__ explicit Place(const Shape& shape)
      : channel(threadIdx.x % shape.slab_channels),
        row(threadIdx.x / shape.slab_channels),
        rows(kThreads / shape.slab_channels),
        working(row < rows) {}
};

// Adds each channel's values over the rows of threads and leaves the sum in row 0's places of `values`.
__device__ void sum_rows(float* values, const Shape& shape, const Place& place) {
  __syncthreads();
  if (place.row == 0) {
    float sum = 0;
    for (int row = 0; row < place.rows; ++row) {
      sum += values[row * shape.slab_channels + place.channel];
    }
    values[place.channel] = sum;
  }
  __syncthreads();
}

// The sum over the channels of this thread's group, after sum_rows.
__device__ float group_sum(const float* values, const Shape& shape, int group) {
  float sum = 0;
  for (int c = 0; c < shape.group_channels; ++c) {
    sum += values[group * shape.group_channels + c];
  }
  return sum;
}

__device__ float sigmoid(float value) { return 1.0F / (1.0F + expf(-value)); }

template <class T, class P>
__global__ void __launch_bounds__(kThreads)
    forward_kernel(const T* features, const P* shift, const P* weight, const P* bias, T* result, float* means,
                   float* inverse_stds, Shape shape, float eps, bool silu) {
  __shared__ float sums[kThreads], squares[kThreads];
  const Place place(shape);
  const int64_t image = blockIdx.y;
  const int first_channel = blockIdx.x * shape.slab_channels;
  const int channel = first_channel + place.channel;
  const int group = place.channel / shape.group_channels;
  const T* const in = features + image * shape.pixels * shape.channels;
  const auto shift_of = [&](int c) { return shift == nullptr ? 0.0F : widen(shift[image * shape.channels + c]); };

  const float own_shift = place.working ? shift_of(channel) : 0.0F;
  const int group_first = first_channel + group * shape.group_channels;
  const float origin = place.working ? widen(in[group_first]) + shift_of(group_first) : 0.0F;
  float sum = 0, square = 0;
  if (place.working) {
    for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
      const float value = widen(in[static_cast<int64_t>(pixel) * shape.channels + channel]) + own_shift - origin;
      sum += value;
      square = fmaf(value, value, square);
    }
  }
  sums[threadIdx.x] = sum;
  squares[threadIdx.x] = square;
  sum_rows(sums, shape, place);
  sum_rows(squares, shape, place);
  if (!place.working) {
    return;
  }
  const float count = static_cast<float>(shape.pixels) * static_cast<float>(shape.group_channels);
  const float offset = group_sum(sums, shape, group) / count;
  const float variance = fmaxf(group_sum(squares, shape, group) / count - offset * offset, 0.0F);
  const float mean = origin + offset;
  const float inverse_std = 1.0F / sqrtf(variance + eps);
  if (place.row == 0 && place.channel % shape.group_channels == 0) {
    const int64_t index = image * (shape.channels / shape.group_channels) + channel / shape.group_channels;
    means[index] = mean;
    inverse_stds[index] = inverse_std;
  }
  const float scale = inverse_std * widen(weight[channel]), move = widen(bias[channel]);
  T* const out = result + image * shape.pixels * shape.channels;
  for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
    const int64_t index = static_cast<int64_t>(pixel) * shape.channels + channel;
    const float value = (widen(in[index]) + own_shift - mean) * scale + move;
    out[index] = narrow<T>(silu ? value * sigmoid(value) : value);
  }
}

// With v = the normalised value, u = weight v + bias, and g the gradient by u: the group's gradient by the features is
// inverse_std (g weight - mean(g weight) - v mean(g weight v)).
template <class T, class P>
__global__ void __launch_bounds__(kThreads)
    backward_kernel(const T* gradient, const T* features, const P* shift, const float* means,
                    const float* inverse_stds, const P* weight, const P* bias, T* feature_gradient,
                    float* shift_gradient, float* weight_gradient, float* bias_gradient, Shape shape, bool silu) {
  __shared__ float sums[kThreads], products[kThreads], normals[kThreads];
  const Place place(shape);
  const int64_t image = blockIdx.y;
  const int first_channel = blockIdx.x * shape.slab_channels;
  const int channel = first_channel + place.channel;
  const int group = place.channel / shape.group_channels;
  const int64_t start = image * shape.pixels * shape.channels;

  float own_shift = 0, mean = 0, inverse_std = 0, scale = 0, move = 0;
  if (place.working) {
    own_shift = shift == nullptr ? 0.0F : widen(shift[image * shape.channels + channel]);
    const int64_t index = image * (shape.channels / shape.group_channels) + channel / shape.group_channels;
    mean = means[index];
    inverse_std = inverse_stds[index];
    scale = widen(weight[channel]);
    move = widen(bias[channel]);
  }
  const auto values_at = [&](int pixel, float& normal, float& by_affine) {
    const int64_t index = start + static_cast<int64_t>(pixel) * shape.channels + channel;
    normal = (widen(features[index]) + own_shift - mean) * inverse_std;
    by_affine = widen(gradient[index]);
    if (silu) {
      const float affine = normal * scale + move;
      const float gate = sigmoid(affine);
      by_affine *= gate * (1.0F + affine * (1.0F - gate));
    }
  };

  float sum = 0, product = 0, normal_sum = 0;
  if (place.working) {
    for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
      float normal, by_affine;
      values_at(pixel, normal, by_affine);
      sum += by_affine;
      product = fmaf(by_affine, normal, product);
      normal_sum += normal;
    }
  }
  sums[threadIdx.x] = sum;
  products[threadIdx.x] = product;
  normals[threadIdx.x] = normal_sum;
  sum_rows(sums, shape, place);
  sum_rows(products, shape, place);
  sum_rows(normals, shape, place);
  const bool writing = place.row == 0;  // row 0 always works
  const float channel_sum = sums[place.channel], channel_product = products[place.channel];
  if (writing) {
    const int64_t index = image * shape.channels + channel;
    bias_gradient[index] = channel_sum;
    weight_gradient[index] = channel_product;
  }
  __syncthreads();
  if (writing) {
    sums[place.channel] = channel_sum * scale;
    products[place.channel] = channel_product * scale;
  }
  __syncthreads();
  if (!place.working) {
    return;
  }
  const float count = static_cast<float>(shape.pixels) * static_cast<float>(shape.group_channels);
  const float mean_sum = group_sum(sums, shape, group) / count;
  const float mean_product = group_sum(products, shape, group) / count;
  if (writing && shift_gradient != nullptr) {
    shift_gradient[image * shape.channels + channel] =
        inverse_std * (channel_sum * scale - static_cast<float>(shape.pixels) * mean_sum -
                       normals[place.channel] * mean_product);
  }
  for (int pixel = place.row; pixel < shape.pixels; pixel += place.rows) {
    float normal, by_affine;
    values_at(pixel, normal, by_affine);
    feature_gradient[start + static_cast<int64_t>(pixel) * shape.channels + channel] =
        narrow<T>(inverse_std * (by_affine * scale - mean_sum - normal * mean_product));
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

// Calls run with values of the two number types: of features, and of weight, bias and shift.
template <class Run>
void with_types(const NormaliseProblem& problem, Run&& run) {
  const bool narrow_parameters = problem.parameter_number == Number::kBF16;
  if (problem.feature_number == Number::kBF16) {
    narrow_parameters ? run(__nv_bfloat16{}, __nv_bfloat16{}) : run(__nv_bfloat16{}, float{});
  } else {
    narrow_parameters ? run(float{}, __nv_bfloat16{}) : run(float{}, float{});
  }
}

}  // namespace

void launch_normalise(cudaStream_t queue, const NormaliseProblem& problem, void* result) {
  const Shape shape = shape_of(problem);
  with_types(problem, [&](auto feature, auto parameter) {
    using T = decltype(feature);
    using P = decltype(parameter);
    forward_kernel<T, P><<<blocks_of(shape, problem.images), kThreads, 0, queue>>>(
        static_cast<const T*>(problem.features), static_cast<const P*>(problem.shift),
        static_cast<const P*>(problem.weight), static_cast<const P*>(problem.bias), static_cast<T*>(result),
        problem.mean, problem.inverse_std, shape, problem.eps, problem.silu);
  });
  check(cudaGetLastError(), "normalisation");
}

void launch_normalise_backward(cudaStream_t queue, const NormaliseProblem& problem,
                               const NormaliseGradientMemory& gradients) {
  const Shape shape = shape_of(problem);
  with_types(problem, [&](auto feature, auto parameter) {
    using T = decltype(feature);
    using P = decltype(parameter);
    backward_kernel<T, P><<<blocks_of(shape, problem.images), kThreads, 0, queue>>>(
        static_cast<const T*>(gradients.by_result), static_cast<const T*>(problem.features),
        static_cast<const P*>(problem.shift), problem.mean, problem.inverse_std, static_cast<const P*>(problem.weight),
        static_cast<const P*>(problem.bias), static_cast<T*>(gradients.by_features), gradients.by_shift,
        gradients.by_weight, gradients.by_bias, shape, problem.silu);
  });
  check(cudaGetLastError(), "normalisation's gradients");
}

}  // namespace diffcont::cuda
