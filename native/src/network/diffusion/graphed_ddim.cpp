#include "network/diffusion/graphed_ddim.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "network/kernels/padded.h"
#include "network/runtime/device.h"
#include "network/runtime/out_of_memory.h"

namespace diffcont {
namespace {

// Larger batches do not make a GPU faster, and their memory grows with them. Few sizes, because cuDNN has to find its
// kernels for each once.
constexpr int64_t kBatches[] = {8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024};
// What a pass takes whatever its batch, in images: measured for the paper's network on an H200.
constexpr int64_t kImagesOfAPass = 50;

// cuDNN says so, too, where none of its convolutions does with the memory there is.
bool may_fit_with_less(const c10::Error& error) {
  return is_out_of_memory(error) ||
         std::string_view(error.what_without_backtrace()).find("unable to find an engine") != std::string_view::npos;
}

}  // namespace

int64_t sampling_batch(int64_t count) {
  const auto time = [count](int64_t batch) { return (count + batch - 1) / batch * (batch + kImagesOfAPass); };
  return *std::min_element(std::begin(kBatches), std::end(kBatches),
                           [&](int64_t one, int64_t other) { return time(one) < time(other); });
}

GraphedDdim::GraphedDdim(std::shared_ptr<const Inference> inference, const at::Tensor& coefficients,
                         const std::vector<int64_t>& timesteps, bool clip, const at::Tensor& labels, at::Tensor start)
    : inference_(std::move(inference)),
      coefficients_(coefficients.to(start.device())),
      timesteps_(at::tensor(timesteps, at::kLong).to(start.device())),
      labels_(labels.to(start.device())),
      images_(std::move(start)),
      clip_(clip),
      batch_(sampling_batch(images_.size(0))),
      index_(at::zeros({1}, timesteps_.options())) {}

void GraphedDdim::record() {
  batch_labels_ = at::zeros({batch_}, labels_.options());
  batch_images_ = at::zeros({batch_, images_.size(1), images_.size(2), images_.size(3)}, images_.options());
  const auto predict = [this] {
    const at::Tensor timesteps = timesteps_.index_select(0, index_).expand({batch_}).contiguous();
    return inference_->run(batch_images_, timesteps, batch_labels_, UNetPart::kNoise).predicted_noise;
  };
  graph_ = std::make_unique<cuda::Graph>(
      images_.device(), [&] { predict(); },
      [this, predict] { cuda::ddim_update(batch_images_, predict(), coefficients_, index_, clip_); });
}

void GraphedDdim::record_or_halve() {
  while (!graph_) {
    try {
      record();
    } catch (const c10::Error& error) {
      if (!may_fit_with_less(error) || batch_ == 1) {
        throw;
      }
      const int64_t before = batch_;
      batch_ = (batch_ + 1) / 2;
      batch_images_.reset();
      cuda::release_cached_memory();
      add_notice("sampling " + std::to_string(before) + " images at once does not fit the memory of " +
                 device_name(images_.device()) + "; it goes on with " + std::to_string(batch_));
    }
  }
}

void GraphedDdim::step(int64_t index) {
  const at::NoGradGuard no_grad;
  record_or_halve();
  index_.fill_(index);
  for (int64_t begin = 0; begin < images_.size(0); begin += batch_) {
    const int64_t end = std::min(begin + batch_, images_.size(0));
    at::Tensor part = images_.slice(0, begin, end);
    batch_labels_.copy_(padded(labels_.slice(0, begin, end), batch_));
    batch_images_.copy_(padded(part, batch_));
    graph_->replay();
    part.copy_(batch_images_.slice(0, 0, end - begin));
  }
  cuda::synchronise(images_.device());
}

at::Tensor GraphedDdim::images() const { return images_.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true); }

}  // namespace diffcont
