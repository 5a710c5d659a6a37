#include "network/backbone/backbone.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/storage/errors.h"
#include "common/storage/files.h"
#include "network/backbone/failure.h"
#include "network/features/grid.h"
#include "network/kernels/padded.h"

namespace diffcont {
namespace {

std::string shape_of(const at::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

bool is_map(const at::Tensor& tensor) {
  const bool vectors = tensor.dim() == 2;
  const bool square = tensor.dim() == 4 && tensor.size(2) == tensor.size(3);
  return (vectors || square) && tensor.is_floating_point() && tensor.size(0) == kImagesAtOnce && tensor.numel() > 0;
}

// Empty when it is neither a tensor nor a tuple or list of tensors.
std::vector<at::Tensor> tensors_in(const c10::IValue& output) {
  if (output.isTensor()) {
    return {output.toTensor()};
  }
  if (output.isTensorList()) {
    return output.toTensorVector();
  }
  std::vector<at::Tensor> tensors;
  if (output.isTuple()) {
    for (const c10::IValue& element : output.toTupleRef().elements()) {
      if (!element.isTensor()) {
        return {};
      }
      tensors.push_back(element.toTensor());
    }
  }
  return tensors;
}

}  // namespace

void BackboneConfig::check() const {
  constexpr int64_t largest = 4096;
  if (method.empty()) {
    throw std::invalid_argument("method is empty");
  }
  if (image_size < 1 || image_size > largest) {
    throw std::invalid_argument("image_size is " + std::to_string(image_size) + ", must be in 1.." +
                                std::to_string(largest));
  }
  for (size_t channel = 0; channel < mean.size(); ++channel) {
    if (!std::isfinite(mean[channel])) {
      throw std::invalid_argument("mean[" + std::to_string(channel) + "] is not finite");
    }
    if (!std::isfinite(std[channel]) || std[channel] <= 0) {
      throw std::invalid_argument("std[" + std::to_string(channel) + "] is " + std::to_string(std[channel]) +
                                  ", must be finite and above 0");
    }
  }
}

Backbone::Backbone(const std::filesystem::path& file, BackboneConfig config) : file_(file), config_(std::move(config)) {
  config_.check();
  { const InputFile readable(file); }
  try {
    module_ = std::make_unique<torch::jit::Module>(torch::jit::load(file.string(), at::kCPU));
    module_->eval();
  } catch (const std::exception& error) {
    throw_if_out_of_memory(error);
    fail("is not a TorchScript file: " + failure_reason(error));
  }
  if (!module_->find_method(config_.method)) {
    std::string names;
    for (const torch::jit::Method& method : module_->get_methods()) {
      names += (names.empty() ? "" : ", ") + method.name();
    }
    fail("has no method " + config_.method + "; it has: " + names);
  }
  const at::Tensor black = at::full({1, 3, config_.image_size, config_.image_size}, -1.0, at::kFloat);
  for (const at::Tensor& map : maps(black)) {
    channels_ += map.size(1);
  }
}

Backbone::~Backbone() = default;

void Backbone::fail(const std::string& what) const { throw FormatError(file_.string() + " " + what); }

std::vector<at::Tensor> Backbone::maps(const at::Tensor& images) const {
  const auto per_channel = [](const std::array<float, 3>& values) {
    return at::tensor(at::ArrayRef<float>(values), at::kFloat).view({1, 3, 1, 1});
  };
  const at::Tensor normalised = (images.mul(0.5).add(0.5) - per_channel(config_.mean)) / per_channel(config_.std);
  std::vector<at::Tensor> maps;
  const at::NoGradGuard no_grad;
  try {
    // As written, nothing fused or specialised: the executor would otherwise change kernels after the first calls, and
    // with them the last bits.
    const torch::jit::GraphOptimizerEnabledGuard unoptimised(false);
    maps = tensors_in(module_->get_method(config_.method)({padded(normalised, kImagesAtOnce)}));
  } catch (const std::exception& error) {
    throw_if_out_of_memory(error);
    fail("fails in its method " + config_.method + " on " + std::to_string(kImagesAtOnce) + " x 3 x " +
         std::to_string(config_.image_size) + " x " + std::to_string(config_.image_size) +
         " images: " + failure_reason(error));
  }
  if (maps.empty()) {
    fail("gives from its method " + config_.method + " neither a tensor nor a tuple or list of tensors");
  }
  for (at::Tensor& map : maps) {
    if (!is_map(map)) {
      fail("gives from its method " + config_.method + " a tensor of shape " + shape_of(map) + " for " +
           std::to_string(kImagesAtOnce) + " images; it must be floating-point, N x C or N x C x H x H");
    }
    map = map.to(at::kFloat).contiguous();
    map = map.dim() == 2 ? map.view({map.size(0), map.size(1), 1, 1}) : map;
  }
  return maps;
}

at::Tensor Backbone::features(const at::Tensor& images, int64_t grid) const {
  if (images.dim() != 4 || images.scalar_type() != at::kFloat || images.size(1) != 3 ||
      images.size(2) != config_.image_size || images.size(3) != config_.image_size) {
    throw std::invalid_argument("images must be f32, N x 3 x " + std::to_string(config_.image_size) + " x " +
                                std::to_string(config_.image_size));
  }
  constexpr int64_t finest = 1024;
  if (grid < 1 || grid > finest) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", must be in 1.." + std::to_string(finest));
  }
  const std::lock_guard lock(mutex_);
  at::Tensor features = at::empty({images.size(0), grid * grid, channels_}, at::kFloat);
  for (int64_t begin = 0; begin < images.size(0); begin += kImagesAtOnce) {
    const int64_t end = std::min(begin + kImagesAtOnce, images.size(0));
    const at::Tensor cells = on_grid(maps(images.slice(0, begin, end)), grid);
    if (cells.size(2) != channels_) {
      fail("gives " + std::to_string(cells.size(2)) + " channels for these images and gave " +
           std::to_string(channels_) + " for black ones");
    }
    features.slice(0, begin, end).copy_(cells.slice(0, 0, end - begin));
  }
  if (!at::isfinite(features).all().item<bool>()) {
    throw NotFiniteError(file_.string() + " gives features that are NaN or infinite");
  }
  return features;
}

}  // namespace diffcont
