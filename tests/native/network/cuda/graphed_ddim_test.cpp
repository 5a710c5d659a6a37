// Sampling in batches of a device, which the emulation stands in for: what is padded, put together and, where memory
// runs out, done in smaller batches.
#include <gtest/gtest.h>

#include <c10/util/Exception.h>

#include <memory>
#include <string>
#include <vector>

#include "cases.h"
#include "network/diffusion/ddim.h"
#include "network/diffusion/graphed_ddim.h"
#include "network/runtime/device.h"

namespace diffcont {
namespace {

// libtorch's errors where memory has run out.
enum class Failure { kAllocator, kCudnn, kOther };

void fail(Failure failure) {
  switch (failure) {
    case Failure::kAllocator: C10_THROW_ERROR(OutOfMemoryError, "CUDA out of memory.");
    case Failure::kCudnn: C10_THROW_ERROR(Error, "GET was unable to find an engine to execute this computation");
    case Failure::kOther: C10_THROW_ERROR(Error, "the labels are wrong");
  }
}

// Predicts noise by a formula, each image's by itself, for as many images as there is memory for.
class Formula : public Inference {
 public:
  explicit Formula(int64_t most, Failure failure = Failure::kAllocator) : most_(most), failure_(failure) {}

  UNetOutput run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                 UNetPart) const override {
    if (images.size(0) > most_) {
      fail(failure_);
    }
    const at::Tensor factors = (timesteps.to(at::kFloat) * 1e-3F + labels.to(at::kFloat) * 0.1F).view({-1, 1, 1, 1});
    UNetOutput output;
    output.predicted_noise = images * 0.25F + factors;
    return output;
  }
  bool images_are_independent() const override { return true; }

 private:
  int64_t most_;
  Failure failure_;
};

struct Sampled {
  at::Tensor images;
  int64_t batch;
};

constexpr int64_t kTrainTimesteps = 1000;

DdimConfig few_steps() {
  DdimConfig config;
  config.steps = 4;
  return config;
}

at::Tensor start(int64_t count) { return gpu::values({count, 3, 4, 4}, 1); }
at::Tensor labels(int64_t count) { return at::arange(count, at::kLong) % 5 - 1; }

Sampled sampled(int64_t count, int64_t most, Failure failure = Failure::kAllocator) {
  const NoiseSchedule schedule(kTrainTimesteps, 1e-4, 0.02);
  const std::vector<int64_t> timesteps = ddim_timesteps(few_steps(), kTrainTimesteps);
  GraphedDdim sampler(std::make_shared<Formula>(most, failure), ddim_coefficients(schedule, few_steps(), timesteps),
                      timesteps, few_steps().clip_sample, labels(count), start(count));
  for (size_t i = 0; i < timesteps.size(); ++i) {
    sampler.step(static_cast<int64_t>(i));
  }
  return {sampler.images(), sampler.batch()};
}

at::Tensor expected(int64_t count) {
  const NoiseSchedule schedule(kTrainTimesteps, 1e-4, 0.02);
  at::Tensor images = start(count);
  for (const int64_t timestep : ddim_timesteps(few_steps(), kTrainTimesteps)) {
    const at::Tensor noise = Formula(count).run(images, at::full({count}, timestep, at::kLong), labels(count),
                                                UNetPart::kNoise).predicted_noise;
    images = ddim_step(schedule, few_steps(), timestep, images, noise);
  }
  return images;
}

int64_t notices_of(const std::string& what) {
  const std::string all = describe_devices();
  int64_t count = 0;
  for (size_t at = all.find(what); at != std::string::npos; at = all.find(what, at + 1)) {
    ++count;
  }
  return count;
}

TEST(GraphedDdim, SamplesWhatTheProcessorDoes) {
  for (const int64_t count : {1, 8, 11, 70}) {
    const Sampled seen = sampled(count, 1024);
    EXPECT_EQ(seen.batch, sampling_batch(count));
    EXPECT_TRUE(at::equal(seen.images, expected(count))) << count;
  }
}

TEST(GraphedDdim, HalvesItsBatchWhereMemoryRunsOutAndSaysSo) {
  const int64_t before = notices_of("does not fit the memory");
  const Sampled seen = sampled(40, 10);
  EXPECT_EQ(seen.batch, 8);
  EXPECT_TRUE(at::equal(seen.images, expected(40)));
  EXPECT_EQ(notices_of("does not fit the memory"), before + 3);
  EXPECT_EQ(notices_of("sampling 64 images at once does not fit the memory of cpu; it goes on with 32"), 1);
  EXPECT_EQ(notices_of("sampling 16 images at once does not fit the memory of cpu; it goes on with 8"), 1);
}

TEST(GraphedDdim, HalvesWhereCudnnHasNoKernelForTheMemory) {
  const Sampled seen = sampled(200, 100, Failure::kCudnn);
  EXPECT_LE(seen.batch, 100);
  EXPECT_TRUE(at::equal(seen.images, expected(200)));
}

TEST(GraphedDdim, StopsWhereOneImageDoesNotFitOrAnotherThingIsWrong) {
  EXPECT_THROW(sampled(5, 0), c10::OutOfMemoryError);
  EXPECT_THROW(sampled(5, 2, Failure::kOther), c10::Error);
}

}  // namespace
}  // namespace diffcont
