#include "network/unet/doubling.h"

namespace diffcont {

at::Tensor doubling_weight(const at::Tensor& weight) {
  // Tap t of one side takes the neighbours' taps 2 - t and 3 - t: those that fall on the same small pixel.
  const at::Tensor padded = at::constant_pad_nd(weight.flip({2, 3}), {1, 1, 1, 1});
  const at::Tensor rows = padded.slice(2, 0, 4) + padded.slice(2, 1, 5);
  return (rows.slice(3, 0, 4) + rows.slice(3, 1, 5)).transpose(0, 1).contiguous();
}

}  // namespace diffcont
