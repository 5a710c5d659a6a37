#include "stream.h"

#include <ATen/Parallel.h>

#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "common/kernels/by_cpu.h"

namespace diffcont::bench {
namespace {

constexpr int64_t kFloats = int64_t{64} << 20;  // 256 MiB an array
constexpr int64_t kLanes = 64;                  // sums side by side, so that no addition waits for the one before
constexpr int64_t kGrain = int64_t{1} << 16;

// A function of its own for each instruction set; lambdas cannot be cloned.
DIFFCONT_BY_CPU float sum(const float* values, int64_t count) {
  float lanes[kLanes] = {};
  for (int64_t i = 0; i + kLanes <= count; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] += values[i + lane];
  }
  return std::accumulate(lanes, lanes + kLanes, 0.0f);
}

DIFFCONT_BY_CPU void triad(float* a, const float* b, const float* c, float factor, int64_t count) {
  for (int64_t i = 0; i < count; ++i) a[i] = b[i] + factor * c[i];
}

double rate(double bytes, const Timing& timing) { return bytes / timing.lowest; }

}  // namespace

double read_rate(const Budget& budget) {
  const std::vector<float> values(kFloats, 0.5f);
  std::vector<float> sums(kFloats / kGrain);
  const Timing timing = measure(
      [&] {
        at::parallel_for(0, kFloats / kGrain, 1, [&](int64_t begin, int64_t end) {
          for (int64_t block = begin; block < end; ++block) sums[block] = sum(&values[block * kGrain], kGrain);
        });
      },
      budget);
  // Uses the sums, so that no compiler may leave them out.
  if (std::accumulate(sums.begin(), sums.end(), 0.0) != 0.5 * kFloats) throw std::runtime_error("wrong sum");
  return rate(4.0 * kFloats, timing);
}

double triad_rate(const Budget& budget) {
  std::vector<float> a(kFloats);
  const std::vector<float> b(kFloats, 1.0f);
  const std::vector<float> c(kFloats, 2.0f);
  const Timing timing = measure(
      [&] {
        at::parallel_for(0, kFloats / kGrain, 1, [&](int64_t begin, int64_t end) {
          triad(&a[begin * kGrain], &b[begin * kGrain], &c[begin * kGrain], 3.0f, (end - begin) * kGrain);
        });
      },
      budget);
  if (a.front() != 7.0f || a.back() != 7.0f) throw std::runtime_error("wrong triad");
  return rate(12.0 * kFloats, timing);
}

}  // namespace diffcont::bench
