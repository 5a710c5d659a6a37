// Calls from many threads at once on the same handles: each succeeds, or gives an error that says why.
#include <atomic>
#include <thread>

#include "network/c_api/support.h"

namespace {

// One OpenMP thread for each caller: teams that outnumber the processors spend their time waiting for each other.
class Concurrency : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    ASSERT_OK(dcn_set_threads(1));
  }
  void TearDown() override {
    EXPECT_OK(dcn_set_threads(0));
    WithNetwork::TearDown();
  }
};

TEST_F(Concurrency, ATrainingStepAndEmbeddingsOfTheSameNetworkTakeTurns) {
  const dcn_training_config config = training_config();
  dcn_trainer trainer = 0;
  ASSERT_OK(dcn_trainer_create(network, 0, &config, &trainer));
  std::atomic<int> failures{0};
  const std::vector<float> batch = images(4);
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    const int32_t labels[] = {0, 1, 0, 1};
    dcn_losses losses{};
    losses.struct_size = sizeof losses;
    for (int i = 0; i < 20; ++i) {
      failures += dcn_trainer_step(trainer, batch.data(), labels, 4, 0, &losses) != DC_OK;
    }
  });
  for (int reader = 0; reader < 2; ++reader) {
    threads.emplace_back([&] {
      const int32_t timesteps[] = {1, 2, 3, 4}, labels[] = {0, 1, 0, 1};
      const uint64_t streams[] = {1, 2, 3, 4};
      dcn_reading reading{sizeof reading, 0, 4, batch.data(), timesteps, labels, streams, 5};
      std::vector<float> embeddings(4 * kDimension);
      for (int i = 0; i < 20; ++i) {
        failures += dcn_features_embed(network, &reading, embeddings.data(), 4 * kDimension, nullptr, 0) != DC_OK;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(failures, 0);
  EXPECT_OK(dcn_trainer_free(trainer));
}

TEST_F(Concurrency, TrainersWithStudentAndTeacherCrossedDoNotWaitForEachOther) {
  dcn_network other = 0;
  ASSERT_OK(dcn_network_clone(network, &other));
  const dcn_training_config config = training_config();
  dcn_trainer trainers[2] = {0, 0};
  ASSERT_OK(dcn_trainer_create(network, other, &config, &trainers[0]));
  ASSERT_OK(dcn_trainer_create(other, network, &config, &trainers[1]));
  std::atomic<int> failures{0};
  const std::vector<float> batch = images(2);
  std::vector<std::thread> threads;
  for (const dcn_trainer trainer : trainers) {
    threads.emplace_back([&, trainer] {
      const int32_t labels[] = {0, 1};
      dcn_losses losses{};
      losses.struct_size = sizeof losses;
      for (int i = 0; i < 15; ++i) {
        failures += dcn_trainer_step(trainer, batch.data(), labels, 1, 1, &losses) != DC_OK;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(failures, 0);
  EXPECT_OK(dcn_trainer_free(trainers[0]));
  EXPECT_OK(dcn_trainer_free(trainers[1]));
  EXPECT_OK(dcn_network_free(other));
}

TEST_F(Concurrency, AHandleFreedByManyThreadsIsFreedOnce) {
  for (int round = 0; round < 20; ++round) {
    dcn_network copy = 0;
    ASSERT_OK(dcn_network_clone(network, &copy));
    std::atomic<int> freed{0}, refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const dc_status status = dcn_network_free(copy);
        freed += status == DC_OK;
        refused += status == DC_ERROR_BAD_HANDLE;
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(freed, 1);
    EXPECT_EQ(refused, 3);
  }
}

TEST_F(Concurrency, FreeingANetworkWhileItIsReadLeavesTheReaderUnharmed) {
  const std::vector<float> batch = images(4);
  const int32_t timesteps[] = {1, 2, 3, 4}, labels[] = {0, 1, 0, 1};
  std::vector<float> expected(4 * kImage);
  ASSERT_OK(dcn_network_predict_noise(network, batch.data(), timesteps, labels, 4, expected.data()));
  for (int round = 0; round < 10; ++round) {
    dcn_network copy = 0;
    ASSERT_OK(dcn_network_clone(network, &copy));
    std::atomic<int> wrong{0};
    std::atomic<bool> running{false};
    std::thread reader([&] {
      std::vector<float> predicted(4 * kImage);
      running = true;
      while (true) {
        const dc_status status =
            dcn_network_predict_noise(copy, batch.data(), timesteps, labels, 4, predicted.data());
        if (status != DC_OK) {
          wrong += status != DC_ERROR_BAD_HANDLE;
          return;
        }
        wrong += predicted != expected;
      }
    });
    while (!running) {
      std::this_thread::yield();
    }
    EXPECT_OK(dcn_network_free(copy));
    reader.join();
    EXPECT_EQ(wrong, 0);
  }
}

}  // namespace
