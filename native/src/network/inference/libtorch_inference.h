// Inference by libtorch's operators, for processors the engine has no kernels for.
#pragma once

#include "network/inference/inference.h"

namespace diffcont {

class LibtorchInference final : public Inference {
 public:
  LibtorchInference(const UNetConfig& config, const Parameters& parameters, Precision precision);

  UNetOutput run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                 UNetPart part) const override;

  // libtorch picks its kernels by the batch's size, and they round differently.
  bool images_are_independent() const override { return false; }

 private:
  UNetConfig config_;
  at::ScalarType type_;
  Parameters parameters_;
};

}  // namespace diffcont
