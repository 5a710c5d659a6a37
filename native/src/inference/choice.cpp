#include "inference/engine.h"
#include "inference/inference.h"
#include "inference/libtorch_inference.h"
#include "kernels/cpu_features.h"

namespace diffcont {
namespace {

// Null where libtorch is the better or the only way.
const kernels::InferenceKernels* kernels_for(Precision precision) {
#if defined(__x86_64__)
  if (precision == Precision::kBF16) {
    // libtorch's oneDNN uses tiles, which multiply several times faster than vectors.
    if (kernels::cpu_features().amx_bf16) return nullptr;
    return kernels::cpu_features().avx512_bf16 ? &kernels::inference_kernels_avx512_bf16() : nullptr;
  }
  if (kernels::cpu_features().avx512) return &kernels::inference_kernels_avx512();
  if (kernels::cpu_features().avx2_fma) return &kernels::inference_kernels_avx2();
#endif
  return nullptr;
}

}  // namespace

std::shared_ptr<const Inference> make_inference(const UNetConfig& config, const Parameters& parameters,
                                                Precision precision) {
  const bool on_cpu = parameters.at("conv_in.weight").is_cpu();
  if (const auto* const kernels = on_cpu ? kernels_for(precision) : nullptr) {
    return std::make_shared<Engine>(config, parameters, *kernels);
  }
  return std::make_shared<LibtorchInference>(config, parameters, precision);
}

}  // namespace diffcont
