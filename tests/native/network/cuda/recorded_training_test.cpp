// Training steps as a GPU takes them, recorded once and replayed, with the processor in its place: against the same
// steps one by one.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "common/storage/errors.h"
#include "network/learning/tiny_network.h"
#include "network/learning/trainer.h"
#include "recording.h"

namespace diffcont {
namespace {

using testing_network::tiny_images;
using testing_network::tiny_network;

class RecordedTraining : public testing::Test {
 protected:
  ~RecordedTraining() override { emulation::recording().is_on = false; }
};

// A student with a teacher a little apart from it.
struct Learner {
  explicit Learner(bool is_recorded, double label_dropout = 0.5, double clip_norm = 1) {
    emulation::recording().is_on = is_recorded;
    student = tiny_network();
    teacher = student->clone();
    teacher->unet().at("conv_in.weight").mul_(1.05);
    teacher->weights_changed();
    TrainingConfig config;
    config.label_dropout = label_dropout;
    config.clip_norm = clip_norm;
    config.seed = 3;
    trainer = std::make_unique<Trainer>(student, teacher, config);
    this->is_recorded = is_recorded;
  }

  std::vector<double> step(const at::Tensor& images, int64_t replayed) const {
    emulation::recording().is_on = is_recorded;
    const int64_t count = images.size(0);
    const Losses losses = trainer->step(images, at::arange(count, at::kLong) % 3, count - replayed, replayed);
    return {losses.total,        losses.diffusion, losses.classifier,
            losses.distillation, losses.alignment, losses.center,
            losses.classifier_distillation, losses.gradient_norm};
  }

  std::shared_ptr<Network> student, teacher;
  std::unique_ptr<Trainer> trainer;
  bool is_recorded;
};

void expect_same(const std::vector<double>& seen, const std::vector<double>& expected) {
  ASSERT_EQ(seen.size(), expected.size());
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_NEAR(seen[i], expected[i], 1e-4 * std::abs(expected[i]) + 1e-6) << "loss " << i;
  }
}

void expect_same_weights(const Learner& seen, const Learner& expected, double tolerance = 1e-4) {
  const at::Tensor a = seen.trainer->weights(), b = expected.trainer->weights();
  EXPECT_LE((a - b).abs().max().item<double>(), tolerance);
  EXPECT_EQ(seen.trainer->steps(), expected.trainer->steps());
}

TEST_F(RecordedTraining, LearnsAsStepsOneByOneDo) {
  for (const double clip_norm : {0.0, 0.05, 1.0}) {
    for (const double label_dropout : {0.0, 0.5}) {
      const Learner recorded(true, label_dropout, clip_norm), plain(false, label_dropout, clip_norm);
      const int before = emulation::recording().replays;
      for (int i = 0; i < 6; ++i) {
        const at::Tensor images = tiny_images(8, "step " + std::to_string(i));
        expect_same(recorded.step(images, 4), plain.step(images, 4));
      }
      EXPECT_EQ(emulation::recording().replays, before + 5) << "all but the first";
      expect_same_weights(recorded, plain);
    }
  }
}

TEST_F(RecordedTraining, RecordsAShapeThatComesAgainAndKeepsItOverAnotherOne) {
  const Learner recorded(true), plain(false);
  const emulation::Recording before = emulation::recording();
  for (const int64_t count : {8, 8, 5, 8, 8, 5, 8, 6, 6}) {
    const at::Tensor images = tiny_images(count);
    expect_same(recorded.step(images, 2), plain.step(images, 2));
  }
  EXPECT_EQ(emulation::recording().graphs, before.graphs + 2) << "of 8 and of 6 images";
  EXPECT_EQ(emulation::recording().replays, before.replays + 5) << "8, 8, 8, 8 and 6";
  expect_same_weights(recorded, plain);
}

TEST_F(RecordedTraining, RecordsAgainForATeacherThatHasChanged) {
  const Learner recorded(true), plain(false);
  for (int i = 0; i < 4; ++i) {
    if (i == 2) {
      for (const Learner* learner : {&recorded, &plain}) {
        learner->teacher->unet().at("conv_in.weight").mul_(0.9);
        learner->teacher->weights_changed();
      }
    }
    expect_same(recorded.step(tiny_images(6), 3), plain.step(tiny_images(6), 3));
  }
  expect_same_weights(recorded, plain);
}

TEST_F(RecordedTraining, RefusesWhatIsNotFiniteAndMovesNothing) {
  const Learner recorded(true), plain(false);
  const at::Tensor images = tiny_images(8);
  for (int i = 0; i < 3; ++i) {
    recorded.step(images, 4), plain.step(images, 4);
  }
  const at::Tensor before = recorded.trainer->weights().clone();
  for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    at::Tensor spoiled = images.clone();
    spoiled[1][0][2][3] = bad;
    EXPECT_THROW(recorded.step(spoiled, 4), NotFiniteError);
    EXPECT_TRUE(at::equal(recorded.trainer->weights(), before));
    EXPECT_EQ(recorded.trainer->steps(), 3);
  }
  // Moments have not moved either: it goes on as one that never saw them.
  for (int i = 0; i < 2; ++i) {
    expect_same(recorded.step(images, 4), plain.step(images, 4));
  }
  expect_same_weights(recorded, plain);
}

TEST_F(RecordedTraining, DoesNothingWhereThereIsNothingToLearn) {
  emulation::recording().is_on = true;
  const auto student = tiny_network();
  TrainingConfig config;
  config.weight_diffusion = config.weight_classifier = config.weight_center = 0;
  Trainer trainer(student, nullptr, config);
  const at::Tensor before = trainer.weights().clone();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(trainer.step(tiny_images(4), at::zeros({4}, at::kLong), 4, 0).total, 0);
  }
  EXPECT_TRUE(at::equal(trainer.weights(), before));
}

}  // namespace
}  // namespace diffcont
