#include <algorithm>
#include <cmath>

#include "network/c_api/support.h"

namespace {

class Sampling : public WithNetwork {
 protected:
  static dcn_sampler_config config() {
    dcn_sampler_config config{};
    config.struct_size = sizeof config;
    config.steps = 3;
    return config;
  }
  std::vector<float> sample(const std::vector<int32_t>& labels, const std::vector<uint64_t>& streams) {
    const dcn_sampler_config steps = config();
    const auto count = static_cast<int64_t>(labels.size());
    dcn_sampler sampler = 0;
    EXPECT_OK(dcn_sampler_create(network, &steps, labels.data(), streams.data(), count, 42, &sampler));
    int32_t remaining = -1;
    for (int32_t left = 2; left >= 0; --left) {
      EXPECT_OK(dcn_sampler_step(sampler, &remaining));
      EXPECT_EQ(remaining, left);
    }
    std::vector<float> result(static_cast<size_t>(count * kImage));
    EXPECT_OK(dcn_sampler_images(sampler, result.data(), count * kImage));
    EXPECT_OK(dcn_sampler_free(sampler));
    return result;
  }
};

TEST_F(Sampling, ASampleDoesNotDependOnWhichOthersAreSampled) {
  const std::vector<float> together = sample({0, 1, DCN_LABEL_NONE}, {10, 11, 12});
  const std::vector<float> alone = sample({1}, {11});
  for (size_t i = 0; i < kImage; ++i) {
    ASSERT_NEAR(alone[i], together[kImage + i], 1e-4);
    ASSERT_LE(std::abs(alone[i]), 1.0f);
  }
}

TEST_F(Sampling, StepsPastTheEndDoNothing) {
  const dcn_sampler_config steps = config();
  const int32_t label = 0;
  const uint64_t stream = 1;
  dcn_sampler sampler = 0;
  ASSERT_OK(dcn_sampler_create(network, &steps, &label, &stream, 1, 42, &sampler));
  int32_t remaining = -1;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(dcn_sampler_step(sampler, &remaining));
  }
  std::vector<float> before(kImage), after(kImage);
  ASSERT_OK(dcn_sampler_images(sampler, before.data(), kImage));
  ASSERT_OK(dcn_sampler_step(sampler, &remaining));
  EXPECT_EQ(remaining, 0);
  ASSERT_OK(dcn_sampler_images(sampler, after.data(), kImage));
  EXPECT_EQ(before, after);
  EXPECT_OK(dcn_sampler_free(sampler));
}

TEST_F(Sampling, ASamplerKeepsTheWeightsItStartedWith) {
  const std::vector<float> expected = sample({0}, {1});
  const dcn_sampler_config steps = config();
  const int32_t label = 0;
  const uint64_t stream = 1;
  dcn_sampler sampler = 0;
  ASSERT_OK(dcn_sampler_create(network, &steps, &label, &stream, 1, 42, &sampler));

  const dcn_training_config training = training_config();
  dcn_trainer trainer = 0;
  ASSERT_OK(dcn_trainer_create(network, 0, &training, &trainer));
  const std::vector<float> batch = images(2);
  const int32_t labels[] = {0, 1};
  dcn_losses losses{};
  losses.struct_size = sizeof losses;
  ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 2, 0, &losses));
  EXPECT_OK(dcn_trainer_free(trainer));

  int32_t remaining = 1;
  while (remaining > 0) {
    ASSERT_OK(dcn_sampler_step(sampler, &remaining));
  }
  std::vector<float> result(kImage);
  ASSERT_OK(dcn_sampler_images(sampler, result.data(), kImage));
  EXPECT_EQ(result, expected);
  EXPECT_NE(sample({0}, {1}), expected);
  EXPECT_OK(dcn_sampler_free(sampler));
}

TEST_F(Sampling, SamplerChecksItsArguments) {
  dcn_sampler sampler = 0;
  const int32_t label = 0, unknown = 2;
  const uint64_t stream = 1;
  const auto spoilt = [&](void (*spoil)(dcn_sampler_config&)) {
    dcn_sampler_config steps = config();
    spoil(steps);
    return dcn_sampler_create(network, &steps, &label, &stream, 1, 1, &sampler);
  };
  EXPECT_FAILS(spoilt([](dcn_sampler_config& c) { c.struct_size = 0; }), DC_ERROR_INVALID_ARGUMENT, "struct_size is 0");
  EXPECT_FAILS(spoilt([](dcn_sampler_config& c) { c.steps = 0; }), DC_ERROR_INVALID_ARGUMENT, "steps is 0");
  EXPECT_FAILS(spoilt([](dcn_sampler_config& c) { c.steps = 1001; }), DC_ERROR_INVALID_ARGUMENT, "steps is 1001");
  EXPECT_FAILS(spoilt([](dcn_sampler_config& c) { c.spacing = 2; }), DC_ERROR_INVALID_ARGUMENT, "spacing is 2");
  EXPECT_FAILS(spoilt([](dcn_sampler_config& c) { c.reserved = 1; }), DC_ERROR_INVALID_ARGUMENT, "reserved is 1");
  const dcn_sampler_config good = config();
  EXPECT_FAILS(dcn_sampler_create(kStale, &good, &label, &stream, 1, 1, &sampler), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_sampler_create(network, nullptr, &label, &stream, 1, 1, &sampler), DC_ERROR_INVALID_ARGUMENT,
               "config is NULL");
  EXPECT_FAILS(dcn_sampler_create(network, &good, nullptr, &stream, 1, 1, &sampler), DC_ERROR_INVALID_ARGUMENT,
               "labels is NULL");
  EXPECT_FAILS(dcn_sampler_create(network, &good, &label, nullptr, 1, 1, &sampler), DC_ERROR_INVALID_ARGUMENT,
               "streams is NULL");
  EXPECT_FAILS(dcn_sampler_create(network, &good, &label, &stream, 1, 1, nullptr), DC_ERROR_INVALID_ARGUMENT,
               "sampler is NULL");
  EXPECT_FAILS(dcn_sampler_create(network, &good, &label, &stream, 0, 1, &sampler), DC_ERROR_INVALID_ARGUMENT,
               "0 x 3 x 8 x 8");
  EXPECT_FAILS(dcn_sampler_create(network, &good, &unknown, &stream, 1, 1, &sampler), DC_ERROR_INVALID_ARGUMENT,
               "labels[0] is 2");
  ASSERT_OK(dcn_sampler_create(network, &good, &label, &stream, 1, 1, &sampler));
  std::vector<float> result(kImage);
  EXPECT_FAILS(dcn_sampler_step(sampler, nullptr), DC_ERROR_INVALID_ARGUMENT, "remaining is NULL");
  EXPECT_FAILS(dcn_sampler_images(sampler, nullptr, kImage), DC_ERROR_INVALID_ARGUMENT, "images is NULL");
  EXPECT_FAILS(dcn_sampler_images(sampler, result.data(), 5), DC_ERROR_INVALID_ARGUMENT, "size is 5, must be 192");
  EXPECT_FAILS(dcn_sampler_images(kStale, result.data(), kImage), DC_ERROR_BAD_HANDLE, "sampler");
  EXPECT_OK(dcn_sampler_free(sampler));
  EXPECT_FAILS(dcn_sampler_free(sampler), DC_ERROR_BAD_HANDLE, "was freed");
}

}  // namespace
