#include "network/unet/unet.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "network/unet/embedding.h"
#include "network/unet/formula.h"
#include "network/unet/small_network.h"

namespace diffcont {
namespace {

at::Tensor some_images(int64_t count) { return formula::uniform("images", {count, 3, 8, 8}).to(at::kFloat); }

UNetOutput run(const UNetConfig& config, const Parameters& parameters, std::vector<int64_t> labels, UNetPart part) {
  const int64_t count = static_cast<int64_t>(labels.size());
  return unet_forward(config, parameters, some_images(count), at::full({count}, 300, at::kLong), longs(labels), part);
}

TEST(UNet, ParametersComeInDiffusersStateDictOrder) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/unet/grey24.json");
  const auto golden = nlohmann::ordered_json::parse(in);
  UNetConfig config;
  config.sample_size = 24;
  config.image_channels = 1;
  config.channels = {16, 32, 32};
  config.attention = {true, false, true};
  config.layers_per_block = 1;
  config.norm_num_groups = 4;
  config.class_count = 4;
  std::vector<std::string> expected, actual;
  for (const auto& [name, value] : golden.at("gradients").items()) expected.push_back(name);
  for (const auto& spec : unet_layout(config)) actual.push_back(spec.name);
  EXPECT_EQ(actual, expected);
}

TEST(UNet, FreshWeightsFollowPyTorchsDefaults) {
  UNetConfig config;
  config.class_count = 20;
  const Parameters fresh = make_unet_parameters(config, 7);
  const at::Tensor& convolution = fresh.at("down_blocks.1.resnets.1.conv1.weight");  // fan-in 128 * 9
  const double bound = 1 / std::sqrt(128.0 * 9);
  EXPECT_LE(convolution.abs().max().item<double>(), bound * 1.000001);
  EXPECT_GE(convolution.abs().max().item<double>(), bound * 0.999);
  EXPECT_NEAR(convolution.mean().item<double>(), 0, bound * 0.01);
  EXPECT_NEAR(convolution.std().item<double>(), bound / std::sqrt(3.0), bound * 0.01);
  EXPECT_LE(fresh.at("down_blocks.1.resnets.1.conv1.bias").abs().max().item<double>(), bound * 1.000001);
  const at::Tensor& classes = fresh.at("class_embedding.weight");
  EXPECT_NEAR(classes.mean().item<double>(), 0, 0.05);
  EXPECT_NEAR(classes.std().item<double>(), 1, 0.05);
  EXPECT_TRUE(same_bits(fresh.at("conv_norm_out.weight"), at::ones({64})));
  EXPECT_TRUE(same_bits(fresh.at("conv_norm_out.bias"), at::zeros({64})));
}

TEST(UNet, TimestepZeroHasCosineOneAndSineZero) {
  const at::Tensor features = timestep_features(longs({0, 1}), 5);
  EXPECT_TRUE(same_bits(features[0], at::tensor({1.f, 1.f, 0.f, 0.f, 0.f})));
  EXPECT_NEAR(features[1][0].item<float>(), std::cos(1.0), 1e-6);
  EXPECT_NEAR(features[1][3].item<float>(), std::sin(0.01), 1e-6);
}

TEST(UNet, UnlabelledImageInAMixedBatchIsUnaffectedByClassRows) {
  const NetworkConfig config = small_config();
  Parameters parameters = make_unet_parameters(config.unet, 1);
  const at::Tensor before = run(config.unet, parameters, {0, -1}, UNetPart::kNoise).predicted_noise;
  parameters.at("class_embedding.weight").add_(1);
  const at::Tensor after = run(config.unet, parameters, {0, -1}, UNetPart::kNoise).predicted_noise;
  EXPECT_FALSE(same_bits(before[0], after[0]));
  EXPECT_TRUE(same_bits(before[1], after[1]));
  parameters.at("class_embedding.weight").zero_();
  const at::Tensor zero_row = run(config.unet, parameters, {0, 0}, UNetPart::kNoise).predicted_noise;
  EXPECT_TRUE(same_bits(zero_row[1], after[1]));
}

TEST(UNet, ClassesAndTimestepsChangeTheNoise) {
  const NetworkConfig config = small_config();
  const Parameters parameters = make_unet_parameters(config.unet, 1);
  const at::Tensor image = some_images(1);
  const auto noise = [&](int64_t timestep, int64_t label) {
    return unet_forward(config.unet, parameters, image, longs({timestep}), longs({label}), UNetPart::kNoise)
        .predicted_noise;
  };
  EXPECT_FALSE(same_bits(noise(10, 0), noise(10, 1)));
  EXPECT_FALSE(same_bits(noise(10, 0), noise(11, 0)));
  EXPECT_TRUE(same_bits(noise(10, 0), noise(10, 0)));
}

TEST(UNet, EachPartReturnsOnlyWhatWasAsked) {
  const NetworkConfig config = small_config();
  const Parameters parameters = make_unet_parameters(config.unet, 1);
  const UNetOutput noise = run(config.unet, parameters, {0, 1}, UNetPart::kNoise);
  const UNetOutput bottleneck = run(config.unet, parameters, {0, 1}, UNetPart::kBottleneck);
  const UNetOutput both = run(config.unet, parameters, {0, 1}, UNetPart::kNoiseAndBottleneck);
  const UNetOutput levels = run(config.unet, parameters, {0, 1}, UNetPart::kLevels);
  EXPECT_FALSE(noise.bottleneck.defined());
  EXPECT_FALSE(bottleneck.predicted_noise.defined());
  EXPECT_FALSE(levels.predicted_noise.defined());
  EXPECT_FALSE(levels.bottleneck.defined());
  EXPECT_TRUE(same_bits(noise.predicted_noise, both.predicted_noise));
  EXPECT_TRUE(same_bits(bottleneck.bottleneck, both.bottleneck));
  ASSERT_EQ(levels.levels.size(), 5u);
  EXPECT_TRUE(same_bits(levels.levels[2], both.bottleneck));
  const std::vector<std::vector<int64_t>> shapes = {
      {2, 8, 8, 8}, {2, 16, 4, 4}, {2, 16, 4, 4}, {2, 16, 4, 4}, {2, 8, 8, 8}};
  for (size_t i = 0; i < shapes.size(); ++i) {
    EXPECT_EQ(levels.levels[i].sizes().vec(), shapes[i]) << i;
    EXPECT_TRUE(levels.levels[i].is_contiguous()) << i;
  }
  EXPECT_TRUE(both.predicted_noise.is_contiguous());
  EXPECT_TRUE(both.bottleneck.is_contiguous());
}

TEST(UNet, WrongInputsAreRefusedWithWhatIsNeeded) {
  const NetworkConfig config = small_config();
  const Parameters parameters = make_unet_parameters(config.unet, 1);
  const auto refusal = [&](const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels) {
    try {
      unet_forward(config.unet, parameters, images, timesteps, labels, UNetPart::kNoise);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const at::Tensor images = some_images(2), timesteps = longs({1, 2}), labels = longs({0, 1});
  EXPECT_EQ(refusal(images, timesteps, labels), "");
  EXPECT_NE(refusal(at::zeros({2, 3, 8, 4}), timesteps, labels).find("[2, 3, 8, 4]"), std::string::npos);
  EXPECT_NE(refusal(images, longs({1}), labels).find("timesteps"), std::string::npos);
  EXPECT_NE(refusal(images, timesteps, at::zeros({2})).find("labels"), std::string::npos);
  EXPECT_NE(refusal(images, timesteps, longs({0, 2})).find("label 2"), std::string::npos);
  EXPECT_NE(refusal(images, timesteps, longs({-2, 0})).find("label -2"), std::string::npos);
}

// Central differences in f64 against autograd, for one parameter of each kind of layer.
TEST(UNet, GradientsAgreeWithFiniteDifferences) {
  const NetworkConfig network = small_config();
  const UNetConfig& config = network.unet;
  Parameters parameters;
  for (const auto& spec : unet_layout(config)) {
    parameters.add(spec.name, formula::weight(spec.name, spec.shape).to(at::kDouble));
  }
  const at::Tensor images = formula::uniform("images", {3, 3, 8, 8});
  const at::Tensor timesteps = longs({3, 400, 900}), labels = longs({1, -1, 0});
  const at::Tensor upstream = formula::uniform("upstream", {3, 3, 8, 8});
  const auto loss = [&] {
    return (unet_forward(config, parameters, images, timesteps, labels, UNetPart::kNoise).predicted_noise * upstream)
        .sum();
  };
  parameters.set_requires_grad(true);
  loss().backward();
  std::vector<std::pair<std::string, at::Tensor>> gradients;
  for (const char* name :
       {"conv_in.weight", "time_embedding.linear_1.weight", "class_embedding.weight",
        "down_blocks.0.resnets.0.norm1.weight", "down_blocks.0.downsamplers.0.conv.weight",
        "down_blocks.1.attentions.0.to_q.weight", "down_blocks.1.resnets.0.conv_shortcut.weight",
        "mid_block.attentions.0.to_v.bias", "mid_block.resnets.1.time_emb_proj.weight",
        "up_blocks.0.upsamplers.0.conv.weight", "up_blocks.1.resnets.1.conv2.weight", "conv_out.bias"}) {
    gradients.emplace_back(name, parameters.at(name).grad().clone());
  }
  parameters.set_requires_grad(false);
  constexpr double kStep = 1e-5;
  for (const auto& [name, gradient] : gradients) {
    const at::Tensor values = parameters.at(name).view(-1);
    const double scale = gradient.abs().max().item<double>();
    for (const int64_t i : formula::positions(name, values.numel(), 2)) {
      const double original = values[i].item<double>();
      values[i] = original + kStep;
      const double above = loss().item<double>();
      values[i] = original - kStep;
      const double below = loss().item<double>();
      values[i] = original;
      EXPECT_NEAR((above - below) / (2 * kStep), gradient.view(-1)[i].item<double>(), 1e-6 * scale) << name << " " << i;
    }
  }
}

}  // namespace
}  // namespace diffcont
