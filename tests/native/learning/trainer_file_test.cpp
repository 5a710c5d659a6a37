// Stopping and resuming: the optimizer's file.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "learning/tiny_network.h"
#include "learning/trainer.h"
#include "storage/errors.h"
#include "storage/network_folder.h"
#include "storage/safetensors.h"

namespace diffcont {
namespace {

using testing_network::labels;
using testing_network::tiny_images;
using testing_network::tiny_network;

class TrainerFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("diffcont-trainer-" + std::to_string(::getpid()) + "-" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    config_.label_dropout = 0.25;
    config_.train_projector = true;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "trainer.safetensors"; }

  // Step i trains on images of its own.
  static void train(Trainer& trainer, int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      trainer.step(tiny_images(6, "images " + std::to_string(i)), labels({2, 2, 2, 0, 1, 1}), 3, 3);
    }
  }

  std::filesystem::path folder_;
  TrainingConfig config_;
  std::shared_ptr<const Network> teacher_ = tiny_network(2, 6);
};

TEST_F(TrainerFile, AResumedRunIsBitForBitTheUninterruptedOne) {
  const auto whole = tiny_network(3);
  Trainer uninterrupted(whole, teacher_, config_);
  train(uninterrupted, 0, 7);

  const auto student = tiny_network(3);
  {
    Trainer first(student, teacher_, config_);
    train(first, 0, 4);
    std::filesystem::create_directories(folder_ / "network");
    save_network(*student, folder_ / "network");
    first.save(file());
  }
  const std::shared_ptr<Network> loaded = load_network(folder_ / "network");
  Trainer second(loaded, teacher_, config_);
  second.load(file());
  EXPECT_EQ(second.steps(), 4);
  train(second, 4, 7);

  const auto same = [](const Parameters& a, const Parameters& b) {
    ASSERT_EQ(a.entries().size(), b.entries().size());
    for (const auto& [name, value] : a.entries()) EXPECT_TRUE(at::equal(value, b.at(name))) << name;
  };
  same(whole->unet(), loaded->unet());
  same(whole->projector(), loaded->projector());
  same(whole->head(), loaded->head());
}

TEST_F(TrainerFile, WithoutItTheRunGoesAnotherWay) {
  const auto whole = tiny_network(3), other = tiny_network(3);
  Trainer uninterrupted(whole, teacher_, config_);
  train(uninterrupted, 0, 3);
  {
    Trainer first(other, teacher_, config_);
    train(first, 0, 2);
  }
  Trainer forgetful(other, teacher_, config_);
  train(forgetful, 2, 3);
  EXPECT_FALSE(at::equal(whole->unet().at("conv_in.weight"), other->unet().at("conv_in.weight")));
}

TEST_F(TrainerFile, RefusesFilesOfAnotherKindAndKeepsItsState) {
  const auto student = tiny_network(3);
  Trainer trainer(student, teacher_, config_);
  train(trainer, 0, 2);
  trainer.save(file());
  const TensorFile good = read_safetensors(file());
  const auto refused = [&](const std::function<void(TensorFile&)>& change, const std::string& named) {
    TensorFile bad = good;
    change(bad);
    write_safetensors(file(), bad);
    try {
      trainer.load(file());
      ADD_FAILURE() << named;
    } catch (const FormatError& error) {
      EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find("trainer.safetensors"), std::string::npos) << error.what();
    }
    EXPECT_EQ(trainer.steps(), 2);
  };
  refused([](TensorFile& f) { f.metadata.erase("format"); }, "format");
  refused([](TensorFile& f) { f.metadata["format"] = "x"; }, "format");
  refused([](TensorFile& f) { f.metadata["steps"] = "-1"; }, "steps");
  refused([](TensorFile& f) { f.metadata["steps"] = "2 "; }, "steps");
  refused([](TensorFile& f) { f.tensors.replace("first_moment.head.bias", at::zeros({4})); }, "first_moment.head.bias");
  refused([](TensorFile& f) { f.tensors.replace("second_moment.head.bias", at::full({3}, std::nanf(""))); },
          "second_moment.head.bias");
  refused([](TensorFile& f) { f.tensors.replace("second_moment.head.bias", at::full({3}, -1.0f)); },
          "second_moment.head.bias");
  refused([](TensorFile& f) { f.tensors.add("first_moment.other", at::zeros({1})); }, "tensors");
  EXPECT_THROW(trainer.load(folder_ / "missing"), IoError);
  EXPECT_THROW(trainer.save(folder_ / "missing" / "file"), IoError);
}

TEST_F(TrainerFile, OfATrainerWithAnotherSelectionOfWeightsIsRefused) {
  Trainer with_projector(tiny_network(3), teacher_, config_);
  with_projector.save(file());
  config_.train_projector = false;
  Trainer without(tiny_network(3), teacher_, config_);
  EXPECT_THROW(without.load(file()), FormatError);
}

}  // namespace
}  // namespace diffcont
