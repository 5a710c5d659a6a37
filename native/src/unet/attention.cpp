#include "unet/attention.h"

#include "kernels/cuda.h"
#include "unet/unet.h"

namespace diffcont {

at::Tensor attention(const UNetConfig& config, const Scope& layer, const at::Tensor& features) {
  const int64_t count = features.size(0), channels = features.size(1), height = features.size(2),
                width = features.size(3);
  const int64_t heads = channels / config.attention_head_dim;
  const Scope norm = layer.in("group_norm");
  // N x HW x C; free when the features are channels-last.
  const at::Tensor normalised =
      features.is_cuda() ? cuda::normalise(features, std::nullopt, config.norm_num_groups, norm.weight(), norm.bias(),
                                           config.norm_eps, /*silu=*/false)
                         : at::group_norm(features, config.norm_num_groups, norm.weight(), norm.bias(),
                                          config.norm_eps);
  const at::Tensor positions =
      normalised.permute({0, 2, 3, 1}).reshape({count, height * width, channels});
  // On the processor libtorch has no fast bfloat16 product for matrices this small and falls back to a plain loop,
  // which took a fifth of all sampling time; in f32 they go to the BLAS.
  const at::ScalarType type = positions.scalar_type();
  const at::ScalarType inner = type == at::kBFloat16 && features.is_cpu() ? at::kFloat : type;
  const auto by_head = [&](const Scope& linear) {
    return at::linear(positions, linear.weight(), linear.bias())
        .view({count, height * width, heads, config.attention_head_dim})
        .transpose(1, 2)
        .to(inner);
  };
  const at::Tensor mixed =
      at::scaled_dot_product_attention(by_head(layer.in("to_q")), by_head(layer.in("to_k")), by_head(layer.in("to_v")))
          .transpose(1, 2)
          .reshape({count, height * width, channels})
          .to(type);
  const Scope output = layer.in("to_out.0");
  return features +
         at::linear(mixed, output.weight(), output.bias()).view({count, height, width, channels}).permute({0, 3, 1, 2});
}

}  // namespace diffcont
