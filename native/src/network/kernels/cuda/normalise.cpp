// normalise (kernels/cuda.h) as a node of autograd.
#include <torch/csrc/autograd/custom_function.h>

#include <limits>
#include <stdexcept>

#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

NormaliseProblem problem_of(const at::Tensor& features, const at::Tensor& shift, int64_t groups,
                            const at::Tensor& weight, const at::Tensor& bias, double eps, bool silu,
                            const at::Tensor& mean, const at::Tensor& inverse_std) {
  const int64_t images = features.size(0), channels = features.size(1), pixels = features.size(2) * features.size(3);
  if (channels % groups != 0 || channels / groups > kMostGroupChannels || images > kMostImages ||
      pixels > std::numeric_limits<int>::max()) {
    throw std::invalid_argument("normalisation on a GPU takes up to " + std::to_string(kMostGroupChannels) +
                                " channels a group and " + std::to_string(kMostImages) + " images, not " +
                                std::to_string(channels / groups) + " and " + std::to_string(images));
  }
  NormaliseProblem problem{};
  problem.features = memory(features);
  problem.feature_number = number_of(features);
  problem.shift = memory(shift);
  problem.weight = memory(weight);
  problem.bias = memory(bias);
  problem.parameter_number = number_of(weight);
  problem.mean = floats_out(mean);
  problem.inverse_std = floats_out(inverse_std);
  problem.images = images;
  problem.channels = static_cast<int>(channels);
  problem.groups = static_cast<int>(groups);
  problem.pixels = static_cast<int>(pixels);
  problem.eps = static_cast<float>(eps);
  problem.silu = silu;
  return problem;
}

struct Normalise : torch::autograd::Function<Normalise> {
  // An undefined tensor cannot be an input of a node, an empty optional can.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& features,
                            const std::optional<at::Tensor>& given_shift, const at::Tensor& weight,
                            const at::Tensor& bias, int64_t groups, double eps, bool silu) {
    const at::Tensor shift = given_shift.value_or(at::Tensor());
    const c10::cuda::CUDAGuard guard(features.device());
    const auto f32 = features.options().dtype(at::kFloat);
    const at::Tensor mean = at::empty({features.size(0), groups}, f32), inverse_std = at::empty_like(mean);
    at::Tensor result = at::empty_like(features, at::MemoryFormat::ChannelsLast);
    if (features.numel() > 0) {
      launch_normalise(queue(), problem_of(features, shift, groups, weight, bias, eps, silu, mean, inverse_std),
                       result.mutable_data_ptr());
    }
    context->save_for_backward({features, shift, weight, bias, mean, inverse_std});
    context->saved_data["groups"] = groups;
    context->saved_data["eps"] = eps;
    context->saved_data["silu"] = silu;
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list by_result) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &features = saved[0], &shift = saved[1], &weight = saved[2], &bias = saved[3];
    const c10::cuda::CUDAGuard guard(features.device());
    const std::vector<int64_t> by_channel = {features.size(0), features.size(1)};
    const auto f32 = features.options().dtype(at::kFloat);
    const at::Tensor gradient = channels_last(by_result[0].to(features.scalar_type()));
    const at::Tensor by_features = at::empty_like(features, at::MemoryFormat::ChannelsLast);
    const at::Tensor by_shift = shift.defined() ? at::empty(by_channel, f32) : at::Tensor();
    const at::Tensor by_weight = at::zeros(by_channel, f32), by_bias = at::zeros(by_channel, f32);
    if (features.numel() > 0) {
      launch_normalise_backward(
          queue(),
          problem_of(features, shift, context->saved_data["groups"].toInt(), weight, bias,
                     context->saved_data["eps"].toDouble(), context->saved_data["silu"].toBool(), saved[4], saved[5]),
          {memory(gradient), by_features.mutable_data_ptr(), floats_out(by_shift), floats_out(by_weight),
           floats_out(by_bias)});
    }
    return {by_features,
            shift.defined() ? by_shift.to(shift.scalar_type()) : at::Tensor(),
            by_weight.sum(0).to(weight.scalar_type()),
            by_bias.sum(0).to(bias.scalar_type()),
            {},
            {},
            {}};
  }
};

}  // namespace

at::Tensor normalise(const at::Tensor& features, const std::optional<at::Tensor>& shift, int64_t groups,
                     const at::Tensor& weight, const at::Tensor& bias, double eps, bool silu) {
  std::optional<at::Tensor> moved;
  if (shift) moved = shift->to(weight.scalar_type()).contiguous();
  const at::Tensor offset = bias.to(weight.scalar_type()).contiguous();
  return Normalise::apply(channels_last(features), moved, weight.contiguous(), offset, groups, eps, silu);
}

}  // namespace diffcont::cuda
