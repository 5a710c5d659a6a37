// Training in bfloat16 against training in f32.
#include <gtest/gtest.h>

#include <cmath>

#include "network/learning/tiny_network.h"
#include "network/learning/trainer.h"

namespace diffcont {
namespace {

using testing_network::labels;
using testing_network::tiny_images;
using testing_network::tiny_network;

struct Trained {
  std::shared_ptr<Network> student = tiny_network(3);
  std::shared_ptr<const Network> teacher = tiny_network(2, 6);
  std::vector<Losses> losses;
};

// Half of each batch is of the new class, half of the teacher's.
Trained train(Precision precision, int steps, double learning_rate = 1e-3) {
  Trained run;
  TrainingConfig config;
  config.adam.learning_rate = learning_rate;
  config.train_projector = true;
  config.precision = precision;
  Trainer trainer(run.student, run.teacher, config);
  for (int i = 0; i < steps; ++i) {
    run.losses.push_back(
        trainer.step(tiny_images(8, "images " + std::to_string(i % 4)), labels({2, 2, 2, 2, 0, 1, 1, 0}), 4, 4));
  }
  return run;
}

at::Tensor flat(const Network& network) {
  std::vector<at::Tensor> all;
  for (const Parameters* part : {&network.unet(), &network.projector(), &network.head()}) {
    for (const auto& [name, value] : part->entries()) all.push_back(value.flatten());
  }
  return at::cat(all);
}

constexpr double Losses::*kTerms[] = {&Losses::total,     &Losses::diffusion, &Losses::classifier,
                                      &Losses::alignment, &Losses::center,    &Losses::classifier_distillation,
                                      &Losses::distillation};

// bf16 keeps 8 bits: a value is off by up to 0.4 %, a squared difference of two by twice that and what the layers add.
TEST(TrainingPrecision, EveryLossOfABFloat16StepIsNearItsF32Value) {
  const Trained exact = train(Precision::kF32, 1), rounded = train(Precision::kBF16, 1);
  for (const auto term : kTerms) {
    EXPECT_NEAR(rounded.losses[0].*term, exact.losses[0].*term, 0.02 * exact.losses[0].*term);
    EXPECT_NE(rounded.losses[0].*term, exact.losses[0].*term) << "bf16 was not used";
  }
  EXPECT_NEAR(rounded.losses[0].gradient_norm, exact.losses[0].gradient_norm, 0.02 * exact.losses[0].gradient_norm);
}

// Adam's first steps are about the learning rate in the sign of each gradient, so that weights whose gradient is nearly
// zero may go the other way: what counts is the direction of all weights together.
TEST(TrainingPrecision, WeightsGoTheSameWay) {
  const at::Tensor start = flat(*tiny_network(3));
  const at::Tensor exact = flat(*train(Precision::kF32, 5).student) - start;
  const at::Tensor rounded = flat(*train(Precision::kBF16, 5).student) - start;
  const double cosine = (exact.dot(rounded) / (exact.norm() * rounded.norm())).item<double>();
  EXPECT_GT(cosine, 0.97);
  EXPECT_LT(cosine, 1 - 1e-6) << "bf16 was not used";
  EXPECT_NEAR(rounded.norm().item<double>(), exact.norm().item<double>(), 0.02 * exact.norm().item<double>());
}

TEST(TrainingPrecision, BFloat16LearnsAsWell) {
  constexpr int kSteps = 120, kLast = 20;
  const auto mean_of_last = [](const Trained& run) {
    double sum = 0;
    for (int i = kSteps - kLast; i < kSteps; ++i) sum += run.losses[static_cast<size_t>(i)].total;
    return sum / kLast;
  };
  const Trained exact = train(Precision::kF32, kSteps, 3e-3), rounded = train(Precision::kBF16, kSteps, 3e-3);
  EXPECT_LT(mean_of_last(exact), 0.7 * exact.losses[0].total);
  EXPECT_NEAR(mean_of_last(rounded), mean_of_last(exact), 0.05 * mean_of_last(exact));
}

TEST(TrainingPrecision, BFloat16StepsDependOnTheSeedAlone) {
  EXPECT_TRUE(at::equal(flat(*train(Precision::kBF16, 3).student), flat(*train(Precision::kBF16, 3).student)));
}

TEST(TrainingPrecision, WeightsStayF32AndTheNetworksOwnPrecisionStands) {
  const Trained run = train(Precision::kBF16, 1);
  for (const auto& [name, value] : run.student->unet().entries()) {
    EXPECT_EQ(value.scalar_type(), at::kFloat) << name;
    EXPECT_TRUE(value.is_contiguous()) << name;
  }
  EXPECT_EQ(run.student->precision(), Precision::kF32);
  EXPECT_EQ(run.teacher->precision(), Precision::kF32);
}

TEST(TrainingPrecision, F32StepsTakeTheTeacherInF32WhateverItInfersIn) {
  const auto teacher = tiny_network(2, 6);
  teacher->set_precision(Precision::kBF16);
  Trainer exact(tiny_network(3), tiny_network(2, 6), {}), other(tiny_network(3), teacher, {});
  const at::Tensor classes = labels({2, 2, 2, 0, 1, 1});
  EXPECT_EQ(exact.step(tiny_images(6), classes, 3, 3).total, other.step(tiny_images(6), classes, 3, 3).total);
}

}  // namespace
}  // namespace diffcont
