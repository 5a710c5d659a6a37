// The schedule and DDIM against diffusers' DDIMScheduler; tests/parity/ddim_golden.py made the files.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/diffusion/ddim.h"
#include "network/diffusion/noise_images.h"
#include "network/learning/tiny_network.h"
#include "network/learning/trainer.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

using nlohmann::json;
using testing_network::tiny_network;

json golden(const std::string& name) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/ddim/" + name + ".json");
  return json::parse(in);
}

TimestepSpacing spacing_of(const std::string& name) {
  return name == "leading" ? TimestepSpacing::kLeading : TimestepSpacing::kTrailing;
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

at::Tensor sample(const std::shared_ptr<const Network>& network, const DdimConfig& config,
                  const std::vector<int64_t>& labels, const std::vector<uint64_t>& streams, uint64_t seed) {
  DdimSampler sampler(network, config, labels, streams, seed);
  while (sampler.step() > 0) {
  }
  return sampler.images();
}

TEST(Schedule, IsThatOfDiffusers) {
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const json expected = golden("schedule").at("alphas_cumprod");
  for (const auto& [timestep, entry] : expected.items()) {
    const float value = entry.at("value");
    EXPECT_NEAR(schedule.alpha_cumprod(std::stoll(timestep)), value, 2e-6 * value) << timestep;
  }
}

TEST(Schedule, AddsNoiseByTheClosedForm) {
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const at::Tensor images = testing_network::tiny_images(3), noise = testing_network::tiny_images(3, "noise");
  const std::vector<int64_t> timesteps = {0, 500, 999};
  const at::Tensor noised = schedule.add_noise(images, noise, at::tensor(timesteps, at::kLong));
  for (int64_t i = 0; i < 3; ++i) {
    const double a = schedule.alpha_cumprod(timesteps[static_cast<size_t>(i)]);
    const at::Tensor expected = images[i] * std::sqrt(a) + noise[i] * std::sqrt(1 - a);
    EXPECT_LT(largest_difference(noised[i], expected), 1e-6);
  }
}

TEST(Schedule, RefusesATimestepOutsideItself) {
  const NoiseSchedule schedule(10, 1e-4, 0.02);
  EXPECT_EQ(schedule.train_timesteps(), 10);
  EXPECT_THROW(schedule.alpha_cumprod(10), std::out_of_range);
  EXPECT_THROW(NoiseSchedule(0, 1e-4, 0.02), std::invalid_argument);
}

TEST(DdimTimesteps, AreThoseOfDiffusers) {
  const json cases = golden("timesteps");
  int compared = 0;
  for (const auto& [key, expected] : cases.items()) {
    if (key == "made_with") continue;
    DdimConfig config;
    const size_t first = key.find('_'), second = key.rfind('_');
    config.spacing = spacing_of(key.substr(0, first));
    config.steps_offset = std::stoll(key.substr(first + 1, second - first - 1));
    config.steps = std::stoll(key.substr(second + 1));
    EXPECT_EQ(ddim_timesteps(config, 1000), expected.get<std::vector<int64_t>>()) << key;
    ++compared;
  }
  EXPECT_EQ(compared, 32);
}

TEST(DdimTimesteps, StayInsideTheScheduleForEveryCount) {
  for (int64_t steps = 1; steps <= 1000; ++steps) {
    for (const TimestepSpacing spacing : {TimestepSpacing::kLeading, TimestepSpacing::kTrailing}) {
      const auto timesteps = ddim_timesteps({.steps = steps, .spacing = spacing}, 1000);
      ASSERT_EQ(static_cast<int64_t>(timesteps.size()), steps);
      ASSERT_TRUE(std::is_sorted(timesteps.rbegin(), timesteps.rend())) << steps;
    }
  }
}

TEST(DdimTimesteps, RefuseWhatTheScheduleHasNot) {
  EXPECT_THROW(ddim_timesteps({.steps = 0}, 1000), std::invalid_argument);
  EXPECT_THROW(ddim_timesteps({.steps = 1001}, 1000), std::invalid_argument);
  EXPECT_THROW(ddim_timesteps({.steps = 1000, .steps_offset = 1}, 1000), std::invalid_argument);
  EXPECT_THROW(ddim_timesteps({.steps = 10, .steps_offset = -1}, 1000), std::invalid_argument);
}

TEST(DdimStep, FollowsDiffusersTrajectories) {
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const json cases = golden("closed_form").at("cases");
  EXPECT_EQ(cases.size(), 11u);
  for (const auto& [name, item] : cases.items()) {
    DdimConfig config;
    config.steps = item.at("steps");
    config.spacing = spacing_of(item.at("spacing"));
    config.clip_sample = item.at("clip_sample");
    config.set_alpha_to_one = item.at("set_alpha_to_one");
    at::Tensor images = (2 * formula::uniform("initial", {1, 2, 4, 4})).to(at::kFloat);
    const auto timesteps = ddim_timesteps(config, 1000);
    ASSERT_EQ(item.at("states").size(), timesteps.size()) << name;
    for (size_t i = 0; i < timesteps.size(); ++i) {
      const at::Tensor noise = 0.3 * images + 0.7 * std::sin(0.01 * static_cast<double>(timesteps[i]));
      images = ddim_step(schedule, config, timesteps[i], images, noise);
      const at::Tensor expected =
          at::tensor(item.at("states")[i].get<std::vector<float>>(), at::kFloat).view({1, 2, 4, 4});
      EXPECT_LT(largest_difference(images, expected), 2e-5 * expected.abs().max().item<double>()) << name << " " << i;
    }
  }
}

TEST(Ddim, CoefficientsAreThoseOfTheSteps) {
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  for (const bool to_one : {true, false}) {
    DdimConfig config;
    config.steps = 7;
    config.clip_sample = false;
    config.set_alpha_to_one = to_one;
    const std::vector<int64_t> timesteps = ddim_timesteps(config, 1000);
    const at::Tensor coefficients = ddim_coefficients(schedule, config, timesteps);
    const at::Tensor images = testing_network::tiny_images(2), noise = testing_network::tiny_images(2, "noise");
    for (size_t i = 0; i < timesteps.size(); ++i) {
      const float* c = coefficients.const_data_ptr<float>() + 4 * i;
      const at::Tensor next = (images - noise * c[0]) / c[1] * c[2] + noise * c[3];
      EXPECT_TRUE(at::equal(ddim_step(schedule, config, timesteps[i], images, noise), next)) << i;
    }
  }
}

TEST(DdimSampler, SamplesWhatDiffusersSamples) {
  const json file = golden("network");
  const json& from = file.at("config");
  NetworkConfig config;
  config.unet.sample_size = from.at("sample_size");
  config.unet.image_channels = from.at("image_channels");
  config.unet.channels = from.at("channels").get<std::vector<int64_t>>();
  config.unet.attention.clear();
  for (const json& on : from.at("attention")) config.unet.attention.push_back(on.get<int>() != 0);
  config.unet.layers_per_block = from.at("layers_per_block");
  config.unet.norm_num_groups = from.at("norm_num_groups");
  config.unet.attention_head_dim = from.at("attention_head_dim");
  config.unet.class_count = from.at("class_count");
  config.unet.norm_eps = from.at("norm_eps");
  config.projector_channels = 4;
  const auto network = std::make_shared<Network>(config, formula::weights(unet_layout(config.unet)),
                                                 formula::weights(projector_layout(config)),
                                                 formula::weights(head_layout(config)));
  for (const auto& [name, item] : file.at("cases").items()) {
    const DdimConfig ddim{.steps = item.at("steps"), .spacing = spacing_of(item.at("spacing"))};
    const at::Tensor images = sample(network, ddim, file.at("labels").get<std::vector<int64_t>>(),
                                     file.at("streams").get<std::vector<uint64_t>>(), file.at("seed"));
    const auto expected = item.at("images").at("samples").get<std::vector<float>>();
    const auto positions = formula::positions("images", images.numel(), expected.size());
    const at::Tensor flat = images.flatten();
    for (size_t i = 0; i < expected.size(); ++i) {
      // Untrained weights amplify the rounding of the first steps.
      EXPECT_NEAR(flat[positions[i]].item<float>(), expected[i], 1e-3) << name << " " << i;
    }
  }
}

TEST(DdimSampler, CountsDownAndStops) {
  DdimSampler sampler(tiny_network(), {.steps = 3}, {0, 1}, {1, 2}, 9);
  EXPECT_EQ(sampler.remaining(), 3);
  const std::vector<uint64_t> streams = {1, 2};
  EXPECT_TRUE(at::equal(sampler.images(), noise_images(9, streams.data(), 2, 2, 8)));
  EXPECT_EQ(sampler.step(), 2);
  EXPECT_EQ(sampler.step(), 1);
  EXPECT_EQ(sampler.step(), 0);
  const at::Tensor last = sampler.images();
  EXPECT_EQ(sampler.step(), 0);
  EXPECT_TRUE(at::equal(sampler.images(), last));
  EXPECT_LE(last.abs().max().item<double>(), 1.0);
}

TEST(DdimSampler, AnImageDoesNotDependOnTheOthersInItsBatch) {
  const auto network = tiny_network();
  std::vector<int64_t> labels;
  std::vector<uint64_t> streams;
  for (int64_t i = 0; i < 70; ++i) {
    labels.push_back(i % 4 - 1);
    streams.push_back(static_cast<uint64_t>(100 + i));
  }
  const DdimConfig config{.steps = 4};
  const at::Tensor together = sample(network, config, labels, streams, 3);
  for (const size_t i : {0u, 1u, 37u, 63u, 64u, 69u}) {
    const at::Tensor alone = sample(network, config, {labels[i]}, {streams[i]}, 3);
    EXPECT_TRUE(at::equal(alone[0], together[static_cast<int64_t>(i)]))
        << i << ": " << largest_difference(alone[0], together[static_cast<int64_t>(i)]);
  }
}

TEST(DdimSampler, AnImageOfThePapersNetworkDoesNotDependOnItsBatchInEitherPrecision) {
  NetworkConfig config;
  config.unet.class_count = 2;
  const auto network = std::make_shared<Network>(config, 1);
  for (const Precision precision : {Precision::kF32, Precision::kBF16}) {
    network->set_precision(precision);
    const DdimConfig ddim{.steps = 1};
    const at::Tensor together = sample(network, ddim, {0, 1, 0, 1, 0, 1, 0, 1, 0}, {0, 1, 2, 3, 4, 5, 6, 7, 8}, 3);
    const at::Tensor apart = sample(network, ddim, {0, 1, 0}, {8, 5, 2}, 3);
    for (const auto& [alone, row] : {std::pair<int64_t, int64_t>{0, 8}, {1, 5}, {2, 2}}) {
      EXPECT_TRUE(at::equal(apart[alone], together[row])) << row << ": "
                                                          << largest_difference(apart[alone], together[row]);
    }
  }
}

// Trained for a moment on flat images of two brightnesses, one a class.
std::shared_ptr<Network> trained_network() {
  const auto network = tiny_network(2);
  TrainingConfig config;
  config.adam.learning_rate = 5e-3;
  config.weight_classifier = config.weight_center = 0;
  Trainer trainer(network, nullptr, config);
  const at::Tensor classes = at::arange(8, at::kLong).remainder(2);
  const at::Tensor images = (classes.to(at::kFloat) - 0.5).view({8, 1, 1, 1}).expand({8, 2, 8, 8}).contiguous();
  const int threads = at::get_num_threads();
  at::set_num_threads(1);  // faster for images this small
  for (int step = 0; step < 120; ++step) trainer.step(images, classes, 8, 0);
  at::set_num_threads(threads);
  EXPECT_LT(trainer.last_losses().diffusion, 0.6) << "it learned nothing: predicting zeros gives 1";
  return network;
}

TEST(DdimSampler, BFloat16StaysWithinAPeakSignalToNoiseRatioOfF32) {
  const auto network = trained_network();
  const auto images = [&](Precision precision) {
    network->set_precision(precision);
    return sample(network, {.steps = 10}, {0, 1, 0, 1}, {0, 1, 2, 3}, 3);
  };
  const double mean_square = (images(Precision::kBF16) - images(Precision::kF32)).square().mean().item<double>();
  const double psnr = 10 * std::log10(4 / mean_square);  // the images' range is 2
  RecordProperty("psnr", std::to_string(psnr));
  EXPECT_GE(psnr, 45);
  EXPECT_GT(mean_square, 0) << "bf16 was not used";
}

TEST(DdimSampler, KeepsTheWeightsItStartedWith) {
  const auto network = tiny_network();
  const at::Tensor before = sample(network, {.steps = 2}, {1}, {4}, 3);
  DdimSampler sampler(network, {.steps = 2}, {1}, {4}, 3);
  sampler.step();
  network->unet().at("conv_out.weight").mul_(2);
  network->weights_changed();
  sampler.step();
  EXPECT_TRUE(at::equal(sampler.images(), before));
}

TEST(DdimSampler, LabelsAndStreamsChangeTheImage) {
  const auto network = tiny_network();
  const at::Tensor images = sample(network, {.steps = 2}, {0, 1, -1, 0}, {5, 5, 5, 6}, 3);
  for (const int64_t other : {1, 2, 3}) EXPECT_GT(largest_difference(images[0], images[other]), 1e-4) << other;
}

TEST(DdimSampler, RefusesUnknownLabelsAndUnequalLists) {
  const auto network = tiny_network();
  EXPECT_THROW(DdimSampler(network, {}, {3}, {0}, 1), std::invalid_argument);
  EXPECT_THROW(DdimSampler(network, {}, {-2}, {0}, 1), std::invalid_argument);
  EXPECT_THROW(DdimSampler(network, {}, {0, 1}, {0}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace diffcont
