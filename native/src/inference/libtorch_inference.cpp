#include "inference/libtorch_inference.h"

#include <c10/core/GradMode.h>

namespace diffcont {

LibtorchInference::LibtorchInference(const UNetConfig& config, const Parameters& parameters, Precision precision)
    : config_(config),
      type_(precision == Precision::kBF16 ? at::kBFloat16 : at::kFloat),
      parameters_(parameters.inference_copy(type_)) {}

UNetOutput LibtorchInference::run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                                  UNetPart part) const {
  // Not InferenceMode: its results could not take part in a loss, and a teacher's do.
  const c10::NoGradGuard no_grad;
  UNetOutput output = unet_forward(config_, parameters_, images, timesteps, labels, part, type_);
  for (at::Tensor* tensor : {&output.predicted_noise, &output.bottleneck}) {
    if (tensor->defined()) *tensor = tensor->to(at::kFloat);
  }
  for (at::Tensor& level : output.levels) level = level.to(at::kFloat);
  return output;
}

}  // namespace diffcont
