// add_bias (kernels/cuda.h) as a node of autograd.
#include <torch/csrc/autograd/custom_function.h>

#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct AddBias : torch::autograd::Function<AddBias> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& features, const at::Tensor& bias,
                            const std::optional<at::Tensor>& residual) {
    const c10::cuda::CUDAGuard guard(features.device());
    const at::Tensor result = at::empty_like(features, at::MemoryFormat::ChannelsLast);
    launch_add_bias(queue(),
                    {memory(features), number_of(features), memory(bias), number_of(bias),
                     residual ? memory(*residual) : nullptr, features.numel(), static_cast<int>(features.size(1))},
                    result.mutable_data_ptr());
    context->saved_data["bias_type"] = bias.scalar_type();
    context->saved_data["has_residual"] = residual.has_value();
    return result;
  }

  static variable_list backward(AutogradContext* context, const variable_list& by_result) {
    const at::ScalarType bias_type = context->saved_data["bias_type"].toScalarType();
    return {by_result[0], at::sum(by_result[0], {0, 2, 3}, /*keepdim=*/false, bias_type),
            context->saved_data["has_residual"].toBool() ? by_result[0] : at::Tensor()};
  }
};

}  // namespace

at::Tensor add_bias(const at::Tensor& features, const at::Tensor& bias, const std::optional<at::Tensor>& residual) {
  TORCH_CHECK(bias.dim() == 1 && bias.size(0) == features.size(1) &&
              (!residual || (residual->sizes() == features.sizes() &&
                             residual->scalar_type() == features.scalar_type())));
  std::optional<at::Tensor> other;
  if (residual) other = channels_last(*residual);
  return AddBias::apply(channels_last(features), bias.contiguous(), other);
}

}  // namespace diffcont::cuda
