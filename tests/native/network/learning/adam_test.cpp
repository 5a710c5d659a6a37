// Adam and gradient clipping against torch.optim.Adam; tests/parity/losses_golden.py made the file.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/learning/adam.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

const std::vector<std::pair<std::string, std::vector<int64_t>>> kShapes = {
    {"first", {3, 4}}, {"second", {5}}, {"third", {2, 3, 2, 2}}};

at::Tensor tensor(const std::string& name, at::IntArrayRef shape) {
  return formula::uniform(name, shape).to(at::kFloat);
}

TEST(Adam, FollowsTorchForTenStepsWithClipping) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/learning/adam.json");
  const auto golden = nlohmann::json::parse(in);
  for (const auto& [name, item] : golden.at("cases").items()) {
    std::vector<at::Tensor> weights;
    for (const auto& [weight, shape] : kShapes) weights.push_back(tensor(weight, shape));
    Adam adam({item.at("learning_rate"), item.at("beta1"), item.at("beta2"), item.at("epsilon")}, weights);
    for (int step = 0; step < 10; ++step) {
      std::vector<at::Tensor> gradients;
      for (const auto& [weight, shape] : kShapes) {
        gradients.push_back(tensor("gradient " + std::to_string(step) + " " + weight, shape) *
                            item.at("gradient_scale").get<double>());
      }
      const double norm = gradient_norm(gradients);
      const double expected = item.at("norms")[static_cast<size_t>(step)];
      EXPECT_NEAR(norm, expected, 1e-6 * expected) << name;
      clip_gradients(gradients, norm, golden.at("clip_norm"));
      adam.step(weights, gradients);
    }
    EXPECT_EQ(adam.steps(), 10);
    for (size_t i = 0; i < kShapes.size(); ++i) {
      const auto expected = item.at("weights").at(kShapes[i].first).get<std::vector<float>>();
      const at::Tensor flat = weights[i].flatten();
      ASSERT_EQ(static_cast<int64_t>(expected.size()), flat.numel());
      for (size_t k = 0; k < expected.size(); ++k) {
        EXPECT_NEAR(flat[static_cast<int64_t>(k)].item<float>(), expected[k], 1e-6) << name << " " << i << " " << k;
      }
    }
  }
}

TEST(Adam, TakesGradientsInAnyMemoryLayout) {
  const at::Tensor gradient = tensor("gradient", {2, 3, 4, 4});
  std::vector<at::Tensor> plain = {tensor("w", {2, 3, 4, 4})}, other = {plain[0].clone()};
  Adam(AdamConfig{}, plain).step(plain, {gradient});
  Adam(AdamConfig{}, other).step(other, {gradient.contiguous(at::MemoryFormat::ChannelsLast)});
  EXPECT_TRUE(at::equal(plain[0], other[0]));
}

TEST(Adam, LeavesWeightsWithoutGradientWhereTheyAre) {
  std::vector<at::Tensor> weights = {tensor("w", {7})};
  const at::Tensor before = weights[0].clone();
  Adam adam({}, weights);
  for (int i = 0; i < 3; ++i) adam.step(weights, {at::zeros({7})});
  EXPECT_TRUE(at::equal(weights[0], before));
}

TEST(Adam, RefusesOtherWeightsThanItWasMadeFor) {
  std::vector<at::Tensor> weights = {tensor("w", {7})};
  Adam adam({}, weights);
  EXPECT_THROW(adam.step({}, {}), std::invalid_argument);
  EXPECT_EQ(adam.steps(), 0);
}

TEST(Clipping, LeavesSmallGradientsAlone) {
  const at::Tensor gradient = at::full({4}, 0.25F);
  clip_gradients({gradient}, gradient_norm({gradient}), 1.0);
  EXPECT_TRUE(at::equal(gradient, at::full({4}, 0.25F)));
}

}  // namespace
}  // namespace diffcont
