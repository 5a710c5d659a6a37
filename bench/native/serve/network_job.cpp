#include <memory>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "job.h"
#include "machine.h"
#include "network/diffusion/ddim.h"
#include "network/features/embedding.h"
#include "network/learning/trainer.h"
#include "network/unet/formula.h"
#include "network/unet/network.h"
#include "unet_work.h"

namespace diffcont::bench {
namespace {

// bench/peers/inputs.py has the same numbers.
constexpr int64_t kClasses = 15;
constexpr int64_t kTimestepStride = 61;
constexpr int64_t kDdimSteps = 10;
constexpr uint64_t kSamplingSeed = 3;
constexpr uint64_t kReadingSeed = 5;
constexpr uint64_t kTrainingSeed = 3;
constexpr int kCheckedSteps = 3;

std::shared_ptr<Network> make_network(int64_t classes, Precision precision) {
  NetworkConfig config;
  config.unet.class_count = classes;
  auto network = std::make_shared<Network>(config, formula::weights(unet_layout(config.unet)),
                                           formula::weights(projector_layout(config)),
                                           formula::weights(head_layout(config)));
  network->set_precision(precision);
  return network;
}

at::Tensor images(int64_t count) {
  const UNetConfig unet;
  return formula::uniform("images", {count, unet.image_channels, unet.sample_size, unet.sample_size}).to(at::kFloat);
}

at::Tensor timesteps(int64_t count) { return at::arange(count, at::kLong).mul_(kTimestepStride).remainder_(1000); }

at::Tensor labels(int64_t count) { return at::arange(count, at::kLong).remainder_(kClasses); }

Job forward_job(const std::shared_ptr<Network>& network, int64_t batch) {
  Job job;
  job.output = [network, x = images(batch), t = timesteps(batch), c = labels(batch)] {
    return network->infer(x, t, c, UNetPart::kNoise).predicted_noise;
  };
  job.flops = static_cast<double>(batch) * unet_work(network->config().unet).forward;
  return job;
}

// From noise to images; the sampler's copy of the weights and its noise are part of the work.
Job ddim_job(const std::shared_ptr<Network>& network, int64_t batch) {
  const at::Tensor classes = labels(batch);
  std::vector<int64_t> of_images(classes.const_data_ptr<int64_t>(), classes.const_data_ptr<int64_t>() + batch);
  std::vector<uint64_t> streams(static_cast<size_t>(batch));
  std::iota(streams.begin(), streams.end(), uint64_t{0});
  Job job;
  job.output = [network, of_images, streams] {
    DdimConfig config;
    config.steps = kDdimSteps;
    DdimSampler sampler(network, config, of_images, streams, kSamplingSeed);
    while (sampler.step() > 0) {
    }
    return sampler.images();
  };
  job.flops = static_cast<double>(batch * kDdimSteps) * unet_work(network->config().unet).forward;
  return job;
}

Job embedding_job(const std::shared_ptr<Network>& network, int64_t batch) {
  const Reading reading{images(batch), timesteps(batch), labels(batch),
                        std::vector<uint64_t>(static_cast<size_t>(batch), 0), kReadingSeed};
  Job job;
  job.output = [network, reading] { return embed(*network, reading, false).embeddings; };
  job.flops = static_cast<double>(batch) * unet_work(network->config().unet).encoder;
  return job;
}

struct Training {
  std::unique_ptr<Trainer> trainer;
  at::Tensor images, labels;
  int64_t half;

  // Half the batch is of the student's newest class, half is replayed, of the teacher's classes.
  Training(int64_t batch, Precision precision)
      : images(bench::images(batch)), labels(bench::labels(batch)), half(batch / 2) {
    TrainingConfig config;
    config.seed = kTrainingSeed;
    config.precision = precision;
    trainer = std::make_unique<Trainer>(make_network(kClasses + 1, Precision::kF32),
                                        make_network(kClasses, Precision::kF32), config);
    labels.slice(0, 0, half).fill_(kClasses);
  }

  Losses step() const { return trainer->step(images, labels, half, half); }
};

// The output is the losses and the gradient's norm of a new trainer's first steps, one row a step.
at::Tensor first_losses(int64_t batch, Precision precision) {
  const Training training(batch, precision);
  std::vector<float> values;
  for (int i = 0; i < kCheckedSteps; ++i) {
    const Losses losses = training.step();
    for (const double value : {losses.total, losses.diffusion, losses.classifier, losses.distillation,
                               losses.alignment, losses.center, losses.classifier_distillation,
                               losses.gradient_norm}) {
      values.push_back(static_cast<float>(value));
    }
  }
  return at::tensor(values).view({kCheckedSteps, -1});
}

Job training_job(int64_t batch, Precision precision) {
  Job job;
  job.call = [training = std::make_shared<Training>(batch, precision)] { training->step(); };
  job.output = [batch, precision] { return first_losses(batch, precision); };
  // The backward pass takes twice the forward's arithmetic; the teacher runs forward on the replayed half.
  UNetConfig unet;
  unet.class_count = kClasses + 1;
  job.flops = static_cast<double>(batch / 2) * (2 * 3 + 1) * unet_work(unet).forward;
  return job;
}

Job job_of(const std::string& work, Precision precision, int64_t batch) {
  if (work == "train") return training_job(batch, precision);
  const std::shared_ptr<Network> network = make_network(kClasses, precision);
  if (work == "unet.forward") return forward_job(network, batch);
  if (work == "ddim") return ddim_job(network, batch);
  if (work == "embedding") return embedding_job(network, batch);
  throw std::invalid_argument("'" + work + "' is not a work of this program");
}

}  // namespace

Job network_job(const std::string& work, const std::string& variant, int64_t batch) {
  if (variant != "f32" && variant != "bf16") throw std::invalid_argument("'" + variant + "' is not f32 or bf16");
  if (variant == "bf16" && !has_bf16()) throw std::invalid_argument("this processor has no bfloat16 arithmetic");
  if (batch < 1 || (work == "train" && batch % 2 != 0)) throw std::invalid_argument("no such batch");
  Job job = job_of(work, variant == "bf16" ? Precision::kBF16 : Precision::kF32, batch);
  if (!job.call) job.call = [output = job.output] { output(); };
  job.items = static_cast<double>(batch);
  return job;
}

}  // namespace diffcont::bench
