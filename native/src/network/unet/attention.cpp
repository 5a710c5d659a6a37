#include "network/unet/attention.h"

#include <ATen/core/grad_mode.h>

#include "network/kernels/cuda.h"
#include "network/unet/normalise.h"
#include "network/unet/unet.h"

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
  const at::Tensor query = linear(positions, layer.in("to_q")), key = linear(positions, layer.in("to_k")),
                   value = linear(positions, layer.in("to_v"));
  at::Tensor mixed;
  if (features.is_cuda() && !at::GradMode::is_enabled() && cuda::has_attention(config.attention_head_dim)) {
    mixed = cuda::attention(query, key, value);
  } else {
    const auto by_head = [&](const at::Tensor& projected) {
      return projected.view({count, height * width, heads, config.attention_head_dim}).transpose(1, 2).to(inner);
    };
    mixed = at::scaled_dot_product_attention(by_head(query), by_head(key), by_head(value))
                .transpose(1, 2)
                .reshape({count, height * width, channels})
                .to(type);
  }
  return features + linear(mixed, layer.in("to_out.0")).view({count, height, width, channels}).permute({0, 3, 1, 2});
}

}  // namespace diffcont
