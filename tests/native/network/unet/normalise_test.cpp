// The fused normalisation against libtorch's operators in f64, over sizes that fill no vector.
#include "network/unet/normalise.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <limits>

#include "network/unet/formula.h"
#include "network/unet/unet.h"

namespace diffcont {
namespace {

struct Case {
  int64_t images, channels, height, width, groups;
};

const std::vector<Case> kCases = {{2, 64, 4, 4, 32}, {1, 20, 3, 5, 4},  {3, 7, 2, 2, 1}, {1, 1, 2, 3, 1},
                                  {2, 48, 1, 3, 48}, {5, 33, 7, 1, 3}, {2, 512, 2, 2, 32}};

// Result and gradients, in the order features, shift (where there is one), scale, offset.
using Tensors = std::vector<at::Tensor>;

struct Operands {
  at::Tensor features, shift, scale, offset, upstream;
};

Operands operands(const Case& c) {
  return {formula::uniform("features", {c.images, c.channels, c.height, c.width}),
          formula::uniform("shift", {c.images, c.channels}), 1 + 0.5 * formula::uniform("scale", {c.channels}),
          formula::uniform("offset", {c.channels}),
          formula::uniform("upstream", {c.images, c.channels, c.height, c.width})};
}

at::Tensor leaf(const at::Tensor& value, at::ScalarType type) { return value.to(type).clone().requires_grad_(true); }

Tensors with_gradients(const at::Tensor& result, const at::Tensor& upstream, const Tensors& leaves) {
  (result * upstream).sum().backward();
  Tensors all = {result.detach()};
  for (const at::Tensor& each : leaves) all.push_back(each.grad());
  return all;
}

Tensors expected(const Case& c, const Operands& o, Activation activation, bool shifted, at::ScalarType rounded) {
  const auto exact = [&](const at::Tensor& t) { return leaf(t.to(rounded), at::kDouble); };
  const at::Tensor features = exact(o.features), shift = leaf(o.shift.to(at::kFloat), at::kDouble),
                   scale = leaf(o.scale.to(at::kFloat), at::kDouble),
                   offset = leaf(o.offset.to(at::kFloat), at::kDouble);
  const at::Tensor sum = shifted ? features + shift.unsqueeze(2).unsqueeze(3) : features;
  at::Tensor result = at::group_norm(sum, c.groups, scale, offset, 1e-5);
  if (activation == Activation::kSilu) result = at::silu(result);
  const Tensors leaves = shifted ? Tensors{features, shift, scale, offset} : Tensors{features, scale, offset};
  return with_gradients(result, o.upstream.to(rounded).to(at::kDouble), leaves);
}

at::Tensor run(const Case& c, const at::Tensor& features, const at::Tensor& scale, const at::Tensor& offset,
               Activation activation, const std::optional<at::Tensor>& shift) {
  UNetConfig config;
  config.norm_num_groups = c.groups;
  Parameters parameters;
  parameters.add("norm.weight", scale);
  parameters.add("norm.bias", offset);
  return normalise(config, Scope(parameters, "norm."), features, activation, shift);
}

Tensors actual(const Case& c, const Operands& o, Activation activation, bool shifted, at::ScalarType type) {
  const at::Tensor features = leaf(o.features, type), shift = leaf(o.shift, at::kFloat),
                   scale = leaf(o.scale, at::kFloat), offset = leaf(o.offset, at::kFloat);
  const at::Tensor result =
      run(c, features, scale, offset, activation, shifted ? std::optional(shift) : std::nullopt);
  EXPECT_EQ(result.scalar_type(), type);
  const Tensors leaves = shifted ? Tensors{features, shift, scale, offset} : Tensors{features, scale, offset};
  return with_gradients(result, o.upstream.to(type), leaves);
}

// Largest error, relative to the tensor's largest magnitude.
void expect_near(const Tensors& a, const Tensors& b, double tolerance, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].sizes(), b[i].sizes()) << what << " " << i;
    // Where all is rounding (one element a group), errors are measured against 1.
    const double largest = std::max(b[i].abs().max().item<double>(), 0.05);
    EXPECT_LE((a[i].to(at::kDouble) - b[i]).abs().max().item<double>() / largest, tolerance) << what << " " << i;
  }
}

void compare(at::ScalarType type, double tolerance) {
  for (const Case& c : kCases) {
    for (const Activation activation : {Activation::kNone, Activation::kSilu}) {
      for (const bool shifted : {false, true}) {
        // With one channel a group the mean takes every shift away: its gradient is rounding alone.
        if (shifted && c.channels == c.groups) continue;
        const Operands o = operands(c);
        expect_near(actual(c, o, activation, shifted, type), expected(c, o, activation, shifted, type), tolerance,
                    std::to_string(c.channels) + " channels, " + std::to_string(c.groups) + " groups");
      }
    }
  }
}

TEST(Normalise, ResultAndGradientsAreThoseOfTheSingleOperators) { compare(at::kFloat, 2e-5); }

// bf16 keeps 8 bits, and a gradient is rounded twice: after SiLU's slope and at the end.
TEST(Normalise, InBFloat16TheyDifferByTheRoundingOfTheResults) { compare(at::kBFloat16, 0.02); }

TEST(Normalise, AMeanFarFromZeroCostsNoDigits) {
  const Case c{2, 32, 8, 8, 8};
  Operands o = operands(c);
  o.features = (o.features + 1000).to(at::kFloat).to(at::kDouble);
  expect_near({actual(c, o, Activation::kSilu, false, at::kFloat)[0]},
              {expected(c, o, Activation::kSilu, false, at::kFloat)[0]}, 1e-3, "far");
}

TEST(Normalise, DoesNotDependOnTheNumberOfThreads) {
  const Case c{5, 24, 3, 3, 4};
  const Operands o = operands(c);
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const Tensors one = actual(c, o, Activation::kSilu, true, at::kFloat);
  at::set_num_threads(3);
  const Tensors three = actual(c, o, Activation::kSilu, true, at::kFloat);
  at::set_num_threads(before);
  for (size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(at::equal(one[i], three[i])) << i;
}

TEST(Normalise, TakesFeaturesInAnyMemoryLayout) {
  const Case c{2, 12, 4, 3, 3};
  const Operands o = operands(c);
  const at::Tensor features = o.features.to(at::kFloat), scale = o.scale.to(at::kFloat),
                   offset = o.offset.to(at::kFloat);
  const at::Tensor plain = run(c, features.contiguous(), scale, offset, Activation::kSilu, std::nullopt);
  EXPECT_TRUE(plain.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(at::equal(plain, run(c, features.contiguous(at::MemoryFormat::ChannelsLast), scale, offset,
                                   Activation::kSilu, std::nullopt)));
  const at::Tensor turned = features.transpose(0, 1).contiguous().transpose(0, 1);
  EXPECT_TRUE(at::equal(plain, run(c, turned, scale, offset, Activation::kSilu, std::nullopt)));
}

TEST(Normalise, KeepsANaNInItsImageAndGroup) {
  const Case c{2, 8, 2, 2, 2};
  const Operands o = operands(c);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    at::Tensor features = o.features.to(type).clone();
    features[1][6][0][1] = std::numeric_limits<float>::quiet_NaN();
    const at::Tensor result =
        run(c, features, o.scale.to(at::kFloat), o.offset.to(at::kFloat), Activation::kSilu, std::nullopt);
    EXPECT_TRUE(result[1].slice(0, 4).isnan().all().item<bool>());
    EXPECT_FALSE(result[1].slice(0, 0, 4).isnan().any().item<bool>());
    EXPECT_FALSE(result[0].isnan().any().item<bool>());
  }
}

TEST(Normalise, SiluOfLargeValuesIsTheValueOrZero) {
  const Case c{1, 1, 1, 4, 1};
  const at::Tensor features = at::tensor({-3.0F, 1.0F, 1.0F, 1.0F}).view({1, 1, 1, 4});
  const at::Tensor result = run(c, features, at::tensor({1000.0F}), at::tensor({0.0F}), Activation::kSilu, std::nullopt);
  const at::Tensor plain = run(c, features, at::tensor({1000.0F}), at::tensor({0.0F}), Activation::kNone, std::nullopt);
  EXPECT_LT(plain[0][0][0][0].item<float>(), -1000);
  EXPECT_NEAR(result[0][0][0][0].item<float>(), 0, 1e-30);
  EXPECT_EQ(result[0][0][0][1].item<float>(), plain[0][0][0][1].item<float>());
}

}  // namespace
}  // namespace diffcont
