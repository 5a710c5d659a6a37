// How a GPU's batches are chosen; the rest of sampling there is in tests/gpu.
#include <gtest/gtest.h>

#include "network/diffusion/graphed_ddim.h"

namespace diffcont {
namespace {

TEST(SamplingBatch, IsOneBatchWhereTheImagesFitOne) {
  EXPECT_EQ(sampling_batch(1), 8);
  EXPECT_EQ(sampling_batch(100), 128);
  EXPECT_EQ(sampling_batch(256), 256);
  EXPECT_EQ(sampling_batch(1000), 1024);
}

TEST(SamplingBatch, ComputesFewImagesThatNobodyAskedFor) {
  for (int64_t count = 64; count <= 5000; ++count) {
    const int64_t batch = sampling_batch(count), passes = (count + batch - 1) / batch;
    EXPECT_LE(passes * batch, count + count / 2) << count;
    EXPECT_LE(passes, count / 200 + 1) << count;
  }
}

}  // namespace
}  // namespace diffcont
