#include "network/inference/engine.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <atomic>

#include "common/kernels/parallel.h"
#include "common/runtime/threads.h"

namespace diffcont {
namespace {

using kernels::kGroup;

UNetOutput empty_output(const UNetConfig& config, int64_t count, UNetPart part) {
  const auto levels = static_cast<int64_t>(config.channels.size());
  const auto map_at = [&](int64_t level) {
    const int64_t side = config.sample_size >> level;
    return at::empty({count, config.channels[static_cast<size_t>(level)], side, side}, at::kFloat);
  };
  UNetOutput output;
  if (part == UNetPart::kNoise || part == UNetPart::kNoiseAndBottleneck) {
    output.predicted_noise =
        at::empty({count, config.image_channels, config.sample_size, config.sample_size}, at::kFloat);
  }
  if (part == UNetPart::kBottleneck || part == UNetPart::kNoiseAndBottleneck) output.bottleneck = map_at(levels - 1);
  if (part == UNetPart::kLevels) {
    for (int64_t level = 0; level < levels; ++level) output.levels.push_back(map_at(level));
    output.levels.push_back(map_at(levels - 1));
    for (int64_t level = levels - 1; level >= 0; --level) output.levels.push_back(map_at(level));
  }
  return output;
}

// Where the images from `first` on go in a result; null where it was not asked for.
float* rows_from(const at::Tensor& result, int64_t first) {
  return result.defined() ? result.mutable_data_ptr<float>() + first * result.stride(0) : nullptr;
}

}  // namespace

// Memory for one group, borrowed from the engine.
class Engine::Workspace {
 public:
  explicit Workspace(const Engine& engine) : engine_(engine) {
    const std::lock_guard<std::mutex> lock(engine.mutex_);
    if (!engine.idle_.empty()) {
      memory_ = std::move(engine.idle_.back());
      engine.idle_.pop_back();
    }
    if (!memory_) memory_ = allocate_aligned(engine.plan_.memory_size());
  }
  ~Workspace() {
    const std::lock_guard<std::mutex> lock(engine_.mutex_);
    engine_.idle_.push_back(std::move(memory_));
  }
  Workspace(const Workspace&) = delete;

  std::byte* memory() { return memory_.get(); }

 private:
  const Engine& engine_;
  AlignedMemory memory_;
};

Engine::Engine(const UNetConfig& config, const Parameters& parameters, const kernels::NetworkKernels& kernels)
    : config_(config), plan_(config, parameters, kernels) {}

void Engine::run_group(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels, UNetPart part,
                       int64_t first, int64_t count, UNetOutput& output) const {
  Workspace workspace(*this);
  Group group;
  group.memory = workspace.memory();
  group.images = count;
  group.pixels = images.const_data_ptr<float>() + first * images.stride(0);
  plan_.conditioning().rows(timesteps.const_data_ptr<int64_t>() + first, labels.const_data_ptr<int64_t>() + first,
                            count, plan_.condition_width(part), group.conditions);
  group.predicted_noise = rows_from(output.predicted_noise, first);
  group.bottleneck = rows_from(output.bottleneck, first);
  for (const at::Tensor& level : output.levels) group.levels.push_back(rows_from(level, first));
  plan_.run(group, part);
}

UNetOutput Engine::run(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                       UNetPart part) const {
  check_unet_inputs(config_, images, timesteps, labels);
  const c10::NoGradGuard no_grad;
  const at::Tensor pixels = images.to(at::kFloat).contiguous(), times = timesteps.contiguous(),
                   classes = labels.contiguous();
  const int64_t count = images.size(0), threads = thread_count();
  UNetOutput output = empty_output(config_, count, part);
  if (count < threads) {
    // All threads work on each layer together.
    for (int64_t first = 0; first < count; first += kGroup) {
      run_group(pixels, times, classes, part, first, std::min(kGroup, count - first), output);
    }
    return output;
  }
  // Each thread takes groups of images through all layers and never waits for another.
  const int64_t size = std::min(kGroup, (count + threads - 1) / threads);
  std::atomic<int64_t> next{0};
  parallel_for(0, threads, 1, [&](int64_t, int64_t) {
    while (true) {
      const int64_t first = next.fetch_add(size);
      if (first >= count) return;
      run_group(pixels, times, classes, part, first, std::min(size, count - first), output);
    }
  });
  return output;
}

}  // namespace diffcont
