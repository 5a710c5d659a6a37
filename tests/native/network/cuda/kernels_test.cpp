// The kernels for NVIDIA GPUs on the processor, in the cases that machines with a GPU run: what they compute, and with
// a sanitizer that they stay in their memory and do not race.
#include <gtest/gtest.h>

#include <ATen/Context.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "block.h"
#include "cases.h"
#include "network/kernels/cuda/hardware.cuh"

namespace diffcont {
namespace gpu {

// There is none; each test looks whether a kernel ran.
void require_on_gpu(const at::Tensor&) {}

}  // namespace gpu

namespace {

class Kernel : public testing::TestWithParam<size_t> {};

const std::vector<gpu::Case>& cases() {
  static const std::vector<gpu::Case> all = gpu::kernel_cases();
  return all;
}

TEST_P(Kernel, computesWhatTheProcessorDoes) {
  // Memory begins as NaNs, so that what nobody wrote is seen.
  at::globalContext().setDeterministicAlgorithms(true, false);
  at::globalContext().setDeterministicFillUninitializedMemory(true);
  const gpu::Case& one = cases()[GetParam()];
  const int64_t before = emulation::blocks_run();
  const double difference = one.run(at::kCPU);
  EXPECT_LE(difference, one.tolerance) << one.name;
  // Channels that do not fill 16 bytes are left to libtorch.
  EXPECT_NE(emulation::blocks_run() > before, one.name.starts_with("join_channels [12, 5]")) << one.name;
}

INSTANTIATE_TEST_SUITE_P(All, Kernel, testing::Range(size_t{0}, cases().size()));

// What the emulation has to find.
void wait_in_even_threads() {
  if (threadIdx.x % 2 == 0) {
    __syncthreads();
  } else {
    __shfl_xor_sync(0xFFFFFFFF, 1.0F, 1);
  }
}

TEST(Emulation, findsThreadsThatWaitAtDifferentPlaces) {
  EXPECT_THROW(cuda::launch_kernel("", nullptr, 1, 64, 0, wait_in_even_threads), std::runtime_error);
}

void read_shared_memory(float* first) { *first = cuda::shared_floats()[0]; }

TEST(Emulation, givesSharedMemoryWithoutValues) {
  float first = 0;
  cuda::launch_kernel("", nullptr, 1, 1, 16, read_shared_memory, &first);
  EXPECT_TRUE(std::isnan(first));
}

void copy_two_groups(const float* from, float* seen) {
  float* const to = cuda::shared_floats();
  cuda::copy_async(to, from, true);
  cuda::close_copies();
  cuda::copy_async(to + 4, from, true);
  cuda::close_copies();
  seen[0] = to[0];
  cuda::wait_for_copies<1>();
  seen[1] = to[0];
  seen[2] = to[4];
  cuda::wait_for_copies<0>();
  seen[3] = to[4];
}

TEST(Emulation, copiesWhenItIsWaitedFor) {
  alignas(16) const float from[4] = {7, 7, 7, 7};
  float seen[4] = {};
  cuda::launch_kernel("", nullptr, 1, 1, 32, copy_two_groups, &from[0], &seen[0]);
  EXPECT_TRUE(std::isnan(seen[0]));
  EXPECT_EQ(seen[1], 7);
  EXPECT_TRUE(std::isnan(seen[2]));
  EXPECT_EQ(seen[3], 7);
}

}  // namespace
}  // namespace diffcont
