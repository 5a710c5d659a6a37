#include "unet/attention.h"

#include "unet/normalise.h"
#include "unet/unet.h"

namespace diffcont {

at::Tensor attention(const UNetConfig& config, const Scope& layer, const at::Tensor& features) {
  const int64_t count = features.size(0), channels = features.size(1), height = features.size(2),
                width = features.size(3);
  const int64_t heads = channels / config.attention_head_dim;
  // N x HW x C; free when the features are channels-last.
  const at::Tensor positions = normalise(config, layer.in("group_norm"), features, Activation::kNone)
                                   .permute({0, 2, 3, 1})
                                   .reshape({count, height * width, channels});
  const auto linear = [](const at::Tensor& input, const Scope& of) {
    return at::linear(input, of.weight().to(input.scalar_type()), of.bias().to(input.scalar_type()));
  };
  // On the processor libtorch has no fast bfloat16 product for matrices this small and falls back to a plain loop,
  // which took a fifth of all sampling time; in f32 they go to the BLAS.
  const at::ScalarType type = positions.scalar_type();
  const at::ScalarType inner = type == at::kBFloat16 && features.is_cpu() ? at::kFloat : type;
  const auto by_head = [&](const Scope& projection) {
    return linear(positions, projection)
        .view({count, height * width, heads, config.attention_head_dim})
        .transpose(1, 2)
        .to(inner);
  };
  const at::Tensor mixed =
      at::scaled_dot_product_attention(by_head(layer.in("to_q")), by_head(layer.in("to_k")), by_head(layer.in("to_v")))
          .transpose(1, 2)
          .reshape({count, height * width, channels})
          .to(type);
  return features + linear(mixed, layer.in("to_out.0")).view({count, height, width, channels}).permute({0, 3, 1, 2});
}

}  // namespace diffcont
