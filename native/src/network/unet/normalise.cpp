#include "network/unet/normalise.h"

#include <torch/csrc/autograd/custom_function.h>

#include "network/kernels/cuda.h"
#include "network/kernels/normalise.h"
#include "network/unet/unet.h"

namespace diffcont {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The tensors behind a kernel's input; they have to live as long as it is used.
struct Operands {
  at::Tensor features;  // channels-last
  at::Tensor shift;     // N x C, f32; undefined: none
  at::Tensor scale, offset;
  int64_t groups;
  bool silu;

  template <typename T>
  kernels::NormaliseInput<T> input() const {
    return {{features.size(0), features.size(2) * features.size(3), features.size(1), groups},
            features.const_data_ptr<T>(),
            shift.defined() ? shift.const_data_ptr<float>() : nullptr,
            scale.const_data_ptr<float>(),
            offset.const_data_ptr<float>(),
            silu};
  }
};

at::Tensor channels_last(const at::Tensor& features) { return features.contiguous(at::MemoryFormat::ChannelsLast); }

class Normalise : public torch::autograd::Function<Normalise> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& features,
                            const std::optional<at::Tensor>& shift, const at::Tensor& scale, const at::Tensor& offset,
                            int64_t groups, double epsilon, bool silu) {
    const Operands operands{channels_last(features), shift ? shift->contiguous() : at::Tensor(), scale.contiguous(),
                            offset.contiguous(), groups, silu};
    at::Tensor result = at::empty_like(operands.features);
    const at::Tensor mean = at::empty({features.size(0), groups}, at::kFloat);
    const at::Tensor inverse_std = at::empty_like(mean);
    const auto run = [&]<typename T>() {
      kernels::normalise_cpu(operands.input<T>(), epsilon, result.mutable_data_ptr<T>(),
                             mean.mutable_data_ptr<float>(), inverse_std.mutable_data_ptr<float>());
    };
    if (features.scalar_type() == at::kBFloat16) {
      run.operator()<c10::BFloat16>();
    } else {
      run.operator()<float>();
    }
    context->save_for_backward(
        {operands.features, operands.shift, operands.scale, operands.offset, mean, inverse_std});
    context->saved_data["groups"] = groups;
    context->saved_data["silu"] = silu;
    return result;
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstreams) {
    const variable_list saved = context->get_saved_variables();
    const Operands operands{saved[0], saved[1], saved[2], saved[3], context->saved_data["groups"].toInt(),
                            context->saved_data["silu"].toBool()};
    const at::Tensor &mean = saved[4], &inverse_std = saved[5];
    const at::Tensor upstream = channels_last(upstreams[0].to(operands.features.scalar_type()));
    at::Tensor features = at::empty_like(operands.features);
    const at::Tensor shift = at::empty({features.size(0), features.size(1)}, at::kFloat);
    const at::Tensor scale = at::empty_like(shift), offset = at::empty_like(shift);
    const auto run = [&]<typename T>() {
      kernels::normalise_backward_cpu(
          operands.input<T>(), mean.const_data_ptr<float>(), inverse_std.const_data_ptr<float>(),
          upstream.const_data_ptr<T>(),
          {features.mutable_data_ptr<T>(), shift.mutable_data_ptr<float>(), scale.mutable_data_ptr<float>(),
           offset.mutable_data_ptr<float>()});
    };
    if (features.scalar_type() == at::kBFloat16) {
      run.operator()<c10::BFloat16>();
    } else {
      run.operator()<float>();
    }
    return {features, operands.shift.defined() ? shift : at::Tensor(), scale.sum(0), offset.sum(0), {}, {}, {}};
  }
};

}  // namespace

at::Tensor normalise(const UNetConfig& config, const Scope& norm, const at::Tensor& features, Activation activation,
                     const std::optional<at::Tensor>& shift) {
  const bool silu = activation == Activation::kSilu;
  const at::ScalarType type = features.scalar_type();
  if (type != at::kFloat && type != at::kBFloat16) {
    // f64, in which gradients are checked against differences, has no kernel of its own.
    const at::Tensor shifted = shift ? features + shift->unsqueeze(2).unsqueeze(3) : features;
    const at::Tensor result =
        at::group_norm(shifted, config.norm_num_groups, norm.weight(), norm.bias(), config.norm_eps);
    return silu ? at::silu(result) : result;
  }
  if (features.is_cuda()) {
    return cuda::normalise(features, shift, config.norm_num_groups, norm.weight(), norm.bias(), config.norm_eps, silu);
  }
  std::optional<at::Tensor> shift_f32;
  if (shift) shift_f32 = shift->to(at::kFloat);
  return Normalise::apply(features, shift_f32, norm.weight().to(at::kFloat), norm.bias().to(at::kFloat),
                          config.norm_num_groups, config.norm_eps, silu);
}

}  // namespace diffcont
