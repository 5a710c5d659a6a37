#include "network/inference/libtorch_inference.h"

#include <c10/core/GradMode.h>

#include "network/unet/doubling.h"

namespace diffcont {
namespace {

// What a GPU is given beside the weights themselves. The processor has the engine for speed; there this class stays
// libtorch's plain pass.
void add_doubling_weights(Parameters& parameters, const Parameters& originals) {
  const c10::NoGradGuard no_grad;
  const std::string ending = "upsamplers.0.conv.";
  for (const auto& [name, value] : originals.entries()) {
    const size_t place = name.find(ending + "weight");
    if (place != std::string::npos && value.is_cuda()) {
      const at::ScalarType type = parameters.at(name).scalar_type();
      parameters.add(name.substr(0, place + ending.size()) + kDoublingWeight,
                     doubling_weight(value.detach()).to(type).contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
}

}  // namespace

LibtorchInference::LibtorchInference(const UNetConfig& config, const Parameters& parameters, Precision precision)
    : config_(config),
      type_(precision == Precision::kBF16 ? at::kBFloat16 : at::kFloat),
      parameters_(parameters.inference_copy(type_)) {
  add_doubling_weights(parameters_, parameters);
}

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
