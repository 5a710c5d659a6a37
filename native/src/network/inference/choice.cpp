#include "network/inference/engine.h"
#include "network/inference/inference.h"
#include "network/inference/libtorch_inference.h"
#include "network/kernels/network.h"

namespace diffcont {

std::shared_ptr<const Inference> make_inference(const UNetConfig& config, const Parameters& parameters,
                                                Precision precision) {
  const bool on_cpu = parameters.at("conv_in.weight").is_cpu();
  if (const auto* const kernels = on_cpu ? kernels::network_kernels(precision == Precision::kBF16) : nullptr) {
    return std::make_shared<Engine>(config, parameters, *kernels);
  }
  return std::make_shared<LibtorchInference>(config, parameters, precision);
}

}  // namespace diffcont
