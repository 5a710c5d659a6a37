// The transposed convolution that GPUs double images with, against what it stands for.
#include "network/unet/doubling.h"

#include <gtest/gtest.h>

namespace diffcont {
namespace {

TEST(Doubling, IsNearestNeighboursAndAConvolution) {
  const auto options = at::TensorOptions(at::kDouble);
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{1, 1}, {2, 3}, {5, 4}}) {
    const at::Tensor images = at::randn({2, 5, height, width}, options), weight = at::randn({7, 5, 3, 3}, options);
    const at::Tensor doubled = at::upsample_nearest2d(images, at::IntArrayRef{2 * height, 2 * width});
    const at::Tensor expected = at::conv2d(doubled, weight, {}, 1, 1);
    const at::Tensor seen = at::conv_transpose2d(images, doubling_weight(weight), {}, 2, 1);
    ASSERT_EQ(seen.sizes(), expected.sizes());
    EXPECT_LE((seen - expected).abs().max().item<double>(), 1e-12);
  }
}

}  // namespace
}  // namespace diffcont
