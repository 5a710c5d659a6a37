#include "bench.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cases.h"
#include "network/diffusion/ddim.h"
#include "network/kernels/cuda.h"
#include "network/learning/trainer.h"
#include "network/runtime/device.h"

namespace diffcont::gpu {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kRepeats = 9;

struct Timing {
  double first;   // seconds of the first three runs together: they find kernels and record graphs
  double median;  // seconds of a run after those, which is done when the device is
};

Timing timing_of(at::Device device, const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) {
    work();
  }
  cuda::synchronise(device);
  const double first = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::vector<double> seconds;
  for (int i = 0; i < kRepeats; ++i) {
    cuda::synchronise(device);
    const auto start = std::chrono::steady_clock::now();
    work();
    cuda::synchronise(device);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return {first, seconds[kRepeats / 2]};
}

double seconds_of(at::Device device, const std::function<void()>& work) { return timing_of(device, work).median; }

std::shared_ptr<Network> paper_network(at::Device device, Precision precision) {
  NetworkConfig config;  // the paper's, 32 x 32
  config.unet.class_count = 15;
  auto network = std::make_shared<Network>(config, 1);
  network->set_precision(precision);
  network->set_device(device);
  return network;
}

// A step of sampling `batch` images with the paper's network.
std::function<void()> sampling_step(at::Device device, Precision precision, int64_t batch) {
  std::vector<int64_t> labels;
  std::vector<uint64_t> streams;
  for (int64_t i = 0; i < batch; ++i) {
    labels.push_back(i % 15);
    streams.push_back(static_cast<uint64_t>(i));
  }
  DdimConfig config;
  config.steps = 1000;  // more than are measured; every step is the same work
  const auto sampler =
      std::make_shared<DdimSampler>(paper_network(device, precision), config, labels, streams, /*seed=*/1);
  return [sampler] { sampler->step(); };
}

// tests/gpu/peers.py measures the same with diffusers: batch 256, 50 steps, from the recorded graph on.
Json sampling(at::Device device, Precision precision, int64_t batch = 256) {
  constexpr int64_t kSteps = 50;
  const auto [first, step] = timing_of(device, sampling_step(device, precision, batch));
  return {{"batch", batch}, {"steps", kSteps}, {"step_ms", 1e3 * step}, {"first_steps_s", first},
          {"images_per_second", static_cast<double>(batch) / (step * kSteps)}};
}

// A step as the paper's: 16 current and 16 replayed images, a teacher, all terms.
std::function<void()> training_step(at::Device device, Precision precision) {
  const auto student = paper_network(device, Precision::kF32);
  const auto trainer = std::make_shared<Trainer>(student, student->clone(), TrainingConfig{});
  trainer->set_precision(precision);
  const at::Tensor images = values({32, 3, 32, 32}, 1).clamp(-1, 1), labels = at::arange(32, at::kLong) % 15;
  return [=] { trainer->step(images, labels, 16, 16); };
}

Json training(at::Device device, bool tf32, Precision precision = Precision::kF32) {
  set_default_device(device, tf32);
  const auto [first, step] = timing_of(device, training_step(device, precision));
  set_default_device(device, false);
  return {{"images", 32}, {"step_ms", 1e3 * step}, {"first_steps_s", first}, {"steps_per_second", 1 / step}};
}

// Normal values, without libtorch's generator: a recording that failed would leave it unusable.
at::Tensor drawn(at::IntArrayRef shape, const at::TensorOptions& options) {
  const at::Tensor values = at::empty(shape, options.dtype(at::kFloat));
  cuda::fill_noise(7, static_cast<uint64_t>(values.numel()), values);
  return values.to(options);
}

Json distances(at::Device device) {
  constexpr int64_t kDimension = 2304, kClasses = 15;
  const auto options = at::TensorOptions(device).dtype(at::kFloat);
  int64_t count = 1'000'000;
  const int64_t free = cuda::devices().at(static_cast<size_t>(device.index())).free_memory;
  while (count > 1000 && count * kDimension * 4 > free / 2) {
    count /= 2;
  }
  const at::Tensor embeddings = drawn({count, kDimension}, options);
  const at::Tensor mean = drawn({kDimension}, options), scale = mean.abs() + 0.5;
  const at::Tensor means = drawn({kClasses, kDimension}, options);
  const double bytes = 4.0 * static_cast<double>(count) * kDimension;
  const double seconds =
      seconds_of(device, [&] { cuda::squared_distances(embeddings, mean, scale, means); });
  // The bound: reading one half of the memory and writing it to the other moves as many bytes.
  at::Tensor half = at::empty({count / 2, kDimension}, options);
  const double copy = seconds_of(device, [&] { half.copy_(embeddings.narrow(0, 0, count / 2)); });
  return {{"count", count}, {"dimension", kDimension}, {"classes", kClasses}, {"seconds", seconds},
          {"gb_per_second", bytes / seconds / 1e9}, {"copy_gb_per_second", bytes / copy / 1e9},
          {"share_of_copy", copy / seconds}};
}

// The fused kernel beside libtorch's two, in the network's largest shape.
Json normalisation(at::Device device) {
  const at::Tensor features = drawn({256, 64, 32, 32}, at::TensorOptions(device).dtype(at::kBFloat16))
                                  .contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor weight = at::ones({64}, features.options()), bias = at::zeros({64}, features.options());
  const double ours = seconds_of(
      device, [&] { cuda::normalise(features, std::nullopt, 32, weight, bias, 1e-5, /*silu=*/true); });
  const double theirs =
      seconds_of(device, [&] { at::silu(at::group_norm(features, 32, weight, bias, 1e-5)); });
  const double bytes = 2.0 * 2 * static_cast<double>(features.numel());
  return {{"ours_us", 1e6 * ours}, {"libtorch_us", 1e6 * theirs}, {"ratio", theirs / ours},
          {"gb_per_second", bytes / ours / 1e9}};
}

// Beside libtorch's, in the network's shape at batch 256: 64 positions, 32 heads of 8.
Json attention(at::Device device) {
  const auto projected = [&] { return drawn({256, 64, 256}, at::TensorOptions(device).dtype(at::kBFloat16)); };
  const at::Tensor query = projected(), key = projected(), value = projected();
  const auto by_head = [](const at::Tensor& t) { return t.view({256, 64, 32, 8}).transpose(1, 2); };
  const double ours = seconds_of(device, [&] { cuda::attention(query, key, value); });
  const double theirs = seconds_of(
      device, [&] { at::scaled_dot_product_attention(by_head(query), by_head(key), by_head(value)); });
  return {{"ours_us", 1e6 * ours}, {"libtorch_us", 1e6 * theirs}, {"ratio", theirs / ours}};
}

Json join(at::Device device) {
  const auto options = at::TensorOptions(device).dtype(at::kBFloat16);
  const at::Tensor one = drawn({256, 128, 32, 32}, options).contiguous(at::MemoryFormat::ChannelsLast),
                   other = drawn({256, 64, 32, 32}, options).contiguous(at::MemoryFormat::ChannelsLast);
  const double ours = seconds_of(device, [&] { cuda::join_channels(one, other); });
  const double theirs = seconds_of(device, [&] { at::cat({one, other}, 1); });
  return {{"ours_us", 1e6 * ours}, {"libtorch_us", 1e6 * theirs}, {"ratio", theirs / ours}};
}

Json noise(at::Device device) {
  const at::Tensor values = at::empty({1 << 28}, at::TensorOptions(device).dtype(at::kFloat));
  const double seconds = seconds_of(device, [&] { cuda::fill_noise(1, 2, values); });
  return {{"values_per_second", static_cast<double>(values.numel()) / seconds}};
}

struct Bench {
  const char* name;
  std::function<Json()> run;
};

// One that fails leaves its error in its place, and the others their results.
Json all_of(const std::vector<Bench>& benches) {
  const at::NoGradGuard no_grad;
  Json results;
  for (const Bench& bench : benches) {
    try {
      results[bench.name] = bench.run();
    } catch (const std::exception& error) {
      results[bench.name] = {{"error", error.what()}};
    }
  }
  return results;
}

}  // namespace

std::vector<Workload> traced_workloads(at::Device device) {
  return {{"sampling_bf16", sampling_step(device, Precision::kBF16, 256)},
          {"training_bf16", training_step(device, Precision::kBF16)}};
}

Json bench(at::Device device) {
  return all_of({{"sampling_bf16", [=] { return sampling(device, Precision::kBF16); }},
                 {"sampling_bf16_1024", [=] { return sampling(device, Precision::kBF16, 1024); }},
                 {"sampling_f32", [=] { return sampling(device, Precision::kF32); }},
                 {"training_f32", [=] { return training(device, false); }},
                 {"training_tf32", [=] { return training(device, true); }},
                 {"training_bf16", [=] { return training(device, true, Precision::kBF16); }},
                 {"distances", [=] { return distances(device); }},
                 {"normalisation_bf16", [=] { return normalisation(device); }},
                 {"attention_bf16", [=] { return attention(device); }},
                 {"join_channels_bf16", [=] { return join(device); }},
                 {"noise", [=] { return noise(device); }}});
}

Json bench_with_timed_kernels(at::Device device) {
  at::globalContext().setBenchmarkCuDNN(true);
  return all_of({{"sampling_bf16", [=] { return sampling(device, Precision::kBF16); }},
                 {"training_bf16", [=] { return training(device, true, Precision::kBF16); }}});
}

}  // namespace diffcont::gpu
