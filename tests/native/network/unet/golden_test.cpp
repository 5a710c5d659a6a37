// The U-Net against diffusers' UNet2DModel; tests/parity/unet_golden.py made the files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/unet/formula.h"
#include "network/unet/network.h"

namespace diffcont {
namespace {

using nlohmann::json;

// Largest error allowed, relative to the largest magnitude of the tensor it is in.
constexpr double kTolerance = 1e-4;

struct Case {
  json golden;
  UNetConfig config;
  Parameters parameters;
  at::Tensor images, timesteps, labels;
};

Case read_case(const std::string& name) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/unet/" + name + ".json");
  Case result{json::parse(in), {}, {}, {}, {}, {}};
  const json& from = result.golden.at("config");
  UNetConfig& config = result.config;
  config.sample_size = from.at("sample_size");
  config.image_channels = from.at("image_channels");
  config.channels = from.at("channels").get<std::vector<int64_t>>();
  config.attention.clear();
  for (const json& on : from.at("attention")) config.attention.push_back(on.get<int>() != 0);
  config.layers_per_block = from.at("layers_per_block");
  config.norm_num_groups = from.at("norm_num_groups");
  config.attention_head_dim = from.at("attention_head_dim");
  config.class_count = from.at("class_count");
  config.norm_eps = from.at("norm_eps");
  config.check();
  result.parameters = formula::weights(unet_layout(config));
  result.timesteps = at::tensor(from.at("timesteps").get<std::vector<int64_t>>(), at::kLong);
  result.labels = at::tensor(from.at("labels").get<std::vector<int64_t>>(), at::kLong);
  result.images = formula::uniform("images", {result.labels.size(0), config.image_channels, config.sample_size,
                                              config.sample_size})
                      .to(at::kFloat);
  return result;
}

// Largest error of the sampled entries and of the norm, relative to `largest` and to the norm.
double worst_error(const std::string& name, const json& golden, const at::Tensor& actual, double largest) {
  const at::Tensor flat = actual.detach().to(at::kDouble).contiguous().view(-1);
  const auto samples = golden.at("samples").get<std::vector<double>>();
  std::vector<int64_t> positions;
  if (golden.value("full", false)) {
    EXPECT_EQ(static_cast<int64_t>(samples.size()), flat.numel()) << name;
    for (int64_t i = 0; i < flat.numel(); ++i) positions.push_back(i);
  } else {
    positions = formula::positions(name, flat.numel(), samples.size());
  }
  EXPECT_FALSE(samples.empty()) << name;
  double worst = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const double error = std::abs(flat[positions[i]].item<double>() - samples[i]) / largest;
    if (!(error <= worst)) worst = error;  // NaN is taken, too
  }
  return worst;
}

double worst_error(const std::string& name, const json& golden, const at::Tensor& actual) {
  const double norm = golden.at("norm");
  const double norm_error = std::abs(actual.detach().to(at::kDouble).norm().item<double>() - norm) / norm;
  return std::max(norm_error, worst_error(name, golden, actual, golden.at("largest")));
}

class UNetGolden : public testing::TestWithParam<std::string> {};

TEST_P(UNetGolden, OutputsAreThoseOfDiffusers) {
  const Case c = read_case(GetParam());
  const UNetOutput output =
      unet_forward(c.config, c.parameters, c.images, c.timesteps, c.labels, UNetPart::kNoiseAndBottleneck);
  const json& outputs = c.golden.at("outputs");
  const double noise = worst_error("predicted_noise", outputs.at("predicted_noise"), output.predicted_noise);
  const double bottleneck = worst_error("bottleneck", outputs.at("bottleneck"), output.bottleneck);
  EXPECT_LE(noise, kTolerance);
  EXPECT_LE(bottleneck, kTolerance);
  RecordProperty("noise_error", std::to_string(noise));
  RecordProperty("bottleneck_error", std::to_string(bottleneck));
  EXPECT_TRUE(output.levels.empty());
}

TEST_P(UNetGolden, LevelsAreThoseOfDiffusersBeforeEachResampling) {
  const Case c = read_case(GetParam());
  const auto levels =
      unet_forward(c.config, c.parameters, c.images, c.timesteps, c.labels, UNetPart::kLevels).levels;
  const json& golden = c.golden.at("levels");
  ASSERT_EQ(levels.size(), golden.size());
  ASSERT_EQ(levels.size(), 2 * c.config.channels.size() + 1);
  for (size_t i = 0; i < levels.size(); ++i) {
    const json& level = golden.at(std::to_string(i));
    ASSERT_EQ(levels[i].sizes().vec(), level.at("shape").get<std::vector<int64_t>>());
    EXPECT_LE(worst_error("level" + std::to_string(i), level, levels[i]), kTolerance) << i;
  }
}

TEST_P(UNetGolden, InferenceGivesWhatDiffusersGives) {
  const Case c = read_case(GetParam());
  NetworkConfig config;
  config.unet = c.config;
  const Network network(config, c.parameters, formula::weights(projector_layout(config)),
                        formula::weights(head_layout(config)));
  const UNetOutput output = network.infer(c.images, c.timesteps, c.labels, UNetPart::kNoiseAndBottleneck);
  const json& outputs = c.golden.at("outputs");
  EXPECT_LE(worst_error("predicted_noise", outputs.at("predicted_noise"), output.predicted_noise), kTolerance);
  EXPECT_LE(worst_error("bottleneck", outputs.at("bottleneck"), output.bottleneck), kTolerance);
  const auto levels = network.infer(c.images, c.timesteps, c.labels, UNetPart::kLevels).levels;
  ASSERT_EQ(levels.size(), c.golden.at("levels").size());
  for (size_t i = 0; i < levels.size(); ++i) {
    const json& level = c.golden.at("levels").at(std::to_string(i));
    EXPECT_LE(worst_error("level" + std::to_string(i), level, levels[i]), kTolerance) << i;
  }
}

TEST_P(UNetGolden, GradientsOfEveryParameterAreThoseOfDiffusers) {
  Case c = read_case(GetParam());
  c.parameters.set_requires_grad(true);
  const at::Tensor noise =
      unet_forward(c.config, c.parameters, c.images, c.timesteps, c.labels, UNetPart::kNoise).predicted_noise;
  (noise * formula::uniform("upstream", noise.sizes()).to(at::kFloat)).sum().backward();

  const json& golden = c.golden.at("gradients");
  ASSERT_EQ(golden.size(), c.parameters.entries().size());
  double worst = 0;
  for (const auto& [name, value] : c.parameters.entries()) {
    ASSERT_TRUE(golden.contains(name)) << name;
    ASSERT_TRUE(value.grad().defined()) << name;
    const json& expected = golden.at(name);
    if (name.ends_with("to_k.bias")) {
      // Softmax ignores what is the same for every key, so that this gradient is zero but for rounding: it is measured
      // against the gradient of the same layer's weight.
      const std::string weight = name.substr(0, name.size() - 4) + "weight";
      EXPECT_LE(worst_error(name, expected, value.grad(), golden.at(weight).at("largest")), kTolerance) << name;
    } else if (expected.at("largest") == 0.0) {
      // No image of this case has a label.
      EXPECT_EQ(value.grad().abs().max().item<float>(), 0) << name;
    } else {
      const double error = worst_error(name, expected, value.grad());
      EXPECT_LE(error, kTolerance) << name;
      worst = std::max(worst, error);
    }
  }
  RecordProperty("gradient_error", std::to_string(worst));
}

TEST_P(UNetGolden, BFloat16InferenceStaysNearF32) {
  const Case c = read_case(GetParam());
  NetworkConfig config;
  config.unet = c.config;
  Network network(config, c.parameters, formula::weights(projector_layout(config)),
                  formula::weights(head_layout(config)));
  const auto run = [&] { return network.infer(c.images, c.timesteps, c.labels, UNetPart::kNoiseAndBottleneck); };
  const UNetOutput exact = run();
  network.set_precision(Precision::kBF16);
  const UNetOutput rounded = run();
  // bf16 keeps 8 bits; errors of a few dozen layers add up to about four units in the last place.
  const auto error = [](const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).norm() / b.norm()).item<double>();
  };
  EXPECT_EQ(rounded.predicted_noise.scalar_type(), at::kFloat);
  EXPECT_LE(error(rounded.predicted_noise, exact.predicted_noise), 0.03);
  EXPECT_LE(error(rounded.bottleneck, exact.bottleneck), 0.03);
  EXPECT_GT(error(rounded.predicted_noise, exact.predicted_noise), 1e-5) << "bf16 was not used";
}

INSTANTIATE_TEST_SUITE_P(Cases, UNetGolden,
                         testing::Values("plain", "heads16", "heads8", "grey24", "one_level", "paper"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace diffcont
