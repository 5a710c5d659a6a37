#include <cmath>

#include "network/c_api/support.h"

namespace {

class Continual : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    EXPECT_OK(dcn_network_clone(network, &teacher));
    const dcn_training_config config = training_config();
    EXPECT_OK(dcn_trainer_create(network, teacher, &config, &trainer));
    EXPECT_OK(dcn_trainer_weight_count(trainer, &count));
    losses.struct_size = sizeof losses;
  }
  void TearDown() override {
    EXPECT_OK(dcn_trainer_free(trainer));
    EXPECT_OK(dcn_network_free(teacher));
    WithNetwork::TearDown();
  }
  dcn_network teacher = 0;
  dcn_trainer trainer = 0;
  int64_t count = 0;
  std::vector<float> batch = images(4);
  const int32_t labels[4] = {0, 1, 0, 1};
  const uint64_t streams[2] = {3, 4};
  dcn_losses losses{};
};

TEST_F(Continual, AnAnchorAtTheWeightsAddsNothingUntilTheyMove) {
  std::vector<float> center(static_cast<size_t>(count)), importance(center.size()), expanded(center.size());
  ASSERT_OK(dcn_trainer_weights(trainer, center.data(), count));
  ASSERT_OK(dcn_trainer_importance(trainer, batch.data(), labels, 4, importance.data(), count));
  ASSERT_OK(dcn_trainer_expand(trainer, importance.data(), count, 2, expanded.data(), count));
  EXPECT_EQ(expanded, importance);
  ASSERT_OK(dcn_trainer_set_anchor(trainer, importance.data(), center.data(), count, 2, 1e6));
  double term = -1;
  ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses));
  ASSERT_OK(dcn_trainer_strategy_term(trainer, &term));
  EXPECT_EQ(term, 0);
  ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses));
  ASSERT_OK(dcn_trainer_strategy_term(trainer, &term));
  EXPECT_GT(term, 0);
  EXPECT_GT(losses.total, term);
}

TEST_F(Continual, StoredOutputsOfTheNetworkItselfAreAtNoDistance) {
  std::vector<float> noise(2 * kImage), logits(4);
  ASSERT_OK(dcn_trainer_outputs(trainer, batch.data() + 2 * kImage, labels + 2, streams, 2, 5, noise.data(),
                               logits.data()));
  dcn_stored_outputs stored{};
  stored.struct_size = sizeof stored;
  stored.noise_seed = 5;
  stored.streams = streams;
  stored.noise = noise.data();
  logits[1] = kNaN;  // the second class was not known then
  stored.logits = logits.data();
  stored.weight = 1;
  double term = -1;
  ASSERT_OK(dcn_trainer_step_stored(trainer, batch.data(), labels, 2, 2, &stored, &losses));
  ASSERT_OK(dcn_trainer_strategy_term(trainer, &term));
  EXPECT_NEAR(term, 0, 1e-9);
  EXPECT_EQ(losses.distillation, 0);

  stored.struct_size = 1;
  EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, 2, 2, &stored, &losses),
               DC_ERROR_INVALID_ARGUMENT, "dcn_stored_outputs");
  stored.struct_size = sizeof stored;
  stored.weight = -1;
  EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, 2, 2, &stored, &losses),
               DC_ERROR_INVALID_ARGUMENT, "weight is -1");
  stored.weight = 1;
  noise[0] = kNaN;
  EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, 2, 2, &stored, &losses), DC_ERROR_NOT_FINITE,
               "");
  EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, 4, 0, &stored, &losses),
               DC_ERROR_INVALID_ARGUMENT, "replayed");
}

TEST_F(Continual, OldOutputsAreKeptOnTheCurrentImages) {
  ASSERT_OK(dcn_trainer_set_old_outputs(trainer, 1, 2));
  double term = -1;
  ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses));
  ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses));
  ASSERT_OK(dcn_trainer_strategy_term(trainer, &term));
  EXPECT_GT(term, 0);
  EXPECT_FAILS(dcn_trainer_set_old_outputs(trainer, 1, 0), DC_ERROR_INVALID_ARGUMENT, "temperature");
}

TEST_F(Continual, WrongArgumentsAreNamed) {
  std::vector<float> values(static_cast<size_t>(count));
  EXPECT_FAILS(dcn_trainer_weight_count(kStale, &count), DC_ERROR_BAD_HANDLE, "");
  EXPECT_FAILS(dcn_trainer_weights(trainer, values.data(), count - 1), DC_ERROR_INVALID_ARGUMENT, "size");
  EXPECT_FAILS(dcn_trainer_importance(trainer, batch.data(), labels, 4, values.data(), 1), DC_ERROR_INVALID_ARGUMENT,
               "size");
  EXPECT_FAILS(dcn_trainer_expand(trainer, values.data(), count - 1, 2, values.data(), count),
               DC_ERROR_INVALID_ARGUMENT, "2 classes");
  EXPECT_FAILS(dcn_trainer_set_anchor(trainer, values.data(), values.data(), count, 3, 1), DC_ERROR_INVALID_ARGUMENT,
               "classes");
  values[0] = kNaN;
  EXPECT_FAILS(dcn_trainer_set_anchor(trainer, values.data(), values.data(), count, 2, 1), DC_ERROR_NOT_FINITE,
               "importance");
  EXPECT_FAILS(dcn_trainer_outputs(trainer, batch.data(), labels, nullptr, 4, 1, values.data(), values.data()),
               DC_ERROR_INVALID_ARGUMENT, "streams");
  EXPECT_FAILS(dcn_trainer_strategy_term(trainer, nullptr), DC_ERROR_INVALID_ARGUMENT, "value");
}

}  // namespace
