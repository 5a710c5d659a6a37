// The training step: what moves and what does not, its gradient, its terms, its failures.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "common/random/noise.h"
#include "common/storage/errors.h"
#include "network/learning/batch.h"
#include "network/learning/objective.h"
#include "network/learning/tiny_network.h"
#include "network/learning/trainer.h"

namespace diffcont {
namespace {

using testing_network::labels;
using testing_network::tiny_config;
using testing_network::tiny_images;
using testing_network::tiny_network;

using Copies = std::vector<std::pair<std::string, at::Tensor>>;

Copies copy(const Network& network) {
  Copies all;
  for (const Parameters* part : {&network.unet(), &network.projector(), &network.head()}) {
    for (const auto& [name, value] : part->entries()) all.emplace_back(name, value.detach().clone());
  }
  return all;
}

bool same_bits(const Copies& a, const Copies& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (!at::equal(a[i].second, b[i].second)) return false;
  }
  return a.size() == b.size();
}

bool moved(const Copies& before, const Copies& after, const std::string& name) {
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].first == name) return !at::equal(before[i].second, after[i].second);
  }
  throw std::out_of_range(name);
}

TrainingConfig only(double TrainingConfig::*weight) {
  TrainingConfig config;
  config.weight_diffusion = config.weight_classifier = config.weight_center = 0;
  config.weight_classifier_distillation = config.weight_distillation = config.weight_alignment = 0;
  config.*weight = 0.5;
  return config;
}

const std::vector<std::pair<double TrainingConfig::*, double Losses::*>> kTerms = {
    {&TrainingConfig::weight_diffusion, &Losses::diffusion},
    {&TrainingConfig::weight_classifier, &Losses::classifier},
    {&TrainingConfig::weight_center, &Losses::center},
    {&TrainingConfig::weight_classifier_distillation, &Losses::classifier_distillation},
    {&TrainingConfig::weight_distillation, &Losses::distillation},
    {&TrainingConfig::weight_alignment, &Losses::alignment}};

constexpr double Losses::*kAllTerms[] = {&Losses::diffusion,    &Losses::classifier, &Losses::distillation,
                                         &Losses::alignment,    &Losses::center,     &Losses::classifier_distillation};

// A batch of three current images of class 2 and three replayed ones of the teacher's classes 0 and 1.
struct Step {
  at::Tensor images = tiny_images(6);
  at::Tensor classes = labels({2, 2, 2, 0, 1, 1});
  std::shared_ptr<Network> student = tiny_network(3);
  std::shared_ptr<const Network> teacher = tiny_network(2, 6);

  Losses run(Trainer& trainer) const { return trainer.step(images, classes, 3, 3); }
};

TEST(Trainer, TotalIsTheWeightedSumOfTheTerms) {
  const Step step;
  TrainingConfig config;
  config.weight_diffusion = 1.5;
  config.weight_classifier = 0.7;
  config.weight_center = 0.2;
  config.weight_classifier_distillation = 3;
  config.weight_distillation = 0.4;
  config.weight_alignment = 11;
  Trainer trainer(step.student, step.teacher, config);
  const Losses l = step.run(trainer);
  for (const auto term : kAllTerms) EXPECT_GT(l.*term, 0);
  const double expected = 1.5 * l.diffusion + 0.7 * l.classifier + 0.2 * l.center + 3 * l.classifier_distillation +
                          0.4 * l.distillation + 11 * l.alignment;
  EXPECT_NEAR(l.total, expected, 1e-5 * expected);
  EXPECT_GT(l.gradient_norm, 0);
}

TEST(Trainer, TermsAreThoseOfItsNetworksOnTheDrawnBatch) {
  const Step step;
  TrainingConfig config;
  config.seed = 17;
  Trainer trainer(step.student, step.teacher, config);
  const NetworkConfig& net = step.student->config();
  const NoiseSchedule schedule(net.train_timesteps, net.beta_start, net.beta_end);
  const TrainingBatch batch = make_training_batch(schedule, step.images, step.classes, 0, 17, 0);
  const UNetOutput student = step.student->infer(batch.noised_images, batch.timesteps, step.classes,
                                                 UNetPart::kNoiseAndBottleneck);
  const UNetOutput teacher = step.teacher->infer(batch.noised_images.slice(0, 3), batch.timesteps.slice(0, 3),
                                                 step.classes.slice(0, 3), UNetPart::kNoiseAndBottleneck);
  const at::Tensor z = step.student->project(student.bottleneck), old_z = step.teacher->project(teacher.bottleneck);
  const Losses expected{
      .diffusion = diffusion_loss(student.predicted_noise, batch.noise).item<double>(),
      .classifier = classifier_loss(step.student->classify(z), step.classes).item<double>(),
      .distillation = distillation_loss(student.predicted_noise.slice(0, 3), teacher.predicted_noise).item<double>(),
      .alignment = alignment_loss(z.slice(0, 3), old_z).item<double>(),
      .center = center_loss(z, step.classes).item<double>(),
      .classifier_distillation =
          classifier_distillation_loss(step.student->classify(z.slice(0, 3)), step.teacher->classify(old_z))
              .item<double>()};
  const Losses actual = step.run(trainer);
  for (const auto term : kAllTerms) EXPECT_NEAR(actual.*term, expected.*term, 1e-5 * expected.*term);
}

TEST(Trainer, EachTermCanStandAlone) {
  for (const auto& [weight, loss] : kTerms) {
    const Step step;
    Trainer trainer(step.student, step.teacher, only(weight));
    const Losses l = step.run(trainer);
    for (const auto term : kAllTerms) {
      if (term == loss) {
        EXPECT_GT(l.*term, 0);
      } else {
        EXPECT_EQ(l.*term, 0);
      }
    }
    EXPECT_NEAR(l.total, 0.5 * l.*loss, 1e-6 * l.total);
  }
}

TEST(Trainer, EachTermCanBeSwitchedOff) {
  for (const auto& [weight, loss] : kTerms) {
    const Step step;
    TrainingConfig config;
    config.*weight = 0;
    Trainer trainer(step.student, step.teacher, config);
    const Losses l = step.run(trainer);
    for (const auto term : kAllTerms) EXPECT_EQ(l.*term == 0, term == loss);
  }
}

TEST(Trainer, WithAllTermsOffNothingMoves) {
  const Step step;
  TrainingConfig config = only(&TrainingConfig::weight_diffusion);
  config.weight_diffusion = 0;
  Trainer trainer(step.student, step.teacher, config);
  const Copies before = copy(*step.student);
  EXPECT_EQ(step.run(trainer).total, 0);
  EXPECT_TRUE(same_bits(before, copy(*step.student)));
}

TEST(Trainer, WithoutTeacherOrReplayThereIsNoDistillation) {
  const Step step;
  Trainer without_teacher(tiny_network(3), nullptr, {});
  Trainer without_replay(tiny_network(3), step.teacher, {});
  for (const Losses& l : {step.run(without_teacher), without_replay.step(step.images, step.classes, 6, 0)}) {
    EXPECT_GT(l.diffusion, 0);
    EXPECT_EQ(l.distillation, 0);
    EXPECT_EQ(l.alignment, 0);
    EXPECT_EQ(l.classifier_distillation, 0);
  }
}

TEST(Trainer, FrozenProjectorAndTeacherDoNotMoveByABit) {
  const Step step;
  Trainer trainer(step.student, step.teacher, {});
  const Copies student = copy(*step.student), teacher = copy(*step.teacher);
  for (int i = 0; i < 3; ++i) step.run(trainer);
  const Copies after = copy(*step.student);
  EXPECT_TRUE(same_bits(teacher, copy(*step.teacher)));
  EXPECT_FALSE(moved(student, after, "projector.weight"));
  EXPECT_FALSE(moved(student, after, "projector.bias"));
  for (const char* name : {"conv_in.weight", "conv_out.bias", "class_embedding.weight",
                           "time_embedding.linear_1.weight", "mid_block.resnets.0.conv1.weight", "head.weight",
                           "head.bias"}) {
    EXPECT_TRUE(moved(student, after, name)) << name;
  }
}

TEST(Trainer, TrainsTheProjectorWhereAsked) {
  const Step step;
  TrainingConfig config;
  config.train_projector = true;
  Trainer trainer(step.student, nullptr, config);
  const Copies before = copy(*step.student);
  step.run(trainer);
  EXPECT_TRUE(moved(before, copy(*step.student), "projector.weight"));
}

TEST(Trainer, ClassesOutsideTheBatchKeepTheirClassEmbedding) {
  const Step step;
  Trainer trainer(step.student, nullptr, {});
  const at::Tensor before = step.student->unet().at("class_embedding.weight").clone();
  trainer.step(step.images, labels({2, 2, 2, 2, 0, 0}), 6, 0);
  const at::Tensor& after = step.student->unet().at("class_embedding.weight");
  EXPECT_TRUE(at::equal(before[1], after[1]));
  EXPECT_FALSE(at::equal(before[2], after[2]));
}

TEST(Trainer, LeavesNoGradientsBehind) {
  const Step step;
  TrainingConfig config;
  config.train_projector = true;
  Trainer trainer(step.student, step.teacher, config);
  step.run(trainer);
  for (const Parameters* part : {&step.student->unet(), &step.student->projector(), &step.student->head()}) {
    for (const auto& [name, value] : part->entries()) {
      EXPECT_FALSE(value.requires_grad()) << name;
      EXPECT_FALSE(value.grad().defined()) << name;
    }
  }
}

TEST(Trainer, LearnsItsBatch) {
  const Step step;
  TrainingConfig config;
  config.adam.learning_rate = 3e-3;
  Trainer trainer(step.student, step.teacher, config);
  double first = 0, last = 0;
  for (int i = 0; i < 80; ++i) {
    const Losses l = step.run(trainer);
    if (i < 10) first += l.total;
    if (i >= 70) last += l.total;
  }
  EXPECT_LT(last, 0.7 * first);
  EXPECT_EQ(trainer.steps(), 80);
}

// The loss over the drawn batch as a function of one weight's value.
TEST(Objective, GradientIsTheSlopeOfTheTotal) {
  const Step step;
  TrainingConfig config;
  config.weight_center = 0.3;
  config.label_dropout = 0.5;
  config.seed = 4;
  const NetworkConfig& net = step.student->config();
  const NoiseSchedule schedule(net.train_timesteps, net.beta_start, net.beta_end);
  const TrainingBatch batch = make_training_batch(schedule, step.images, step.classes, 0.5, 4, 0);
  ASSERT_GT(batch.dropped.size(0), 0);
  Losses losses;
  const auto total = [&] {
    return training_objective(*step.student, step.teacher.get(), config, batch, 3, losses);
  };
  for (Parameters* part : {&step.student->unet(), &step.student->projector(), &step.student->head()}) {
    part->set_requires_grad(true);
  }
  total().backward();
  for (const char* name : {"conv_in.weight", "time_embedding.linear_2.weight", "class_embedding.weight",
                           "mid_block.attentions.0.to_q.weight", "up_blocks.1.resnets.0.conv2.weight",
                           "conv_out.weight", "projector.weight", "head.weight", "head.bias"}) {
    Parameters& part = step.student->unet().contains(name)        ? step.student->unet()
                       : step.student->projector().contains(name) ? step.student->projector()
                                                                  : step.student->head();
    const at::Tensor weight = part.at(name);
    // Along the gradient itself the slope is largest, so that f32 differences still resolve it.
    const at::Tensor gradient = weight.grad().clone();
    const double norm = gradient.norm().item<double>();
    ASSERT_GT(norm, 0) << name;
    const at::Tensor direction = gradient / norm;
    const auto moved_by = [&](double distance) {
      const at::Tensor data = weight.detach();
      data.add_(direction, distance);
      total();
      data.add_(direction, -distance);
      return losses.total;
    };
    const double h = std::min(0.05, 2e-2 / norm);
    const double slope = (8 * (moved_by(h) - moved_by(-h)) - (moved_by(2 * h) - moved_by(-2 * h))) / (12 * h);
    EXPECT_NEAR(slope, norm, 0.01 * norm + 1e-4) << name;
  }
}

TEST(Trainer, WithDroppedLabelsTheClassifierSeesOnlyThose) {
  const Step step;
  TrainingConfig config = only(&TrainingConfig::weight_classifier);
  config.label_dropout = 0.5;
  config.seed = 4;
  const NetworkConfig& net = step.student->config();
  const NoiseSchedule schedule(net.train_timesteps, net.beta_start, net.beta_end);
  const TrainingBatch batch = make_training_batch(schedule, step.images, step.classes, 0.5, 4, 0);
  ASSERT_GT(batch.dropped.size(0), 0);
  ASSERT_LT(batch.dropped.size(0), 6);
  const at::Tensor fed = batch.fed_labels;
  for (int64_t i = 0; i < 6; ++i) {
    const bool dropped = (batch.dropped == i).any().item<bool>();
    EXPECT_EQ(fed[i].item<int64_t>(), dropped ? -1 : step.classes[i].item<int64_t>());
  }
  const UNetOutput output =
      step.student->infer(batch.noised_images, batch.timesteps, fed, UNetPart::kBottleneck);
  const at::Tensor logits = step.student->classify(step.student->project(output.bottleneck));
  const double expected = classifier_loss(logits.index_select(0, batch.dropped),
                                          step.classes.index_select(0, batch.dropped)).item<double>();
  Trainer trainer(step.student, nullptr, config);
  EXPECT_NEAR(step.run(trainer).classifier, expected, 1e-5 * expected);
}

TEST(Trainer, WithNoLabelDroppedThisTimeTheClassifierIsSilent) {
  const Step step;
  TrainingConfig config;
  config.label_dropout = 1e-9;
  Trainer trainer(step.student, step.teacher, config);
  const Losses l = step.run(trainer);
  EXPECT_EQ(l.classifier, 0);
  EXPECT_GT(l.diffusion, 0);
}

TEST(Trainer, StepsDependOnTheSeedAlone) {
  TrainingConfig config;
  config.label_dropout = 0.3;
  const auto train = [&](uint64_t seed) {
    const Step step;
    config.seed = seed;
    Trainer trainer(step.student, step.teacher, config);
    for (int i = 0; i < 3; ++i) step.run(trainer);
    return copy(*step.student);
  };
  const Copies first = train(1);
  EXPECT_TRUE(same_bits(first, train(1)));
  EXPECT_FALSE(same_bits(first, train(2)));
}

TEST(TrainingBatch, TimestepsAreUniformAndDropoutHasItsShare) {
  const NoiseSchedule schedule(10, 1e-4, 0.02);
  const at::Tensor images = at::zeros({500, 1, 2, 2}), classes = at::zeros({500}, at::kLong);
  std::vector<int> counts(10);
  int64_t dropped = 0;
  for (int64_t step = 0; step < 40; ++step) {
    const TrainingBatch batch = make_training_batch(schedule, images, classes, 0.25, 3, step);
    for (int64_t i = 0; i < 500; ++i) ++counts[static_cast<size_t>(batch.timesteps[i].item<int64_t>())];
    dropped += batch.dropped.size(0);
  }
  for (const int count : counts) EXPECT_NEAR(count, 2000, 5 * std::sqrt(2000));
  EXPECT_NEAR(static_cast<double>(dropped), 5000, 5 * std::sqrt(5000 * 0.75));
}

TEST(TrainingBatch, StepsDrawAnew) {
  const NoiseSchedule schedule(1000, 1e-4, 0.02);
  const at::Tensor images = tiny_images(4), classes = labels({0, 1, 2, 0});
  const TrainingBatch a = make_training_batch(schedule, images, classes, 0, 3, 0);
  const TrainingBatch b = make_training_batch(schedule, images, classes, 0, 3, 1);
  EXPECT_FALSE(at::equal(a.noise, b.noise));
  EXPECT_FALSE(at::equal(a.timesteps, b.timesteps));
  EXPECT_TRUE(at::equal(a.noised_images, schedule.add_noise(images, a.noise, a.timesteps)));
}

TEST(Trainer, NotFiniteLossLeavesWeightsAndOptimizerAsTheyWere) {
  const Step step;
  Trainer trainer(step.student, step.teacher, {});
  step.run(trainer);
  const Copies before = copy(*step.student);
  at::Tensor broken = step.images.clone();
  broken[1][0][0][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(trainer.step(broken, step.classes, 3, 3), NotFiniteError);
  EXPECT_TRUE(std::isnan(trainer.last_losses().total));
  EXPECT_TRUE(same_bits(before, copy(*step.student)));
  EXPECT_EQ(trainer.steps(), 1);

  const Step other;
  Trainer undisturbed(other.student, other.teacher, {});
  for (int i = 0; i < 2; ++i) other.run(undisturbed);
  step.run(trainer);
  EXPECT_TRUE(same_bits(copy(*step.student), copy(*other.student)));
}

TEST(Trainer, NotFiniteGradientLeavesWeightsAsTheyWere) {
  const Step step;
  // The loss stays finite in f32, its gradient's norm does not.
  TrainingConfig config = only(&TrainingConfig::weight_diffusion);
  config.weight_diffusion = 1e38;
  step.student->unet().at("conv_out.weight").mul_(10);
  Trainer trainer(step.student, nullptr, config);
  const Copies before = copy(*step.student);
  EXPECT_THROW(step.run(trainer), NotFiniteError);
  EXPECT_TRUE(std::isfinite(trainer.last_losses().diffusion));
  EXPECT_TRUE(same_bits(before, copy(*step.student)));
}

TEST(Trainer, RefusesBatchesThatDoNotFit) {
  const Step step;
  Trainer trainer(step.student, step.teacher, {});
  EXPECT_THROW(trainer.step(step.images, step.classes, 0, 0), std::invalid_argument);
  EXPECT_THROW(trainer.step(step.images, step.classes, 4, 3), std::invalid_argument);
  EXPECT_THROW(trainer.step(step.images, step.classes, -1, 7), std::invalid_argument);
  EXPECT_THROW(trainer.step(step.images, labels({3, 2, 2, 0, 1, 1}), 3, 3), std::invalid_argument);
  EXPECT_THROW(trainer.step(step.images, labels({-1, 2, 2, 0, 1, 1}), 3, 3), std::invalid_argument);
  // Replayed, but not a class of the teacher's.
  EXPECT_THROW(trainer.step(step.images, labels({2, 2, 2, 0, 1, 2}), 3, 3), std::invalid_argument);
  EXPECT_THROW(trainer.step(at::zeros({6, 2, 8, 9}), step.classes, 3, 3), std::invalid_argument);
  EXPECT_EQ(trainer.steps(), 0);
}

TEST(Trainer, RefusesATeacherOfAnotherKind) {
  const auto student = tiny_network(3);
  EXPECT_THROW(Trainer(student, tiny_network(4), {}), std::invalid_argument);
  EXPECT_THROW(Trainer(student, student, {}), std::invalid_argument);
  NetworkConfig other = tiny_config(3);
  other.projector_channels = 5;
  EXPECT_THROW(Trainer(student, std::make_shared<Network>(other, 1), {}), std::invalid_argument);
}

TEST(Trainer, RefusesToGoOnAfterClassesWereAdded) {
  const Step step;
  Trainer trainer(step.student, nullptr, {});
  step.student->add_classes(1, 3);
  EXPECT_THROW(step.run(trainer), std::invalid_argument);
}

TEST(TrainingConfig, NamesTheFieldThatIsOutOfRange) {
  const auto message = [](const std::function<void(TrainingConfig&)>& change) -> std::string {
    TrainingConfig config;
    change(config);
    try {
      config.check();
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(message([](auto& c) { c.adam.learning_rate = -1; }).find("learning_rate"), std::string::npos);
  EXPECT_NE(message([](auto& c) { c.adam.beta2 = 1; }).find("beta2"), std::string::npos);
  EXPECT_NE(message([](auto& c) { c.adam.epsilon = 0; }).find("epsilon"), std::string::npos);
  EXPECT_NE(message([](auto& c) { c.clip_norm = std::nan(""); }).find("clip_norm"), std::string::npos);
  EXPECT_NE(message([](auto& c) { c.label_dropout = 1.5; }).find("label_dropout"), std::string::npos);
  EXPECT_NE(message([](auto& c) { c.weight_alignment = -1; }).find("weight_alignment"), std::string::npos);
  EXPECT_EQ(message([](auto&) {}), "");
}

}  // namespace
}  // namespace diffcont
