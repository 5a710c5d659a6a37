#include <c10/cuda/CUDACachingAllocator.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "cases.h"
#include "common/storage/errors.h"
#include "network/diffusion/ddim.h"
#include "network/features/embedding.h"
#include "network/features/levels.h"
#include "network/features/reconstruction.h"
#include "network/kernels/cuda.h"
#include "network/learning/trainer.h"
#include "network/runtime/device.h"
#include "network/storage/network_folder.h"

namespace diffcont::gpu {
namespace {

constexpr int64_t kClasses = 3;

// f32 sums in other orders; bf16 keeps 8 bits and the network is some 40 layers deep.
double tolerance(Precision precision) { return precision == Precision::kF32 ? 2e-3 : 8e-2; }
std::string name_of(Precision precision) { return precision == Precision::kF32 ? "f32" : "bf16"; }

// The paper's widths at a small size, so that the processor is done soon.
std::shared_ptr<Network> network_on(at::Device device, Precision precision = Precision::kF32) {
  NetworkConfig config;
  config.unet.sample_size = 16;
  config.unet.class_count = kClasses;
  auto network = std::make_shared<Network>(config, 11);
  network->set_precision(precision);
  network->set_device(device);
  return network;
}

Reading reading(int64_t count) {
  Reading reading;
  reading.images = values({count, 3, 16, 16}, 1).clamp(-1, 1);
  reading.timesteps = at::arange(count, at::kLong) * 13 % 1000;
  reading.labels = at::arange(count, at::kLong) % (kClasses + 1) - 1;
  for (int64_t i = 0; i < count; ++i) {
    reading.streams.push_back(static_cast<uint64_t>(i / 2));
  }
  return reading;
}

Case infer_case(Precision precision, UNetPart part, const std::string& what) {
  return {"network " + what + " " + name_of(precision), tolerance(precision), [=](at::Device device) {
            const Reading input = reading(9);
            const auto run = [&](const Network& network) {
              const UNetOutput output = network.infer(input.images, input.timesteps, input.labels, part);
              return part == UNetPart::kNoise ? output.predicted_noise : output.bottleneck;
            };
            const at::Tensor seen = run(*network_on(device, precision));
            require_on_gpu(seen);
            return relative_difference(seen, run(*network_on(at::kCPU)));
          }};
}

Case feature_case(Precision precision) {
  return {"features " + name_of(precision), tolerance(precision), [=](at::Device device) {
            const auto gpu = network_on(device, precision), cpu = network_on(at::kCPU);
            const Reading input = reading(70);  // more than go through at once
            const Embeddings seen = embed(*gpu, input, true), expected = embed(*cpu, input, true);
            return std::max({relative_difference(seen.embeddings, expected.embeddings),
                             relative_difference(seen.logits, expected.logits),
                             relative_difference(level_features(*gpu, input, 8), level_features(*cpu, input, 8)),
                             relative_difference(reconstruction_errors(*gpu, input, 8),
                                                 reconstruction_errors(*cpu, input, 8))});
          }};
}

at::Tensor sampled(const std::shared_ptr<Network>& network, int64_t count) {
  std::vector<int64_t> labels;
  std::vector<uint64_t> streams;
  for (int64_t i = 0; i < count; ++i) {
    labels.push_back(i % (kClasses + 1) - 1);
    streams.push_back(static_cast<uint64_t>(i));
  }
  DdimConfig config;
  config.steps = 5;
  DdimSampler sampler(network, config, labels, streams, 17);
  while (sampler.step() > 0) {
  }
  return sampler.images();
}

Case sampling_case(Precision precision) {
  return {"sampling " + name_of(precision), precision == Precision::kF32 ? 4e-3 : 8e-2, [=](at::Device device) {
            const auto network = network_on(device, precision);
            const at::Tensor seen = sampled(network, 10);
            if (!at::equal(seen, sampled(network, 10))) {
              throw std::runtime_error("sampling twice gives other bits");
            }
            const at::Tensor expected = sampled(network_on(at::kCPU), 10);
            // The first steps divide by a small signal: single pixels move far in bf16, on the processor too (by .2 of
            // the range, .04 of the norm).
            return precision == Precision::kF32 ? relative_difference(seen, expected)
                                                : ((seen - expected).norm() / expected.norm()).item<double>();
          }};
}

// Lets the device's allocator have little more than it has.
class LittleMemory {
 public:
  explicit LittleMemory(at::Device device) : device_(device) {
    cuda::release_cached_memory();
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(device.index());
    const auto reserved = static_cast<double>(stats.reserved_bytes[0].current);
    const auto total = static_cast<double>(cuda::devices().at(static_cast<size_t>(device.index())).total_memory);
    c10::cuda::CUDACachingAllocator::setMemoryFraction((reserved + kMore) / total, device.index());
  }
  ~LittleMemory() { c10::cuda::CUDACachingAllocator::setMemoryFraction(1, device_.index()); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;

 private:
  static constexpr double kMore = 250e6;
  at::Device device_;
};

Case little_memory_case() {
  return {"sampling in half batches where memory runs out", 4e-3, [](at::Device device) {
            constexpr int64_t kImages = 1024;
            const at::Tensor expected = sampled(network_on(device), kImages);
            const auto has_halved = [] {
              return describe_devices().find("does not fit the memory") != std::string::npos;
            };
            at::Tensor seen;
            {
              const auto network = network_on(device);
              const LittleMemory little(device);
              if (has_halved()) {
                throw std::runtime_error("memory ran out where there was enough");
              }
              seen = sampled(network, kImages);
              if (!has_halved()) {
                throw std::runtime_error("nothing was halved");
              }
            }
            // With its memory back, too. Not the same bits: what cuDNN chose in little memory it may keep.
            return std::max(relative_difference(seen, expected),
                            relative_difference(sampled(network_on(device), kImages), expected));
          }};
}

at::Tensor losses_of(const Losses& losses) {
  return at::tensor({losses.total, losses.diffusion, losses.classifier, losses.distillation, losses.alignment,
                     losses.center, losses.classifier_distillation, losses.gradient_norm});
}

// Apart from the student by a few weights, so that no term is 0.
std::shared_ptr<Network> teacher_of(const Network& student) {
  std::shared_ptr<Network> teacher = student.clone();
  teacher->unet().at("conv_in.weight").mul_(1.05);
  teacher->weights_changed();
  return teacher;
}

// Losses of each step.
Case training_case(double label_dropout, Precision precision) {
  return {"training " + name_of(precision) + ", dropout " + std::to_string(label_dropout), tolerance(precision),
          [=](at::Device device) {
            const auto run = [&](at::Device where) {
              const auto student = network_on(where);
              const std::shared_ptr<Network> teacher = teacher_of(*student);
              TrainingConfig config;
              config.train_projector = true;
              config.label_dropout = label_dropout;
              config.seed = 3;
              Trainer trainer(student, teacher, config);
              trainer.set_precision(where.is_cuda() ? precision : Precision::kF32);
              std::vector<at::Tensor> losses;
              // The batch's size changes on the way: the step has to be recorded again.
              const std::vector<std::pair<int64_t, int64_t>> batches = {{4, 4}, {4, 4}, {2, 4}, {2, 4}, {6, 0}, {4, 4}};
              for (const auto& [current, replayed] : batches) {
                const int64_t count = current + replayed;
                losses.push_back(losses_of(trainer.step(values({count, 3, 16, 16}, 40).clamp(-1, 1),
                                                        at::arange(count, at::kLong) % kClasses, current, replayed)));
              }
              for (const auto& [name, value] : student->unet().entries()) {
                if (value.device() != where) {
                  throw std::runtime_error(name + " left its device");
                }
              }
              return at::stack(losses);
            };
            const at::Tensor seen = run(device), expected = run(at::kCPU);
            return ((seen - expected).abs() / (expected.abs() + 1e-3)).max().item<double>();
          }};
}

// What other strategies add to a step: it runs unrecorded, and inputs come from the processor.
enum class Term { kStoredOutputs, kOldOutputs, kAnchor };

at::Tensor losses_with(Term term, at::Device device) {
  const auto student = network_on(device);
  TrainingConfig config;
  config.label_dropout = 0.5;
  config.seed = 3;
  Trainer trainer(student, term == Term::kOldOutputs ? teacher_of(*student) : nullptr, config);
  const at::Tensor images = values({8, 3, 16, 16}, 40).clamp(-1, 1), labels = at::arange(8, at::kLong) % kClasses;
  StoredOutputs stored;
  switch (term) {
    case Term::kStoredOutputs: {
      stored.inputs = {4, {7, 8, 9, 10}};
      const Outputs outputs = trainer.outputs(images.slice(0, 4), labels.slice(0, 4), stored.inputs);
      stored.outputs = {outputs.predicted_noise.cpu() * 0.9, outputs.logits.cpu() + 0.1};
      stored.weight = 0.3;
      stored.replay_weight = 0.7;
      break;
    }
    case Term::kOldOutputs: trainer.set_old_outputs({0.5, 2}); break;
    case Term::kAnchor: {
      const at::Tensor importance = trainer.importance(images.slice(0, 0, 3), labels.slice(0, 0, 3));
      trainer.set_anchor(importance.cpu(), trainer.weights().cpu() * 0.9, kClasses, 10);
      break;
    }
  }
  std::vector<at::Tensor> losses;
  for (int step = 0; step < 3; ++step) {
    const Losses taken = trainer.step(images, labels, 4, 4, term == Term::kStoredOutputs ? &stored : nullptr);
    losses.push_back(at::cat({losses_of(taken), at::tensor({trainer.strategy_term()})}));
  }
  for (const auto& [name, value] : student->unet().entries()) {
    if (value.device() != device) {
      throw std::runtime_error(name + " left its device");
    }
  }
  return at::stack(losses);
}

Case term_case(Term term, const std::string& name) {
  return {"training with " + name, tolerance(Precision::kF32), [=](at::Device device) {
            const at::Tensor seen = losses_with(term, device), expected = losses_with(term, at::kCPU);
            return ((seen - expected).abs() / (expected.abs() + 1e-3)).max().item<double>();
          }};
}

Case refusal_case() {
  return {"training refuses what is not finite", 0, [](at::Device device) {
            const auto student = network_on(device);
            Trainer trainer(student, nullptr, TrainingConfig{});
            const at::Tensor images = values({4, 3, 16, 16}, 7).clamp(-1, 1), labels = at::zeros({4}, at::kLong);
            trainer.step(images, labels, 4, 0);
            const Parameters before = student->unet().clone();
            bool refused = false;
            try {
              trainer.step(images / 0.0, labels, 4, 0);
            } catch (const NotFiniteError&) {
              refused = true;
            }
            if (!refused || trainer.steps() != 1) {
              throw std::runtime_error("a step that is not finite was taken");
            }
            double worst = 0;
            for (const auto& [name, value] : before.entries()) {
              worst = std::max(worst, relative_difference(student->unet().at(name), value.cpu()));
            }
            trainer.step(images, labels, 4, 0);  // and the next one works
            return worst;
          }};
}

Case growth_case() {
  return {"new classes", 2e-3, [](at::Device device) {
            const auto run = [](at::Device where) {
              const auto network = network_on(where);
              sampled(network, 3);
              network->add_classes(2, 5);
              const Reading input = reading(6);
              return embed(*network, input, true).logits;
            };
            return relative_difference(run(device), run(at::kCPU));
          }};
}

Case storage_case() {
  return {"saved on the GPU, read on the processor", 0, [](at::Device device) {
            const std::filesystem::path folder =
                std::filesystem::temp_directory_path() / ("diffcont-gpu-check-" + std::to_string(::getpid()));
            std::filesystem::create_directory(folder);
            const auto network = network_on(device);
            save_network(*network, folder);
            const std::shared_ptr<Network> back = load_network(folder);
            std::filesystem::remove_all(folder);
            double worst = 0;
            for (const auto& [name, value] : network->unet().entries()) {
              require_on_gpu(value);
              worst = std::max(worst, relative_difference(value, back->unet().at(name)));
            }
            return worst;
          }};
}

}  // namespace

std::vector<Case> network_cases() {
  std::vector<Case> cases;
  for (const Precision precision : {Precision::kF32, Precision::kBF16}) {
    cases.push_back(infer_case(precision, UNetPart::kNoise, "noise"));
    cases.push_back(infer_case(precision, UNetPart::kBottleneck, "bottleneck"));
    cases.push_back(feature_case(precision));
    cases.push_back(sampling_case(precision));
  }
  cases.push_back(little_memory_case());
  cases.push_back(training_case(0, Precision::kF32));
  cases.push_back(training_case(0.5, Precision::kF32));
  cases.push_back(training_case(0.5, Precision::kBF16));
  cases.push_back(term_case(Term::kStoredOutputs, "stored outputs"));
  cases.push_back(term_case(Term::kOldOutputs, "old outputs"));
  cases.push_back(term_case(Term::kAnchor, "an anchor"));
  cases.push_back(refusal_case());
  cases.push_back(growth_case());
  cases.push_back(storage_case());
  return cases;
}

}  // namespace diffcont::gpu
