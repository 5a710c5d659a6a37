// Reading embeddings and feature grids from the network.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "network/diffusion/noise_images.h"
#include "network/features/embedding.h"
#include "network/features/levels.h"
#include "network/learning/tiny_network.h"

namespace diffcont {
namespace {

using testing_network::labels;
using testing_network::tiny_images;
using testing_network::tiny_network;

Reading reading_of(int64_t count) {
  Reading reading;
  reading.images = tiny_images(count);
  std::vector<int64_t> timesteps, classes;
  for (int64_t i = 0; i < count; ++i) {
    timesteps.push_back(37 * i % 1000);
    classes.push_back(i % 4 - 1);
    reading.streams.push_back(static_cast<uint64_t>(i % 5));
  }
  reading.timesteps = labels(timesteps);
  reading.labels = labels(classes);
  reading.noise_seed = 12;
  return reading;
}

Reading part_of(const Reading& reading, int64_t begin, int64_t end) {
  return {reading.images.slice(0, begin, end), reading.timesteps.slice(0, begin, end),
          reading.labels.slice(0, begin, end),
          {reading.streams.begin() + begin, reading.streams.begin() + end}, reading.noise_seed};
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

TEST(Embedding, IsTheProjectedBottleneckOfTheNoisedImage) {
  const auto network = tiny_network();
  const Reading reading = reading_of(3);
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const at::Tensor noise = noise_images(12, reading.streams.data(), 3, 2, 8);
  const at::Tensor noised = schedule.add_noise(reading.images, noise, reading.timesteps);
  const UNetOutput output = network->infer(noised, reading.timesteps, reading.labels, UNetPart::kBottleneck);
  const at::Tensor expected = network->project(output.bottleneck);
  const Embeddings actual = embed(*network, reading, true);
  EXPECT_EQ(actual.embeddings.sizes(), at::IntArrayRef({3, 16}));
  EXPECT_LT(largest_difference(actual.embeddings, expected), 1e-6);
  EXPECT_LT(largest_difference(actual.logits, network->classify(expected)), 1e-6);
}

TEST(Embedding, GivesLogitsOnlyWhenAsked) {
  const auto network = tiny_network();
  EXPECT_FALSE(embed(*network, reading_of(2), false).logits.defined());
}

TEST(Embedding, DoesNotDependOnHowImagesAreGrouped) {
  const auto network = tiny_network();
  const int64_t count = images_at_once(8, at::kCPU) + 7;
  const Reading reading = reading_of(count);
  const Embeddings all = embed(*network, reading, true);
  for (int64_t begin = 0; begin < count; begin += 13) {
    const int64_t end = std::min(begin + 13, count);
    const Embeddings part = embed(*network, part_of(reading, begin, end), true);
    EXPECT_LT(largest_difference(part.embeddings, all.embeddings.slice(0, begin, end)), 1e-5);
    EXPECT_LT(largest_difference(part.logits, all.logits.slice(0, begin, end)), 1e-5);
  }
}

TEST(Embedding, SameReadingGivesTheSameBits) {
  const auto network = tiny_network();
  EXPECT_TRUE(at::equal(embed(*network, reading_of(20), false).embeddings,
                        embed(*network, reading_of(20), false).embeddings));
}

TEST(Embedding, TimestepLabelStreamAndSeedEachMatter) {
  const auto network = tiny_network();
  Reading reading = reading_of(1);
  const at::Tensor base = embed(*network, reading, false).embeddings;
  for (int change = 0; change < 4; ++change) {
    Reading other = reading;
    if (change == 0) other.timesteps = labels({500});
    if (change == 1) other.labels = labels({1});
    if (change == 2) other.streams = {77};
    if (change == 3) other.noise_seed = 13, other.timesteps = labels({0});
    EXPECT_GT(largest_difference(embed(*network, other, false).embeddings, base), 1e-6) << change;
  }
}

TEST(Embedding, OfNoImagesIsEmpty) {
  const Embeddings none = embed(*tiny_network(), reading_of(0), true);
  EXPECT_EQ(none.embeddings.sizes(), at::IntArrayRef({0, 16}));
  EXPECT_EQ(none.logits.sizes(), at::IntArrayRef({0, 3}));
}

TEST(Embedding, InBfloat16StaysClose) {
  const auto network = tiny_network();
  const Reading reading = reading_of(4);
  const at::Tensor exact = embed(*network, reading, false).embeddings;
  network->set_precision(Precision::kBF16);
  const at::Tensor rough = embed(*network, reading, false).embeddings;
  EXPECT_EQ(rough.scalar_type(), at::kFloat);
  EXPECT_LT(largest_difference(exact, rough), 0.05 * exact.abs().max().item<double>());
}

TEST(Embedding, RefusesReadingsThatDoNotFit) {
  const auto network = tiny_network();
  const auto refused = [&](const std::function<void(Reading&)>& change) {
    Reading reading = reading_of(2);
    change(reading);
    EXPECT_THROW(embed(*network, reading, false), std::invalid_argument);
  };
  refused([](Reading& r) { r.images = at::zeros({2, 3, 8, 8}); });
  refused([](Reading& r) { r.timesteps = labels({0, 1000}); });
  refused([](Reading& r) { r.timesteps = labels({0, -1}); });
  refused([](Reading& r) { r.labels = labels({0, 3}); });
  refused([](Reading& r) { r.labels = labels({0, -2}); });
  refused([](Reading& r) { r.streams = {1}; });
}

TEST(Levels, HaveOneGridForEveryBlock) {
  const auto network = tiny_network();
  const at::Tensor features = level_features(*network, reading_of(3), 4);
  EXPECT_EQ(level_channels(network->config().unet), 8 + 16 + 16 + 16 + 8);
  EXPECT_EQ(features.sizes(), at::IntArrayRef({3, 16, 64}));
}

TEST(Levels, ArePooledDownAndInterpolatedUp) {
  const auto network = tiny_network();
  const Reading reading = reading_of(2);
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const at::Tensor noise = noise_images(12, reading.streams.data(), 2, 2, 8);
  const UNetOutput output = network->infer(schedule.add_noise(reading.images, noise, reading.timesteps),
                                           reading.timesteps, reading.labels, UNetPart::kLevels);
  for (const int64_t grid : {1, 3, 4, 8}) {
    const at::Tensor features = level_features(*network, reading, grid);
    int64_t channel = 0;
    for (const at::Tensor& level : output.levels) {
      const int64_t side = level.size(2);
      const at::Tensor part = features.slice(2, channel, channel + level.size(1));
      channel += level.size(1);
      if (side % grid == 0) {
        // Cell means, by hand.
        const at::Tensor cells = level.view({2, -1, grid, side / grid, grid, side / grid}).mean({3, 5});
        EXPECT_LT(largest_difference(part, cells.flatten(2).transpose(1, 2)), 1e-5) << grid;
      } else if (side == 4 && grid == 8) {
        // Bilinear by two, off the border: weights 3/4 and 1/4 in each direction.
        const at::Tensor cell = part.select(1, 3 * 8 + 3);
        const at::Tensor expected = 0.75 * 0.75 * level.select(2, 1).select(2, 1) +
                                    0.75 * 0.25 * level.select(2, 1).select(2, 2) +
                                    0.25 * 0.75 * level.select(2, 2).select(2, 1) +
                                    0.25 * 0.25 * level.select(2, 2).select(2, 2);
        EXPECT_LT(largest_difference(cell, expected), 1e-5);
      }
    }
    EXPECT_EQ(channel, features.size(2));
  }
}

TEST(Levels, DoNotDependOnHowImagesAreGrouped) {
  const auto network = tiny_network();
  const int64_t count = images_at_once(8, at::kCPU) + 3;
  const Reading reading = reading_of(count);
  const at::Tensor all = level_features(*network, reading, 4);
  const at::Tensor last = level_features(*network, part_of(reading, count - 5, count), 4);
  EXPECT_LT(largest_difference(all.slice(0, count - 5), last), 1e-5 * all.abs().max().item<double>());
}

TEST(Levels, RefuseAGridOutsideTheImage) {
  const auto network = tiny_network();
  EXPECT_THROW(level_features(*network, reading_of(1), 0), std::invalid_argument);
  EXPECT_THROW(level_features(*network, reading_of(1), 9), std::invalid_argument);
}

}  // namespace
}  // namespace diffcont
