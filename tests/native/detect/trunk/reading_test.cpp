// How a trunk reads: grids of cells, batches, threads, memory.
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <thread>

#include "common/runtime/threads.h"
#include "common/storage/errors.h"
#include "detect/trunk/allocations.h"
#include "detect/trunk/grid.h"
#include "detect/trunk/support.h"

namespace diffcont {
namespace {

class TrunkReading : public testing::Test {
 protected:
  void TearDown() override { set_threads(0); }

  static constexpr int64_t kSize = 64;
  const TrunkFile file = trunk_file(small_trunk::content(small_trunk::small_description(), 4));
  std::vector<float> images(int64_t count) const {
    std::vector<float> all;
    for (int64_t i = 0; i < count; ++i) {
      const std::vector<float> one = small_trunk::image("image " + std::to_string(i), kSize);
      all.insert(all.end(), one.begin(), one.end());
    }
    return all;
  }
};

TEST_F(TrunkReading, HasTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  constexpr int64_t count = 7;
  const std::vector<float> batch = images(count);
  const std::vector<TrunkOutput> outputs = {{0, 32}, {2, 4}, {1, 32}};
  for (const kernels::TrunkKernels* kernels : kernels::trunk_kernels(true)) {
    const Trunk trunk(file, *kernels);
    set_threads(1);
    const std::vector<float> expected = read(trunk, batch, count, kSize, outputs);
    for (const int threads : {2, 3, 5, 16}) {
      set_threads(threads);
      EXPECT_EQ(read(trunk, batch, count, kSize, outputs), expected) << kernels->name << ", " << threads << " threads";
      std::vector<float> one_by_one;
      for (int64_t i = 0; i < count; ++i) {
        const auto at = batch.begin() + i * 3 * kSize * kSize;
        const std::vector<float> one = read(trunk, {at, at + 3 * kSize * kSize}, 1, kSize, outputs);
        one_by_one.insert(one_by_one.end(), one.begin(), one.end());
      }
      EXPECT_EQ(one_by_one, expected) << kernels->name << ", " << threads << " threads, one by one";
    }
  }
}

TEST_F(TrunkReading, StopsAtTheLastWantedBlockAndTakesOutputsInAnyOrder) {
  const Trunk trunk(file, kernels::trunk_kernels_plain());
  const std::vector<float> image = images(1);
  const std::vector<float> all = read(trunk, image, 1, kSize, {{0, 32}, {1, 16}, {2, 16}});
  const std::vector<float> first = read(trunk, image, 1, kSize, {{0, 32}});
  EXPECT_TRUE(std::equal(first.begin(), first.end(), all.begin()));
  const std::vector<float> turned = read(trunk, image, 1, kSize, {{2, 16}, {0, 32}, {2, 16}});
  EXPECT_TRUE(std::equal(turned.begin(), turned.begin() + 16 * 16 * 16, all.end() - 16 * 16 * 16));
  EXPECT_TRUE(std::equal(first.begin(), first.end(), turned.begin() + 16 * 16 * 16));
  EXPECT_TRUE(std::equal(turned.end() - 16 * 16 * 16, turned.end(), all.end() - 16 * 16 * 16));
}

TEST(TrunkGrid, IsTheMeanOverSquares) {
  constexpr int64_t side = 6, pitch = 4, channels = 3;
  std::vector<float> map(side * side * pitch);
  for (size_t i = 0; i < map.size(); ++i) map[i] = static_cast<float>(i % 11) - 3;
  for (const int64_t cells : {1, 2, 3, 6}) {
    std::vector<float> features(static_cast<size_t>(cells * cells * channels));
    bring_to_grid(map.data(), side, pitch, channels, cells, features.data());
    const int64_t step = side / cells;
    for (int64_t y = 0; y < cells; ++y) {
      for (int64_t x = 0; x < cells; ++x) {
        for (int64_t c = 0; c < channels; ++c) {
          double sum = 0;
          for (int64_t place = 0; place < step * step; ++place) {
            sum += map[static_cast<size_t>(((y * step + place / step) * side + x * step + place % step) * pitch + c)];
          }
          EXPECT_NEAR(features[static_cast<size_t>((y * cells + x) * channels + c)],
                      sum / static_cast<double>(step * step), 1e-5);
        }
      }
    }
  }
}

TEST(TrunkGrid, IsBilinearBetweenPlaces) {
  // torch.nn.functional.interpolate of [[0, 1], [2, 5]] to 4 x 4, bilinear, align_corners=False.
  const std::vector<float> map = {0, 1, 2, 5};
  std::vector<float> features(16);
  bring_to_grid(map.data(), 2, 1, 1, 4, features.data());
  const std::vector<float> expected = {0, 0.25F, 0.75F, 1,    0.5F, 0.875F, 1.625F, 2,
                                       1.5F, 2.125F, 3.375F, 4, 2, 2.75F, 4.25F, 5};
  EXPECT_EQ(features, expected);
  // One place fills any grid.
  const float one = 7;
  features.assign(9, 0);
  bring_to_grid(&one, 1, 1, 1, 3, features.data());
  EXPECT_EQ(features, std::vector<float>(9, 7));
}

TEST_F(TrunkReading, RefusesWhatCannotBe) {
  const Trunk trunk(file, kernels::trunk_kernels_plain());
  const auto refused = [&](int64_t size, std::vector<TrunkOutput> outputs, const std::string& in_message) {
    try {
      trunk.features_size(size, outputs.data(), static_cast<int64_t>(outputs.size()));
      ADD_FAILURE() << in_message;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find(in_message), std::string::npos) << error.what();
    }
  };
  for (const int64_t size : {0, -32, 16, 48, 100, 1056}) refused(size, {{0, 1}}, "image_size is");
  refused(64, {{0, 1}, {3, 1}}, "blocks[1] is 3, not in 0..2");
  refused(64, {{-1, 1}}, "blocks[0] is -1");
  refused(64, {{2, 16}, {2, 12}}, "cells[1] is 12 and block 2's map is 16 x 16");
  refused(64, {{2, 0}}, "cells[0] is 0");
  refused(64, {{2, 2048}}, "cells[0] is 2048");
  std::vector<float> batch = images(2);
  batch[3 * kSize * kSize + 5] = std::numeric_limits<float>::infinity();
  EXPECT_THROW(read(trunk, batch, 2, kSize, {{0, 1}}), NotFiniteError);
}

TEST_F(TrunkReading, AllocatesNothingOnceItIsWarm) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "parallel loops make threads of their own in this build";
#endif
  const std::vector<float> batch = images(5);
  const std::vector<TrunkOutput> outputs = {{0, 32}, {2, 4}};
  for (const kernels::TrunkKernels* kernels : kernels::trunk_kernels(true)) {
    const Trunk trunk(file, *kernels);
    set_threads(2);
    std::vector<float> features(5 * static_cast<size_t>(trunk.features_size(kSize, outputs.data(), 2)));
    const auto once = [&](int64_t count) {
      trunk.read(batch.data(), count, kSize, outputs.data(), 2, features.data());
    };
    // Which threads work at the same time is chance, and so is when there is memory for all of them.
    int quiet_rounds = 0;
    for (int round = 0; round < 200 && quiet_rounds < 5; ++round) {
      const int64_t before = allocations();
      for (int64_t count = 1; count <= 5; ++count) once(count);
      quiet_rounds = allocations() == before ? quiet_rounds + 1 : 0;
    }
    EXPECT_EQ(quiet_rounds, 5) << kernels->name;
  }
}

TEST_F(TrunkReading, IsOpenToSeveralThreadsAtOnce) {
  const Trunk trunk(file, *kernels::trunk_kernels(true).front());
  const std::vector<float> batch = images(4);
  const std::vector<TrunkOutput> outputs = {{1, 16}, {2, 16}};
  const std::vector<float> expected = read(trunk, batch, 4, kSize, outputs);
  std::vector<std::vector<float>> seen(6);
  std::vector<std::thread> threads;
  for (std::vector<float>& features : seen) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) features = read(trunk, batch, 4, kSize, outputs);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<float>& features : seen) EXPECT_EQ(features, expected);
}

}  // namespace
}  // namespace diffcont
