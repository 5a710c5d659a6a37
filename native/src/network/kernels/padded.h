// Groups of a fixed size for what rounds by the size of its batch.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace diffcont {

// Images that go through a network together, always this many: libtorch picks its kernels by the batch's size, and they
// round differently. So an image comes out with the same bits whatever it is read or sampled with.
inline constexpr int64_t kImagesAtOnce = 8;

// rows padded to `count` by repeating the last one.
inline at::Tensor padded(const at::Tensor& rows, int64_t count) {
  const at::Tensor indices = at::arange(count, rows.options().dtype(at::kLong)).clamp_max(rows.size(0) - 1);
  return rows.size(0) == count ? rows : rows.index_select(0, indices);
}

}  // namespace diffcont
