// The registry, as it is seen through the functions that free.
#include <atomic>
#include <thread>

#include "detect/c_api/support.h"

namespace {

dc_normality fitted() {
  const float features[] = {0, 1, 2, 3};
  const dc_normality_config config{sizeof config, DC_NORMALITY_DIAGONAL, 1, 0, 0};
  dc_normality normality = 0;
  EXPECT_OK(dc_normality_fit(&config, features, 2, 1, 2, &normality));
  return normality;
}

TEST_F(CApi, AHandleFreedTwiceIsAnErrorAndNotACrash) {
  const dc_normality normality = fitted();
  EXPECT_EQ(dc_live_handles(), 1);
  EXPECT_OK(dc_normality_free(normality));
  EXPECT_EQ(dc_live_handles(), 0);
  EXPECT_FAILS(dc_normality_free(normality), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(CApi, AFreedHandleStaysDeadWhenItsPlaceIsTakenAgain) {
  const dc_normality first = fitted();
  ASSERT_OK(dc_normality_free(first));
  const dc_normality second = fitted();
  EXPECT_NE(first, second);
  int64_t bytes = 0;
  EXPECT_FAILS(dc_normality_bytes(first, &bytes), DC_ERROR_BAD_HANDLE, "was freed");
  EXPECT_OK(dc_normality_bytes(second, &bytes));
  EXPECT_OK(dc_normality_free(second));
}

TEST_F(CApi, AHandleFreedByManyThreadsIsFreedOnce) {
  for (int round = 0; round < 20; ++round) {
    const dc_normality normality = fitted();
    std::atomic<int> freed{0}, refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const dc_status status = dc_normality_free(normality);
        freed += status == DC_OK;
        refused += status == DC_ERROR_BAD_HANDLE;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(freed, 1);
    EXPECT_EQ(refused, 3);
  }
}

}  // namespace
