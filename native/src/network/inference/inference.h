// Forward passes without gradients, on a snapshot of a network's weights.
#pragma once

#include <memory>

#include "network/unet/network.h"

namespace diffcont {

class Inference {
 public:
  virtual ~Inference() = default;

  // As unet_forward; results are f32. May be called by several threads at once.
  virtual UNetOutput run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                         UNetPart part) const = 0;

  // An image's results are the same bits whatever images it is given with and however many threads there are.
  virtual bool images_are_independent() const = 0;
};

// By the engine of this folder where it has kernels for the precision and this processor, else by libtorch. Later
// changes of the parameters do not reach it.
std::shared_ptr<const Inference> make_inference(const UNetConfig& config, const Parameters& parameters,
                                                Precision precision);

}  // namespace diffcont
