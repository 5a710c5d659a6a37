// What other strategies add to a step, against sums written out and numeric derivatives.
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "network/learning/objective.h"
#include "network/learning/tiny_network.h"
#include "network/learning/trainer.h"

namespace diffcont {
namespace {

using testing_network::labels;
using testing_network::tiny_images;
using testing_network::tiny_network;

TrainingConfig own_losses() {
  TrainingConfig config;
  config.seed = 11;
  config.weight_center = 0;
  config.label_dropout = 0.5;
  config.clip_norm = 0;
  return config;
}

TrainingConfig no_losses() {
  TrainingConfig config = own_losses();
  config.weight_diffusion = config.weight_classifier = 0;
  return config;
}

double value(const at::Tensor& tensor, int64_t row, int64_t column) { return tensor[row][column].item<double>(); }

// Eq. 2 of Li and Hoiem less the old outputs' entropy, plus the mean squared distance of the noise.
TEST(OldOutputs, LossIsTheCrossEntropyAtATemperatureLessAConstant) {
  const at::Tensor now = at::tensor({0.3, -1.2, 2.0, 0.7, 0.1, -0.4}).reshape({2, 3}).to(at::kFloat);
  const at::Tensor old = at::tensor({1.5, -0.5, 0.2, 0.9}).reshape({2, 2}).to(at::kFloat);
  const at::Tensor noise = at::tensor({0.5, -0.5, 1.0, 2.0}).reshape({2, 1, 1, 2}).to(at::kFloat);
  const double temperature = 2;
  double expected = 0;
  for (int64_t i = 0; i < 2; ++i) {
    double powers_now = 0, powers_old = 0;
    for (int64_t c = 0; c < 2; ++c) {
      powers_now += std::exp(value(now, i, c) / temperature);
      powers_old += std::exp(value(old, i, c) / temperature);
    }
    for (int64_t c = 0; c < 2; ++c) {
      const double y_now = std::exp(value(now, i, c) / temperature) / powers_now;
      const double y_old = std::exp(value(old, i, c) / temperature) / powers_old;
      expected += (-y_old * std::log(y_now) + y_old * std::log(y_old)) / 2;
    }
  }
  TrainingConfig config;
  config.weight_diffusion = 3;
  config.weight_classifier = 0.5;
  const at::Tensor loss = old_outputs_loss(config, temperature, {noise, now}, {noise + 0.1, old});
  EXPECT_NEAR(loss.item<double>(), 0.5 * expected + 3 * 0.01, 1e-6);
}

TEST(StoredOutputs, LossIsTheMeanSquaredDistanceOverWhatWasKnown) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor now = at::tensor({1.0f, 2.0f, 9.0f, 4.0f, 5.0f, 6.0f}).reshape({2, 3});
  const at::Tensor stored = at::tensor({0.0f, 4.0f, nan, 1.0f, nan, nan}).reshape({2, 3});
  const at::Tensor noise = at::zeros({2, 1, 2, 2});
  TrainingConfig config;
  config.weight_diffusion = 2;
  config.weight_classifier = 0.5;
  const at::Tensor loss = stored_outputs_loss(config, {noise, now}, {noise + 0.5, stored});
  EXPECT_NEAR(loss.item<double>(), 2 * 0.25 + 0.5 * (1 + 4 + 9) / 3, 1e-6);
}

TEST(StoredOutputs, AnUnchangedNetworkIsAtNoDistanceAndTheBatchAroundAnImageDoesNotMatter) {
  const auto network = tiny_network();
  Trainer trainer(network, nullptr, no_losses());
  const at::Tensor images = tiny_images(3);
  const at::Tensor classes = labels({0, 1, 1});
  const Outputs together = trainer.outputs(images, classes, {4, {7, 8, 9}});
  const Outputs alone = trainer.outputs(images.slice(0, 1, 2), classes.slice(0, 1, 2), {4, {8}});
  EXPECT_TRUE(at::allclose(together.logits.slice(0, 1, 2), alone.logits, 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(together.predicted_noise.slice(0, 1, 2), alone.predicted_noise, 1e-4, 1e-5));
  EXPECT_FALSE(at::allclose(together.predicted_noise,
                            trainer.outputs(images, classes, {4, {7, 8, 10}}).predicted_noise, 1e-3, 1e-3));

  const StoredOutputs stored{{4, {7, 8, 9}}, together, 2, 0};
  EXPECT_EQ(trainer.step(images, classes, 0, 3, &stored).total, 0);
}

// Eq. 6 of Buzzega et al., the three parts taken apart.
TEST(StoredOutputs, StepWeighsCurrentReplayedAndStoredParts) {
  const TrainingConfig config = own_losses();
  const at::Tensor images = tiny_images(5);
  const at::Tensor classes = labels({2, 2, 0, 1, 0});
  const auto student = tiny_network();
  const NoiseSchedule schedule(student->config().train_timesteps, student->config().beta_start,
                               student->config().beta_end);
  StoredOutputs stored;
  stored.inputs = {4, {7, 8, 9}};
  stored.outputs = Trainer(tiny_network(3, 6), nullptr, config)
                       .outputs(images.slice(0, 2), classes.slice(0, 2), stored.inputs);
  stored.weight = 0.3;
  stored.replay_weight = 0.7;

  const TrainingBatch batch = make_training_batch(schedule, images, classes, 0.5, config.seed, 0);
  const auto own = [&](int64_t from, int64_t to) {
    double noise = 0, label = 0, told = 0;
    for (int64_t i = from; i < to; ++i) {
      const UNetOutput output = unet_forward(
          student->config().unet, student->unet(), batch.noised_images.slice(0, i, i + 1),
          batch.timesteps.slice(0, i, i + 1), batch.fed_labels.slice(0, i, i + 1), UNetPart::kNoiseAndBottleneck);
      noise += at::mse_loss(output.predicted_noise, batch.noise.slice(0, i, i + 1)).item<double>();
      if (batch.fed_labels[i].item<int64_t>() == -1) {
        const at::Tensor logits = student->classify(student->project(output.bottleneck));
        label -= logits.log_softmax(1)[0][classes[i].item<int64_t>()].item<double>();
        ++told;
      }
    }
    return noise / (to - from) + (told > 0 ? label / told : 0);
  };
  const Outputs now = Trainer(student, nullptr, config).outputs(images.slice(0, 2), classes.slice(0, 2), stored.inputs);
  const double distance = (now.predicted_noise - stored.outputs.predicted_noise).square().mean().item<double>() +
                          (now.logits - stored.outputs.logits).square().mean().item<double>();
  const double expected = own(0, 2) + 0.7 * own(2, 5) + 0.3 * distance;

  Trainer trainer(student, tiny_network(3, 6), config);
  const Losses losses = trainer.step(images, classes, 2, 3, &stored);
  EXPECT_NEAR(losses.total, expected, 1e-4 * expected);
  EXPECT_NEAR(trainer.strategy_term(), distance, 1e-4 * distance);
  EXPECT_EQ(losses.distillation + losses.alignment + losses.classifier_distillation, 0);
}

TEST(OldOutputs, ACopyKeepsThemAndAChangedNetworkIsPulledBack) {
  const auto teacher = tiny_network(2, 6);
  const auto student = teacher->clone();
  student->add_classes(1, 1);
  Trainer trainer(student, teacher, no_losses());
  TrainingConfig config = own_losses();
  config.weight_classifier = 1;
  Trainer both(student, teacher, config);
  both.set_old_outputs({1, 2});
  both.step(tiny_images(3), labels({2, 2, 2}), 3, 0);
  EXPECT_NEAR(both.strategy_term(), 0, 1e-9);
  both.step(tiny_images(3), labels({2, 2, 2}), 3, 0);
  EXPECT_GT(both.strategy_term(), 0);
  EXPECT_THROW(both.set_old_outputs({1, 0}), std::invalid_argument);
  EXPECT_THROW(Trainer(student, nullptr, config).set_old_outputs({1, 2}), std::invalid_argument);
}

TEST(WeightAnchor, PenaltyPullsEachWeightByItsImportanceAndNewClassesAreFree) {
  const auto student = tiny_network(2);
  Trainer before(student, nullptr, no_losses());
  const at::Tensor center = before.weights() + 0.5;
  const at::Tensor importance = at::arange(center.numel(), at::kFloat) / center.numel();
  student->add_classes(1, 1);
  TrainingConfig config = no_losses();
  config.adam.learning_rate = 1e-3;
  Trainer trainer(student, nullptr, config);
  EXPECT_THROW(trainer.set_anchor(importance.slice(0, 1), center.slice(0, 1), 2, 8), std::invalid_argument);
  trainer.set_anchor(importance, center, 2, 8);
  const at::Tensor start = trainer.weights();
  const Losses losses = trainer.step(tiny_images(1), labels({0}), 1, 0);

  double sum = 0, squares = 0;
  for (int64_t i = 0; i < center.numel(); ++i) {
    const double f = static_cast<double>(i) / center.numel();
    sum += f * 0.25;
    squares += std::pow(8 * f * 0.5, 2);
  }
  EXPECT_NEAR(losses.total, 4 * sum, 1e-3 * losses.total);
  EXPECT_NEAR(losses.gradient_norm, std::sqrt(squares), 1e-3 * losses.gradient_norm);
  EXPECT_EQ(trainer.strategy_term(), losses.total);
  // Adam's first step has the learning rate's length, against the gradient; here up, towards the center.
  const at::Tensor moved = trainer.weights() - start;
  const at::Tensor pulled = trainer.expanded(importance, 2).gt(0);
  EXPECT_TRUE(at::allclose(moved.masked_select(pulled), at::full({1}, 1e-3f), 1e-2, 1e-5));
  EXPECT_EQ(moved.masked_select(pulled.logical_not()).abs().max().item<float>(), 0);
  EXPECT_EQ(trainer.expanded(importance, 2).numel() - importance.numel(),
            start.numel() - center.numel());
}

// The mean over images of the squared numeric derivative of the image's own losses.
TEST(WeightAnchor, ImportanceIsTheMeanSquaredDerivativeOfEachImagesLoss) {
  const auto network = tiny_network();
  const TrainingConfig config = own_losses();
  Trainer trainer(network, nullptr, config);
  const at::Tensor images = tiny_images(3);
  const at::Tensor classes = labels({0, 2, 1});
  const at::Tensor before = trainer.weights();
  const at::Tensor importance = trainer.importance(images, classes);
  EXPECT_TRUE(at::equal(before, trainer.weights()));
  EXPECT_FALSE(network->head().at("head.weight").requires_grad());

  const NoiseSchedule schedule(network->config().train_timesteps, network->config().beta_start,
                               network->config().beta_end);
  const auto loss = [&](int64_t i) {
    Losses losses;
    const TrainingBatch one = make_training_batch(schedule, images.slice(0, i, i + 1), classes.slice(0, i, i + 1), 0.5,
                                                  config.seed, i);
    training_objective(*network, nullptr, config, one, 0, losses);
    return losses.total;
  };
  const auto check = [&](at::Tensor weight, int64_t offset) {
    at::Tensor flat = weight.view({-1});
    for (const int64_t index : {int64_t{0}, flat.numel() / 2}) {
      const float original = flat[index].item<float>();
      double expected = 0;
      for (int64_t i = 0; i < 3; ++i) {
        const double step = 1e-2;
        flat[index] = original + step;
        const double above = loss(i);
        flat[index] = original - step;
        const double below = loss(i);
        flat[index] = original;
        expected += std::pow((above - below) / (2 * step), 2) / 3;
      }
      EXPECT_NEAR(importance[offset + index].item<double>(), expected, 0.03 * expected + 1e-7);
    }
  };
  const at::NoGradGuard no_grad;
  int64_t offset = 0;
  int checked = 0;
  for (const auto& [name, value] : network->unet().entries()) {
    if (name == "conv_in.weight" || name == "mid_block.resnets.0.conv1.weight" || name == "conv_out.bias") {
      check(value, offset);
      ++checked;
    }
    offset += value.numel();
  }
  EXPECT_EQ(checked, 3);
  check(network->head().at("head.weight"), offset);
}

}  // namespace
}  // namespace diffcont
