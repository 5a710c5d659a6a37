// The error of the network's estimate of the clean image; tests/parity/reconstruction_golden.py made the golden file
// with diffusers.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/diffusion/noise_images.h"
#include "network/features/reconstruction.h"
#include "network/learning/tiny_network.h"

namespace diffcont {
namespace {

using nlohmann::json;
using testing_network::labels;
using testing_network::tiny_images;
using testing_network::tiny_network;

Reading reading_of(int64_t count, int64_t timestep) {
  Reading reading;
  reading.images = tiny_images(count);
  reading.timesteps = at::full({count}, timestep, at::kLong);
  reading.labels = labels(std::vector<int64_t>(static_cast<size_t>(count), 1));
  reading.streams.assign(static_cast<size_t>(count), 4);
  reading.noise_seed = 12;
  return reading;
}

TEST(Reconstruction, ErrorsAreThoseOfDiffusers) {
  std::ifstream in(std::string(DIFFCONT_GOLDEN) + "/features/reconstruction.json");
  const json golden = json::parse(in);
  const json& c = golden.at("config");
  NetworkConfig config;
  config.unet.sample_size = c.at("sample_size");
  config.unet.image_channels = c.at("image_channels");
  config.unet.channels = c.at("channels").get<std::vector<int64_t>>();
  config.unet.attention.clear();
  for (const int flag : c.at("attention")) config.unet.attention.push_back(flag != 0);
  config.unet.layers_per_block = c.at("layers_per_block");
  config.unet.norm_num_groups = c.at("norm_num_groups");
  config.unet.attention_head_dim = c.at("attention_head_dim");
  config.unet.class_count = c.at("class_count");
  const Network random(config, 1);
  const Network network(config, formula::weights(unet_layout(config.unet)), random.projector(), random.head());

  const std::vector<int64_t> timesteps = golden.at("timesteps");
  const auto count = static_cast<int64_t>(timesteps.size());
  Reading reading;
  reading.images = formula::uniform("images", {count, 3, 16, 16}).to(at::kFloat);
  reading.timesteps = labels(timesteps);
  reading.labels = labels(golden.at("labels").get<std::vector<int64_t>>());
  reading.streams.assign(timesteps.size(), golden.at("stream").get<uint64_t>());
  reading.noise_seed = golden.at("seed");
  for (const auto& [grid, expected] : golden.at("grids").items()) {
    const at::Tensor errors = reconstruction_errors(network, reading, std::stoll(grid)).flatten().to(at::kDouble);
    const std::vector<double> samples = expected.at("samples");
    const auto places = formula::positions("reconstruction", errors.numel(), samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
      EXPECT_NEAR(errors[places[i]].item<double>(), samples[i], 2e-5) << grid << ", " << places[i];
    }
    EXPECT_NEAR(errors.norm().item<double>(), expected.at("norm").get<double>(), 1e-4) << grid;
  }
}

// By hand, in f64 and pixel by pixel, from the network's prediction.
TEST(Reconstruction, IsTheMeanErrorOfTheClampedEstimateInEachCell) {
  const auto network = tiny_network();
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  for (const int64_t timestep : {50, 900}) {
    const Reading reading = reading_of(2, timestep);
    const at::Tensor noise = noise_images(12, reading.streams.data(), 2, 2, 8);
    const double a = schedule.alpha_cumprod(timestep);
    const at::Tensor noised = reading.images * std::sqrt(a) + noise * std::sqrt(1 - a);
    const at::Tensor predicted =
        network->infer(noised.to(at::kFloat), reading.timesteps, reading.labels, UNetPart::kNoise).predicted_noise;
    const at::Tensor errors = reconstruction_errors(*network, reading, 2);
    ASSERT_EQ(errors.sizes(), at::IntArrayRef({2, 4, 3}));
    for (int64_t image = 0; image < 2; ++image) {
      for (int64_t cell = 0; cell < 4; ++cell) {
        double absolute[2] = {}, squared = 0;
        for (int64_t channel = 0; channel < 2; ++channel) {
          for (int64_t pixel = 0; pixel < 16; ++pixel) {
            const int64_t row = cell / 2 * 4 + pixel / 4, column = cell % 2 * 4 + pixel % 4;
            const auto at_pixel = [&](const at::Tensor& t) { return t[image][channel][row][column].item<double>(); };
            double estimate = (at_pixel(noised) - std::sqrt(1 - a) * at_pixel(predicted)) / std::sqrt(a);
            estimate = std::min(1.0, std::max(-1.0, estimate));
            const double error = estimate - at_pixel(reading.images);
            absolute[channel] += std::abs(error) / 16;
            squared += error * error / 32;
          }
        }
        for (int64_t channel = 0; channel < 2; ++channel) {
          EXPECT_NEAR(errors[image][cell][channel].item<double>(), absolute[channel], 1e-4);
        }
        EXPECT_NEAR(errors[image][cell][2].item<double>(), squared, 1e-4);
      }
    }
  }
}

TEST(Reconstruction, DoesNotDependOnHowImagesAreGrouped) {
  const auto network = tiny_network();
  const int64_t count = images_at_once(8, at::kCPU) + 3;
  const Reading reading = reading_of(count, 200);
  const at::Tensor all = reconstruction_errors(*network, reading, 4);
  Reading last = reading_of(count, 200);
  last.images = last.images.slice(0, count - 5);
  last.timesteps = last.timesteps.slice(0, count - 5);
  last.labels = last.labels.slice(0, count - 5);
  last.streams.resize(5);
  EXPECT_LT((reconstruction_errors(*network, last, 4) - all.slice(0, count - 5)).abs().max().item<double>(), 1e-5);
}

TEST(Reconstruction, RefusesAGridOutsideTheImage) {
  const auto network = tiny_network();
  EXPECT_EQ(reconstruction_channels(network->config().unet), 3);
  EXPECT_THROW(reconstruction_errors(*network, reading_of(1, 50), 0), std::invalid_argument);
  EXPECT_THROW(reconstruction_errors(*network, reading_of(1, 50), 9), std::invalid_argument);
}

}  // namespace
}  // namespace diffcont
