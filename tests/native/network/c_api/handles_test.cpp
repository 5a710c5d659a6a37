// The registry, as it is seen through the functions that free.
#include "network/c_api/support.h"

namespace {

class Handles : public WithNetwork {};

TEST_F(Handles, FreedTwiceIsAnErrorAndNotACrash) {
  dcn_network copy = 0;
  ASSERT_OK(dcn_network_clone(network, &copy));
  EXPECT_EQ(dcn_live_handles(), 2);
  EXPECT_OK(dcn_network_free(copy));
  EXPECT_EQ(dcn_live_handles(), 1);
  EXPECT_FAILS(dcn_network_free(copy), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(Handles, AFreedHandleStaysDeadWhenItsPlaceIsTakenAgain) {
  dcn_network first = 0, second = 0;
  int64_t count = 0;
  ASSERT_OK(dcn_network_clone(network, &first));
  ASSERT_OK(dcn_network_free(first));
  ASSERT_OK(dcn_network_clone(network, &second));
  EXPECT_NE(first, second);
  EXPECT_FAILS(dcn_network_parameter_count(first, &count), DC_ERROR_BAD_HANDLE, "was freed");
  EXPECT_OK(dcn_network_parameter_count(second, &count));
  EXPECT_OK(dcn_network_free(second));
}

TEST_F(Handles, AHandleOfAnotherTypeIsNamed) {
  int32_t remaining = 0;
  EXPECT_FAILS(dcn_sampler_step(network, &remaining), DC_ERROR_BAD_HANDLE, "is a network, not a sampler");
  EXPECT_FAILS(dcn_sampler_free(network), DC_ERROR_BAD_HANDLE, "is a network, not a sampler");
  EXPECT_FAILS(dcn_trainer_free(network), DC_ERROR_BAD_HANDLE, "is a network, not a trainer");
  EXPECT_EQ(dcn_live_handles(), 1);
}

TEST_F(Handles, SamplersAndTrainersOutliveTheirNetworks) {
  dcn_network student = 0, teacher = 0;
  ASSERT_OK(dcn_network_clone(network, &student));
  ASSERT_OK(dcn_network_clone(network, &teacher));
  const dcn_training_config config = training_config();
  dcn_trainer trainer = 0;
  ASSERT_OK(dcn_trainer_create(student, teacher, &config, &trainer));
  dcn_sampler_config steps{sizeof steps, 2, DCN_SPACING_LEADING, 0};
  const int32_t label = 0;
  const uint64_t stream = 1;
  dcn_sampler sampler = 0;
  ASSERT_OK(dcn_sampler_create(student, &steps, &label, &stream, 1, 1, &sampler));
  ASSERT_OK(dcn_network_free(student));
  ASSERT_OK(dcn_network_free(teacher));

  dcn_losses losses{};
  losses.struct_size = sizeof losses;
  const std::vector<float> batch = images(2);
  const int32_t labels[] = {0, 1};
  EXPECT_OK(dcn_trainer_step(trainer, batch.data(), labels, 1, 1, &losses));
  int32_t remaining = 0;
  EXPECT_OK(dcn_sampler_step(sampler, &remaining));
  EXPECT_EQ(remaining, 1);
  EXPECT_OK(dcn_trainer_free(trainer));
  EXPECT_OK(dcn_sampler_free(sampler));
}

}  // namespace
