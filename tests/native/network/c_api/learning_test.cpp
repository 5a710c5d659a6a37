#include <cmath>
#include <filesystem>

#include "network/c_api/support.h"

namespace {

class Learning : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    batch = images(4);
    losses.struct_size = sizeof losses;
  }
  dcn_trainer make(dcn_network student, dcn_network teacher = 0) {
    const dcn_training_config config = training_config();
    dcn_trainer trainer = 0;
    EXPECT_OK(dcn_trainer_create(student, teacher, &config, &trainer));
    return trainer;
  }
  dcn_network copy_of(dcn_network original) {
    dcn_network copy = 0;
    EXPECT_OK(dcn_network_clone(original, &copy));
    return copy;
  }
  std::vector<float> batch;
  const int32_t labels[4] = {0, 1, 0, 1};
  dcn_losses losses{};
};

TEST_F(Learning, AStepReportsEveryTermAndTheirWeightedSum) {
  const dcn_network teacher = copy_of(network);
  ASSERT_OK(dcn_network_add_classes(network, 1, 1));
  const dcn_trainer trainer = make(network, teacher);
  const std::vector<float> before = parameter(network, "conv_in.weight");
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(dcn_trainer_step(trainer, batch.data(), labels, 2, 2, &losses));
  }
  EXPECT_GT(losses.diffusion, 0);
  EXPECT_GT(losses.classifier, 0);
  EXPECT_GT(losses.distillation, 0);
  EXPECT_GT(losses.alignment, 0);
  EXPECT_GT(losses.center, 0);
  EXPECT_GT(losses.classifier_distillation, 0);
  EXPECT_GT(losses.gradient_norm, 0);
  EXPECT_NEAR(losses.total,
              losses.diffusion + losses.classifier + losses.distillation + losses.alignment + 0.01 * losses.center +
                  losses.classifier_distillation,
              1e-5 * losses.total);
  EXPECT_NE(parameter(network, "conv_in.weight"), before);
  EXPECT_EQ(parameter(teacher, "conv_in.weight"), before);
  EXPECT_OK(dcn_trainer_free(trainer));
  EXPECT_OK(dcn_network_free(teacher));
}

TEST_F(Learning, PrecisionIsTheTrainersOwnAndOneOfTwo) {
  const dcn_network other = copy_of(network);
  const dcn_trainer exact = make(network), rounded = make(other);
  ASSERT_OK(dcn_trainer_set_precision(rounded, DCN_PRECISION_BF16));
  ASSERT_OK(dcn_trainer_step(exact, batch.data(), labels, 4, 0, &losses));
  const double expected = losses.total;
  ASSERT_OK(dcn_trainer_step(rounded, batch.data(), labels, 4, 0, &losses));
  EXPECT_NEAR(losses.total, expected, 0.02 * expected);
  EXPECT_NE(losses.total, expected);
  EXPECT_FAILS(dcn_trainer_set_precision(exact, 2), DC_ERROR_INVALID_ARGUMENT, "precision");
  EXPECT_OK(dcn_trainer_free(exact));
  EXPECT_OK(dcn_trainer_free(rounded));
  EXPECT_FAILS(dcn_trainer_set_precision(exact, DCN_PRECISION_F32), DC_ERROR_BAD_HANDLE, "");
  EXPECT_OK(dcn_network_free(other));
}

TEST_F(Learning, ClassesAddedAfterwardsNeedANewTrainer) {
  const dcn_trainer trainer = make(network);
  ASSERT_OK(dcn_network_add_classes(network, 1, 1));
  EXPECT_FAILS(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses), DC_ERROR_INVALID_ARGUMENT,
               "the student has 3 classes, and had 2");
  const dcn_trainer fresh = make(network);
  EXPECT_OK(dcn_trainer_step(fresh, batch.data(), labels, 4, 0, &losses));
  EXPECT_OK(dcn_trainer_free(trainer));
  EXPECT_OK(dcn_trainer_free(fresh));
}

TEST_F(Learning, WeightsStayWhenTheLossBecomesInfinite) {
  const dcn_trainer trainer = make(network);
  for (float& value : batch) {
    value *= 1e30f;
  }
  const std::vector<float> before = parameter(network, "conv_in.weight");
  EXPECT_FAILS(dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses), DC_ERROR_NOT_FINITE, "NaN or infinite");
  EXPECT_EQ(parameter(network, "conv_in.weight"), before);
  const std::vector<float> good = images(4);
  EXPECT_OK(dcn_trainer_step(trainer, good.data(), labels, 4, 0, &losses));
  EXPECT_TRUE(std::isfinite(losses.total));
  EXPECT_OK(dcn_trainer_free(trainer));
}

TEST_F(Learning, StepChecksItsArguments) {
  const dcn_network teacher = copy_of(network);
  ASSERT_OK(dcn_network_add_classes(network, 1, 1));
  const dcn_trainer trainer = make(network, teacher);
  const int32_t unknown[] = {0, 1, 0, 3}, not_taught[] = {2, 1, 0, 2}, none[] = {DCN_LABEL_NONE, 0, 0, 0};
  const float* data = batch.data();
  dcn_losses wrong{};
  EXPECT_FAILS(dcn_trainer_step(kStale, data, labels, 2, 2, &losses), DC_ERROR_BAD_HANDLE, "trainer");
  EXPECT_FAILS(dcn_trainer_step(trainer, nullptr, labels, 2, 2, &losses), DC_ERROR_INVALID_ARGUMENT, "images is NULL");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, nullptr, 2, 2, &losses), DC_ERROR_INVALID_ARGUMENT, "labels is NULL");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, 2, 2, nullptr), DC_ERROR_INVALID_ARGUMENT, "losses is NULL");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, 2, 2, &wrong), DC_ERROR_INVALID_ARGUMENT,
               "dcn_losses.struct_size is 0");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, -1, 2, &losses), DC_ERROR_INVALID_ARGUMENT, "current is -1");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, 2, -1, &losses), DC_ERROR_INVALID_ARGUMENT, "replayed is -1");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, 0, 0, &losses), DC_ERROR_INVALID_ARGUMENT, "current + replayed");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, int64_t{1} << 62, 0, &losses), DC_ERROR_INVALID_ARGUMENT,
               "current is");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, unknown, 2, 2, &losses), DC_ERROR_INVALID_ARGUMENT, "labels[3] is 3");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, none, 2, 2, &losses), DC_ERROR_INVALID_ARGUMENT, "labels[0] is -1");
  EXPECT_FAILS(dcn_trainer_step(trainer, data, not_taught, 2, 2, &losses), DC_ERROR_INVALID_ARGUMENT,
               "labels[3] of a replayed image is 2, the teacher has 2");
  batch[2] = kNaN;
  EXPECT_FAILS(dcn_trainer_step(trainer, data, labels, 2, 2, &losses), DC_ERROR_NOT_FINITE, "images[2]");
  EXPECT_OK(dcn_trainer_free(trainer));
  EXPECT_FAILS(dcn_trainer_free(trainer), DC_ERROR_BAD_HANDLE, "was freed");
  EXPECT_OK(dcn_network_free(teacher));
}

TEST_F(Learning, CreateChecksItsArguments) {
  dcn_trainer trainer = 0;
  dcn_training_config config = training_config();
  EXPECT_FAILS(dcn_trainer_create(kStale, 0, &config, &trainer), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_trainer_create(network, kStale, &config, &trainer), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_trainer_create(network, network, &config, &trainer), DC_ERROR_INVALID_ARGUMENT, "student itself");
  EXPECT_FAILS(dcn_trainer_create(network, 0, nullptr, &trainer), DC_ERROR_INVALID_ARGUMENT, "config is NULL");
  EXPECT_FAILS(dcn_trainer_create(network, 0, &config, nullptr), DC_ERROR_INVALID_ARGUMENT, "trainer is NULL");
  const auto spoilt = [&](void (*spoil)(dcn_training_config&)) {
    dcn_training_config copy = config;
    spoil(copy);
    return dcn_trainer_create(network, 0, &copy, &trainer);
  };
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.struct_size += 8; }), DC_ERROR_INVALID_ARGUMENT, "struct_size");
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.train_projector = 2; }), DC_ERROR_INVALID_ARGUMENT,
               "train_projector is 2");
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.learning_rate = -1; }), DC_ERROR_INVALID_ARGUMENT, "learning_rate");
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.beta1 = std::nan(""); }), DC_ERROR_INVALID_ARGUMENT, "beta1");
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.label_dropout = 1.5; }), DC_ERROR_INVALID_ARGUMENT,
               "label_dropout");
  EXPECT_FAILS(spoilt([](dcn_training_config& c) { c.weight_center = -0.5; }), DC_ERROR_INVALID_ARGUMENT,
               "weight_center");

  dcn_network_config wider = tiny_config();
  wider.channels[1] = 32;
  dcn_network stranger = 0;
  ASSERT_OK(dcn_network_create(&wider, 1, &stranger));
  EXPECT_FAILS(dcn_trainer_create(network, stranger, &config, &trainer), DC_ERROR_INVALID_ARGUMENT, "configuration");
  EXPECT_OK(dcn_network_free(stranger));

  const dcn_network larger = copy_of(network);
  ASSERT_OK(dcn_network_add_classes(larger, 1, 1));
  EXPECT_FAILS(dcn_trainer_create(network, larger, &config, &trainer), DC_ERROR_INVALID_ARGUMENT, "classes");
  EXPECT_OK(dcn_network_free(larger));
}

}  // namespace
