// How much arithmetic the network's mathematics needs, from its configuration alone.
#pragma once

#include "network/unet/unet.h"

namespace diffcont::bench {

// Floating-point operations (a multiply and an add are two) of convolutions, linear layers and attention products for
// one image: the whole forward pass, and the encoder half (time embedding, down blocks, mid block). Normalisation,
// activations and additions are left out, as is usual, though they take time. Doubling a map and convolving it counts in
// full, though the engine gets by with 4 of its 9 products.
struct UNetWork {
  double forward = 0;
  double encoder = 0;
};

UNetWork unet_work(const UNetConfig& config);

}  // namespace diffcont::bench
