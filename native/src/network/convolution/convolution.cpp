#include "network/convolution/convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>

#include "common/kernels/parallel.h"
#include "common/runtime/threads.h"
#include "network/convolution/maps.h"
#include "network/convolution/packing.h"

namespace diffcont {
namespace {

using kernels::kGroup;
using kernels::Map;
using kernels::NetworkKernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Bytes of images copied for the gradient of the weights at a time: more would not stay in a cache, fewer would have
// the threads wait for each other more often.
constexpr int64_t kCopiedBytes = int64_t{16} << 20;

const NetworkKernels* kernels_for(const at::Tensor& features) {
  const bool bf16 = features.scalar_type() == at::kBFloat16;
  return bf16 || features.scalar_type() == at::kFloat ? kernels::network_kernels(bf16) : nullptr;
}

at::Tensor channels_last(const at::Tensor& tensor) { return tensor.contiguous(at::MemoryFormat::ChannelsLast); }

// Copies a group of images of a channels-last tensor into a map, whose border is left as it is.
void fill_map(const at::Tensor& images, int64_t first, const Map& map, int64_t element_size) {
  const auto row = static_cast<size_t>(map.width * map.channels * element_size);
  const auto* from = static_cast<const std::byte*>(images.const_data_ptr()) + first * map.height * row;
  auto* const to = static_cast<std::byte*>(map.data);
  for (int64_t image = 0; image < map.images; ++image) {
    for (int64_t y = 0; y < map.height; ++y, from += row) {
      std::memcpy(to + (image * map.image_step() + map.at(y, 0)) * element_size, from, row);
    }
  }
}

// features: channels-last. term: of all the features' channels. bias and residual may be undefined.
at::Tensor convolve(const NetworkKernels& kernels, const at::Tensor& features, const WeightTerm& term,
                    const at::Tensor& bias, const at::Tensor& residual) {
  const int64_t images = features.size(0), height = features.size(2), width = features.size(3);
  const int64_t outputs = term.weight.size(0), inputs = term.weight.size(1), taps = term.weight.size(2);
  const AlignedMemory weights = pack_weights(kernels, {term}, padded_channels(0, outputs, kernels.lanes));
  const at::Tensor shift = bias.defined() ? bias : at::zeros({outputs}, at::kFloat);
  const at::Tensor result = at::empty({images, outputs, height, width},
                                      features.options().memory_format(at::MemoryFormat::ChannelsLast));

  const auto convolve_groups = [&](int64_t first_group, int64_t last_group) {
    Map map{nullptr, kGroup, height, width, inputs};
    const AlignedMemory memory = allocate_aligned(kGroup * map.image_step() * kernels.element_size);
    map.data = memory.get();
    clear_border(map, kernels.element_size);
    kernels::Convolution work;
    work.height = height;
    work.width = width;
    work.sources[0] = window(map, taps, 1);
    work.source_count = 1;
    work.weights = weights.get();
    work.outputs = outputs;
    std::fill_n(work.shifts, kGroup, shift.const_data_ptr<float>());
    work.pixel_step = outputs;
    work.row_step = width * outputs;
    work.image_step = height * work.row_step;
    const int64_t blocks = (outputs + kernels.block - 1) / kernels.block;
    for (int64_t group = first_group; group < last_group; ++group) {
      const int64_t first = group * kGroup, offset = first * work.image_step * kernels.element_size;
      map.images = work.images = std::min(kGroup, images - first);
      fill_map(features, first, map, kernels.element_size);
      work.out = static_cast<std::byte*>(result.mutable_data_ptr()) + offset;
      if (residual.defined()) work.residual = static_cast<const std::byte*>(residual.const_data_ptr()) + offset;
      parallel_for(0, blocks * work.chunks(), 1,
                   [&](int64_t begin, int64_t end) { kernels.convolve(work, begin, end); });
    }
  };
  const int64_t groups = (images + kGroup - 1) / kGroup;
  if (groups < thread_count()) {
    convolve_groups(0, groups);  // all threads work on each group together
  } else {
    parallel_for(0, groups, 1, convolve_groups);  // within it the loop above is a plain one
  }
  return result;
}

WeightTerm term_of(const at::Tensor& weight, bool mirrored) {
  return {weight, padded_channels(0, weight.size(1), 1), mirrored};
}

kernels::Interleaved interleaved(const NetworkKernels& kernels, const at::Tensor& images, int64_t border,
                                 int64_t alignments) {
  return {nullptr, nullptr, images.size(2), images.size(3), images.size(1), kernels.depth, border, alignments};
}

// The images from `first` on of a channels-last tensor.
const void* images_from(const at::Tensor& tensor, int64_t first) {
  return static_cast<const std::byte*>(tensor.const_data_ptr()) + first * tensor.stride(0) * tensor.element_size();
}

// Outputs x inputs x taps, f32. features, upstream: channels-last.
at::Tensor weight_gradient(const NetworkKernels& kernels, const at::Tensor& features, const at::Tensor& upstream,
                           int64_t taps) {
  const int64_t images = features.size(0), inputs = features.size(1), outputs = upstream.size(1);
  const at::Tensor sums = at::zeros({outputs * inputs * taps}, at::kFloat);
  kernels::WeightGradient work;
  work.taps = taps;
  work.features = interleaved(kernels, features, taps == 9 ? 1 : 0, taps == 9 ? kernels.depth : 1);
  work.upstream = interleaved(kernels, upstream, 0, 1);
  work.gradient = sums.mutable_data_ptr<float>();
  const int64_t feature_bytes = work.features.image_step() * kernels.element_size,
                upstream_bytes = work.upstream.image_step() * kernels.element_size;
  const int64_t copied = std::clamp(kCopiedBytes / (feature_bytes + upstream_bytes), int64_t{1}, images);
  const AlignedMemory feature_copy = allocate_aligned(copied * feature_bytes),
                      upstream_copy = allocate_aligned(copied * upstream_bytes);
  work.features.to = feature_copy.get();
  work.upstream.to = upstream_copy.get();
  const auto blocks = [&](int64_t channels) { return (channels + kernels.block - 1) / kernels.block; };
  for (int64_t first = 0; first < images; first += copied) {
    work.images = std::min(copied, images - first);
    work.features.from = images_from(features, first);
    work.upstream.from = images_from(upstream, first);
    parallel_for(0, work.images, 1, [&](int64_t begin, int64_t end) {
      kernels.interleave(work.features, begin, end);
      kernels.interleave(work.upstream, begin, end);
    });
    parallel_for(0, blocks(outputs) * blocks(inputs), 1,
                 [&](int64_t begin, int64_t end) { kernels.weight_gradient(work, begin, end); });
  }

  const at::Tensor gradient = at::empty({outputs, inputs, taps}, at::kFloat);
  for (int64_t first = 0; first < outputs; first += kernels.block) {
    const int64_t width = std::min(kernels.block, outputs - first);
    gradient.slice(0, first, first + width)
        .copy_(sums.slice(0, first * inputs * taps, (first + width) * inputs * taps)
                   .view({inputs, taps, width})
                   .permute({2, 0, 1}));
  }
  return gradient;
}

class Convolution : public torch::autograd::Function<Convolution> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& features, const at::Tensor& weight,
                            const std::optional<at::Tensor>& bias, const std::optional<at::Tensor>& residual) {
    const at::Tensor in = channels_last(features);
    const at::Tensor taps = weight.flatten(2).contiguous();
    context->save_for_backward({in, taps});
    context->saved_data["bias"] = bias.has_value();
    context->saved_data["residual"] = residual.has_value();
    return convolve(*kernels_for(in), in, term_of(taps, false), bias.value_or(at::Tensor()),
                    residual ? channels_last(*residual) : at::Tensor());
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstreams) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &features = saved[0], &weight = saved[1];
    const NetworkKernels& kernels = *kernels_for(features);
    const at::Tensor upstream = channels_last(upstreams[0].to(features.scalar_type()));
    variable_list gradients(4);
    if (context->needs_input_grad(0)) {
      // The forward pass's products the other way round: taps mirrored, inputs and outputs exchanged.
      gradients[0] = convolve(kernels, upstream, term_of(weight.transpose(0, 1), true), {}, {});
    }
    if (context->needs_input_grad(1)) {
      const int64_t taps = weight.size(2), side = taps == 9 ? 3 : 1;
      gradients[1] = weight_gradient(kernels, features, upstream, taps)
                         .view({weight.size(0), weight.size(1), side, side});
    }
    // Autograd counts the operands that were given.
    const bool bias = context->saved_data["bias"].toBool(), residual = context->saved_data["residual"].toBool();
    if (bias && context->needs_input_grad(2)) gradients[2] = upstream.sum({0, 2, 3}, false, at::kFloat);
    if (residual && context->needs_input_grad(bias ? 3 : 2)) gradients[3] = upstream;
    return gradients;
  }
};

}  // namespace

bool has_own_convolution(const at::Tensor& features, const at::Tensor& weight, int64_t stride, int64_t padding) {
  const int64_t side = weight.size(2);
  if (!features.is_cpu() || stride != 1 || weight.size(3) != side || (side != 3 && side != 1) || padding != side / 2) {
    return false;
  }
  const NetworkKernels* const kernels = kernels_for(features);
  return kernels != nullptr && weight.scalar_type() == at::kFloat && weight.size(0) % kernels->lanes == 0 &&
         weight.size(1) % kernels->lanes == 0 && features.size(3) % kernels->depth == 0;
}

at::Tensor own_convolution(const at::Tensor& features, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                           const std::optional<at::Tensor>& residual) {
  return Convolution::apply(features, weight, bias, residual);
}

}  // namespace diffcont
