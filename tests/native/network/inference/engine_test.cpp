// The engine against the network's definition by libtorch's operators.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <thread>

#include "network/inference/engine.h"
#include "network/inference/maps.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

using testing_maps::all_kernels;
using testing_maps::NamedKernels;

struct Architecture {
  std::string name;
  UNetConfig config;
};

std::vector<Architecture> architectures() {
  std::vector<Architecture> all;
  const auto add = [&](const std::string& name, int64_t size, int64_t image_channels, std::vector<int64_t> channels,
                       std::vector<bool> attention, int64_t layers, int64_t groups, int64_t head) {
    all.push_back({name, {size, image_channels, std::move(channels), std::move(attention), layers, groups, head, 3, 1e-5}});
  };
  add("ordinary", 16, 3, {32, 64}, {false, true}, 2, 32, 8);
  add("odd_channels", 12, 1, {6, 10, 14}, {true, false, true}, 1, 2, 2);
  // A group of the joined channels reaches from one input into the other.
  add("groups_across_inputs", 8, 3, {12, 20}, {false, false}, 2, 4, 4);
  add("one_group_wide_heads", 6, 5, {33, 21}, {true, true}, 1, 1, 3);
  add("lowest_map_of_one_pixel", 4, 2, {16, 24, 8}, {false, true, true}, 1, 8, 8);
  add("one_level", 7, 3, {48}, {true}, 3, 16, 16);
  return all;
}

struct Inputs {
  at::Tensor images, timesteps, labels;
};

Inputs inputs(const UNetConfig& config, int64_t count) {
  return {formula::uniform("images", {count, config.image_channels, config.sample_size, config.sample_size})
              .to(at::kFloat),
          at::arange(count, at::kLong).mul_(137).remainder_(1000), at::arange(count, at::kLong).remainder_(4).sub_(1)};
}

UNetOutput run(const Inference& inference, const Inputs& in, UNetPart part) {
  return inference.run(in.images, in.timesteps, in.labels, part);
}

double norm_error(const at::Tensor& actual, const at::Tensor& expected) {
  const double error = ((actual - expected).norm() / expected.norm()).item<double>();
  return error >= 0 ? error : std::numeric_limits<double>::infinity();
}

class EngineOfKernels : public testing::TestWithParam<NamedKernels> {
 protected:
  const kernels::NetworkKernels& k = *GetParam().kernels;
};

TEST_P(EngineOfKernels, GivesEveryOutputOfAnyArchitecture) {
  // f32: about 2e-6 is rounding alone, but a group norm over a single value divides its rounding by sqrt(norm_eps).
  // bf16 keeps 8 bits: errors of up to 2^-8 at each of a few dozen layers.
  const double tolerance = GetParam().bf16() ? 0.03 : 5e-5;
  for (const auto& [name, config] : architectures()) {
    config.check();
    const Parameters parameters = formula::weights(unet_layout(config));
    const Engine engine(config, parameters, k);
    const Inputs in = inputs(config, 5);
    const auto expected = [&](UNetPart part) {
      return unet_forward(config, parameters, in.images, in.timesteps, in.labels, part);
    };
    const UNetOutput noise = run(engine, in, UNetPart::kNoise);
    EXPECT_LE(norm_error(noise.predicted_noise, expected(UNetPart::kNoise).predicted_noise), tolerance) << name;
    EXPECT_FALSE(noise.bottleneck.defined());
    const UNetOutput bottleneck = run(engine, in, UNetPart::kBottleneck);
    EXPECT_LE(norm_error(bottleneck.bottleneck, expected(UNetPart::kBottleneck).bottleneck), tolerance) << name;
    EXPECT_FALSE(bottleneck.predicted_noise.defined());
    const UNetOutput both = run(engine, in, UNetPart::kNoiseAndBottleneck);
    EXPECT_TRUE(both.predicted_noise.equal(noise.predicted_noise)) << name;
    EXPECT_TRUE(both.bottleneck.equal(bottleneck.bottleneck)) << name;
    const auto levels = run(engine, in, UNetPart::kLevels).levels, wanted = expected(UNetPart::kLevels).levels;
    ASSERT_EQ(levels.size(), wanted.size()) << name;
    for (size_t i = 0; i < levels.size(); ++i) {
      EXPECT_LE(norm_error(levels[i], wanted[i]), tolerance) << name << " " << i;
    }
  }
}

TEST_P(EngineOfKernels, AnImageHasTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  const int threads_before = at::get_num_threads();
  for (const auto& [name, config] : architectures()) {
    const Engine engine(config, formula::weights(unet_layout(config)), k);
    const Inputs in = inputs(config, 11);
    const at::Tensor expected = run(engine, in, UNetPart::kNoise).predicted_noise;
    for (const int threads : {1, 3}) {
      at::set_num_threads(threads);
      for (const int64_t size : {1, 2, 11}) {
        for (int64_t begin = 0; begin < 11; begin += size) {
          const int64_t end = std::min<int64_t>(begin + size, 11);
          const Inputs part{in.images.slice(0, begin, end), in.timesteps.slice(0, begin, end),
                            in.labels.slice(0, begin, end)};
          EXPECT_TRUE(run(engine, part, UNetPart::kNoise).predicted_noise.equal(expected.slice(0, begin, end)))
              << name << ", " << threads << " threads, images " << begin << " to " << end;
        }
      }
    }
    at::set_num_threads(threads_before);
  }
}

TEST_P(EngineOfKernels, ThreadsThatShareItDoNotDisturbEachOther) {
  const UNetConfig config = architectures()[0].config;
  const Engine engine(config, formula::weights(unet_layout(config)), k);
  const Inputs in = inputs(config, 6);
  const at::Tensor expected = run(engine, in, UNetPart::kNoise).predicted_noise;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      at::set_num_threads(1);
      for (int64_t i = 0; i < 6; ++i) {
        const int64_t first = (i + static_cast<int64_t>(t)) % 6;
        const Inputs one{in.images.slice(0, first, first + 1), in.timesteps.slice(0, first, first + 1),
                         in.labels.slice(0, first, first + 1)};
        wrong[t] += !run(engine, one, UNetPart::kNoise).predicted_noise.equal(expected.slice(0, first, first + 1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST_P(EngineOfKernels, KeepsTheWeightsItWasMadeWith) {
  const UNetConfig config = architectures()[0].config;
  Parameters parameters = formula::weights(unet_layout(config));
  const Engine engine(config, parameters, k);
  const Inputs in = inputs(config, 1);
  const at::Tensor before = run(engine, in, UNetPart::kNoise).predicted_noise;
  for (const auto& [name, value] : parameters.entries()) value.mul_(2);
  const Inputs other{in.images, in.timesteps + 1, in.labels};  // a condition that was not computed before
  EXPECT_TRUE(run(engine, in, UNetPart::kNoise).predicted_noise.equal(before));
  EXPECT_LE(norm_error(run(engine, other, UNetPart::kNoise).predicted_noise, before), 0.1);
}

TEST_P(EngineOfKernels, TakesNoImages) {
  const UNetConfig config = architectures()[0].config;
  const Engine engine(config, formula::weights(unet_layout(config)), k);
  EXPECT_EQ(run(engine, inputs(config, 0), UNetPart::kNoise).predicted_noise.size(0), 0);
}

TEST_P(EngineOfKernels, RefusesWhatTheNetworkRefuses) {
  const UNetConfig config = architectures()[0].config;
  const Engine engine(config, formula::weights(unet_layout(config)), k);
  Inputs in = inputs(config, 2);
  in.labels = at::full({2}, config.class_count, at::kLong);
  EXPECT_THROW(run(engine, in, UNetPart::kNoise), std::invalid_argument);
}

int64_t resident_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") {
      int64_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes;
    }
  }
  return -1;
}

TEST_P(EngineOfKernels, MemoryDoesNotGrowOverManyCalls) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  const UNetConfig config{4, 1, {8}, {false}, 1, 4, 8, 3, 1e-5};
  const Engine engine(config, formula::weights(unet_layout(config)), k);
  const auto call = [&](int64_t i) {
    const Inputs in = inputs(config, 1 + i % 5);
    engine.run(in.images, (in.timesteps + i).remainder(1000), in.labels, UNetPart::kNoise);
  };
  const int threads_before = at::get_num_threads();
  at::set_num_threads(1);
  for (int64_t i = 0; i < 2000; ++i) call(i);  // past the number of conditions that are kept
  const int64_t before = resident_kilobytes();
  for (int64_t i = 0; i < 10000; ++i) call(i);
  EXPECT_LE(resident_kilobytes() - before, 1024);
  at::set_num_threads(threads_before);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EngineOfKernels);
INSTANTIATE_TEST_SUITE_P(Sets, EngineOfKernels, testing::ValuesIn(all_kernels()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace diffcont
