// The convolution for training against libtorch's operators in f64, result and gradients.
#include "network/convolution/convolution.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "network/inference/maps.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

using testing_maps::relative_error;

struct Case {
  int64_t images, inputs, outputs, height, width, side;
};

// Odd numbers of images, channels that fill no block, maps smaller than a tile.
const std::vector<Case> kCases = {{1, 16, 16, 1, 2, 3},   {2, 32, 48, 3, 4, 3},   {3, 48, 80, 2, 6, 3},
                                  {5, 64, 32, 8, 8, 3},   {2, 96, 64, 7, 10, 3},  {17, 16, 128, 12, 2, 3},
                                  {3, 48, 16, 5, 6, 1},   {9, 32, 96, 3, 2, 1}};

struct Operands {
  at::Tensor features, weight, bias, residual, upstream;
};

Operands operands(const Case& c) {
  const std::vector<int64_t> result = {c.images, c.outputs, c.height, c.width};
  return {formula::uniform("features", {c.images, c.inputs, c.height, c.width}),
          formula::uniform("weight", {c.outputs, c.inputs, c.side, c.side}), formula::uniform("bias", {c.outputs}),
          formula::uniform("residual", result), formula::uniform("upstream", result)};
}

at::Tensor leaf(const at::Tensor& value, at::ScalarType type) { return value.to(type).clone().requires_grad_(true); }

// Result, then gradients in the order features, weight, bias, residual.
using Tensors = std::vector<at::Tensor>;

Tensors with_gradients(const at::Tensor& result, const at::Tensor& upstream, const Tensors& leaves) {
  result.backward(upstream.to(result.scalar_type()));
  Tensors all = {result.detach()};
  for (const at::Tensor& each : leaves) all.push_back(each.grad());
  return all;
}

Tensors expected(const Operands& o, at::ScalarType rounded) {
  const auto exact = [&](const at::Tensor& t) { return leaf(t.to(rounded), at::kDouble); };
  const at::Tensor features = exact(o.features), weight = exact(o.weight), residual = exact(o.residual),
                   bias = leaf(o.bias.to(at::kFloat), at::kDouble);
  return with_gradients(at::conv2d(features, weight, bias, 1, o.weight.size(2) / 2) + residual, o.upstream.to(rounded),
                        {features, weight, bias, residual});
}

Tensors actual(const Operands& o, at::ScalarType type) {
  const at::Tensor features = leaf(o.features, type), weight = leaf(o.weight, at::kFloat),
                   residual = leaf(o.residual, type), bias = leaf(o.bias, at::kFloat);
  return with_gradients(own_convolution(features, weight, bias, residual), o.upstream,
                        {features, weight, bias, residual});
}

bool served(at::ScalarType type) {
  return has_own_convolution(at::zeros({1, 16, 2, 2}, type), at::zeros({16, 16, 3, 3}), 1, 1);
}

class OwnConvolution : public testing::TestWithParam<at::ScalarType> {
 protected:
  void SetUp() override {
    if (!served(GetParam())) GTEST_SKIP() << "no kernels of our own for this processor and number format";
  }
  // f32: sums of up to some ten thousand products in another order. bf16: the result is rounded to 8 bits.
  double tolerance() const { return GetParam() == at::kFloat ? 2e-6 : 4e-3; }
};

TEST_P(OwnConvolution, ResultAndGradientsAreThoseOfLibtorchInF64) {
  const char* const names[] = {"result", "features", "weight", "bias", "residual"};
  for (const Case& c : kCases) {
    const Tensors want = expected(operands(c), GetParam()), have = actual(operands(c), GetParam());
    for (size_t i = 0; i < want.size(); ++i) {
      EXPECT_LE(relative_error(have[i].to(at::kDouble), want[i]), tolerance())
          << names[i] << " of " << c.side << " x " << c.side << ", " << c.inputs << " -> " << c.outputs << " at " << c.height << " x " << c.width;
    }
  }
}

TEST_P(OwnConvolution, WeightAndBiasHaveF32Gradients) {
  const Tensors have = actual(operands(kCases[1]), GetParam());
  EXPECT_EQ(have[0].scalar_type(), GetParam());
  EXPECT_EQ(have[1].scalar_type(), GetParam());
  EXPECT_EQ(have[2].scalar_type(), at::kFloat);
  EXPECT_EQ(have[3].scalar_type(), at::kFloat);
}

TEST_P(OwnConvolution, AnImageHasTheSameBitsWhateverItIsComputedWith) {
  const Operands o = operands(kCases[3]);
  const at::Tensor features = o.features.to(GetParam()), weight = o.weight.to(at::kFloat);
  const at::Tensor together = own_convolution(features, weight, {}, {});
  for (int64_t i = 0; i < features.size(0); ++i) {
    EXPECT_TRUE(own_convolution(features.slice(0, i, i + 1), weight, {}, {}).equal(together.slice(0, i, i + 1)));
  }
}

TEST_P(OwnConvolution, TheNumberOfThreadsChangesNoBit) {
  const int threads = at::get_num_threads();
  const Operands o = operands(kCases[4]);
  at::set_num_threads(1);
  const Tensors one = actual(o, GetParam());
  at::set_num_threads(3);
  const Tensors three = actual(o, GetParam());
  at::set_num_threads(threads);
  for (const size_t i : {0, 1, 2, 4}) EXPECT_TRUE(one[i].equal(three[i])) << i;
}

TEST_P(OwnConvolution, OnlyWhatIsAskedForHasAGradient) {
  const Operands o = operands(kCases[1]);
  const at::Tensor features = o.features.to(GetParam()), weight = leaf(o.weight, at::kFloat);
  own_convolution(features, weight, {}, {}).sum().backward();
  EXPECT_TRUE(weight.grad().defined());
  EXPECT_FALSE(features.grad().defined());
}

INSTANTIATE_TEST_SUITE_P(Types, OwnConvolution, testing::Values(at::kFloat, at::kBFloat16),
                         [](const auto& info) { return info.param == at::kFloat ? "f32" : "bf16"; });

TEST(HasOwnConvolution, IsNoForWhatTheKernelsDoNotDo) {
  if (!served(at::kFloat)) GTEST_SKIP() << "no kernels of our own for this processor";
  const auto has = [](at::IntArrayRef features, at::IntArrayRef weight, int64_t stride, int64_t padding) {
    return has_own_convolution(at::zeros(features), at::zeros(weight), stride, padding);
  };
  EXPECT_TRUE(has({1, 32, 4, 4}, {16, 32, 3, 3}, 1, 1));
  EXPECT_FALSE(has({1, 32, 4, 4}, {16, 32, 3, 3}, 2, 1));
  EXPECT_FALSE(has({1, 32, 4, 4}, {16, 32, 3, 3}, 1, 0));
  EXPECT_TRUE(has({1, 32, 4, 4}, {16, 32, 1, 1}, 1, 0));
  EXPECT_FALSE(has({1, 32, 4, 4}, {16, 32, 1, 1}, 1, 1));
  EXPECT_FALSE(has({1, 32, 8, 8}, {16, 32, 5, 5}, 1, 2));
  EXPECT_FALSE(has({1, 3, 4, 4}, {16, 3, 3, 3}, 1, 1));
  EXPECT_FALSE(has({1, 32, 4, 4}, {3, 32, 3, 3}, 1, 1));
  const at::Tensor f64 = at::zeros({1, 32, 4, 4}, at::kDouble);
  EXPECT_FALSE(has_own_convolution(f64, at::zeros({16, 32, 3, 3}, at::kDouble), 1, 1));
  if (served(at::kBFloat16)) {
    // Pixels are taken two at a time.
    EXPECT_FALSE(has_own_convolution(at::zeros({1, 32, 4, 3}, at::kBFloat16), at::zeros({16, 32, 3, 3}), 1, 1));
  }
}

}  // namespace
}  // namespace diffcont
