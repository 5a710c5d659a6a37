#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <memory>
#include <numeric>

#include "benches.h"
#include "machine.h"
#include "network/diffusion/ddim.h"
#include "network/inference/libtorch_inference.h"
#include "network/learning/trainer.h"
#include "network/unet/network.h"
#include "unet_work.h"

namespace diffcont::bench {
namespace {

constexpr int64_t kClasses = 15;

struct Batch {
  at::Tensor images, timesteps, labels;
};

Batch make_batch(const NetworkConfig& config, int64_t count) {
  const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(9);
  const int64_t size = config.unet.sample_size;
  return {at::rand({count, config.unet.image_channels, size, size}, generator).mul_(2).sub_(1),
          at::arange(count, at::kLong).mul_(61).remainder_(config.train_timesteps),
          at::arange(count, at::kLong).remainder_(config.unet.class_count)};
}

Row make_row(std::string name, const Timing& timing, int64_t images, double flops, Precision precision) {
  Row row{std::move(name), timing, static_cast<double>(images)};
  row.flops = flops;
  row.peak = precision == Precision::kBF16 ? Peak::kConvolutionBF16 : Peak::kConvolutionF32;
  return row;
}

// The network's own inference and libtorch's operators on the same work, by turns.
void add_part_rows(std::vector<Row>& rows, const std::string& name, const std::string& suffix,
                   const Network& network, const Batch& batch, UNetPart part, double flops, const Budget& budget) {
  const Precision precision = network.precision();
  const LibtorchInference libtorch(network.config().unet, network.unet(), precision);
  const auto run = [&](const Inference& inference) {
    inference.run(batch.images, batch.timesteps, batch.labels, part);
  };
  const auto own = network.inference();
  const std::vector<Timing> timings = measure({[&] { run(*own); }, [&] { run(libtorch); }}, budget);
  const int64_t count = batch.images.size(0);
  rows.push_back(make_row(name + suffix, timings[0], count, flops, precision));
  rows.back().more["times_libtorch"] = timings[1].median / timings[0].median;
  rows.push_back(make_row(name + ".libtorch" + suffix, timings[1], count, flops, precision));
}

Timing measure_ddim(const std::shared_ptr<Network>& network, int64_t count, const Budget& budget) {
  DdimConfig config;
  config.steps = network->config().train_timesteps;
  std::vector<int64_t> labels(static_cast<size_t>(count));
  std::vector<uint64_t> streams(static_cast<size_t>(count));
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int64_t>(i) % kClasses;
  std::iota(streams.begin(), streams.end(), uint64_t{0});
  auto sampler = std::make_unique<DdimSampler>(network, config, labels, streams, 3);
  return measure(
      [&] {
        if (sampler->step() == 0) sampler = std::make_unique<DdimSampler>(network, config, labels, streams, 3);
      },
      budget);
}

// The last half of the batch is replayed, of classes that the teacher knows.
Timing measure_training(const NetworkConfig& config, Precision precision, int64_t current, int64_t replayed,
                        const Budget& budget) {
  auto student = std::make_shared<Network>(config, 1);
  const std::shared_ptr<const Network> teacher = student->clone();
  student->add_classes(1, 2);
  TrainingConfig training;
  training.precision = precision;
  Trainer trainer(student, teacher, training);
  Batch batch = make_batch(config, current + replayed);
  batch.labels.slice(0, 0, current).fill_(config.unet.class_count);
  return measure([&] { trainer.step(batch.images, batch.labels, current, replayed); }, budget);
}

}  // namespace

std::vector<Row> unet_rows(const Plan& plan) {
  NetworkConfig config;
  config.unet.class_count = kClasses;
  const UNetWork work = unet_work(config.unet);
  std::vector<Row> rows;
  const auto network = std::make_shared<Network>(config, 1);
  std::vector<std::pair<Precision, std::string>> precisions = {{Precision::kF32, ".f32."}};
  if (has_bf16()) precisions.emplace_back(Precision::kBF16, ".bf16.");
  for (const auto& [precision, type] : precisions) {
    network->set_precision(precision);
    for (const int64_t count : {1, 16, 64}) {
      const std::string suffix = type + std::to_string(count);
      const Batch batch = make_batch(config, count);
      const auto images = static_cast<double>(count);
      if (const std::string name = "unet.forward" + suffix; plan.wants(name)) {
        add_part_rows(rows, "unet.forward", suffix, *network, batch, UNetPart::kNoise, images * work.forward,
                      plan.budget);
      }
      if (const std::string name = "unet.encoder" + suffix; plan.wants(name)) {
        add_part_rows(rows, "unet.encoder", suffix, *network, batch, UNetPart::kBottleneck, images * work.encoder,
                      plan.budget);
      }
      if (const std::string name = "unet.ddim_step" + suffix; plan.wants(name)) {
        const Timing timing = measure_ddim(network, count, plan.budget);
        rows.push_back(make_row(name, timing, count, images * work.forward, precision));
      }
    }
  }
  for (const auto& [precision, type] : precisions) {
    for (const int64_t half : {1, 16, 32}) {
      const std::string name = "unet.train" + type + std::to_string(half) + "+" + std::to_string(half);
      if (!plan.wants(name)) continue;
      const Timing timing = measure_training(config, precision, half, half, plan.budget);
      // The backward pass takes twice the forward's arithmetic; the teacher runs forward on the replayed half.
      const double flops = static_cast<double>(half) * (2 * 3 + 1) * work.forward;
      rows.push_back(make_row(name, timing, 2 * half, flops, precision));
    }
  }
  return rows;
}

}  // namespace diffcont::bench
