#include "network/unet/network.h"

#include <c10/core/GradMode.h>

#include <cmath>
#include <stdexcept>

#include "network/inference/inference.h"
#include "network/unet/initialisation.h"
#include "network/unet/layout.h"

namespace diffcont {
namespace {

// Random streams of one network's seed; the U-Net's own is 0.
constexpr uint64_t kProjectorStream = 1;
constexpr uint64_t kHeadStream = 2;
constexpr uint64_t kClassEmbeddingStream = 3;

// A new class starts close to "no class embedding" and leaves it by training; PyTorch's standard normal would start it
// as far away as a trained class, in a random direction.
constexpr double kNewClassDeviation = 0.02;

void require(bool holds, const std::string& message) {
  if (!holds) throw std::invalid_argument(message);
}

Parameters make_projector(const NetworkConfig& config, uint64_t seed) {
  WeightRandom random(seed, kProjectorStream);
  Parameters projector = initial_values(projector_layout(config), random);
  if (config.projector_init == ProjectorInit::kOrthogonal) {
    const at::Tensor& weight = projector.at("projector.weight");
    projector.replace("projector.weight",
                      orthonormal_rows(weight.size(0), weight.size(1), random).view(weight.sizes()));
    projector.replace("projector.bias", at::zeros({weight.size(0)}, at::kFloat));
  }
  return projector;
}

Parameters make_head(const NetworkConfig& config, uint64_t seed) {
  WeightRandom random(seed, kHeadStream);
  return initial_values(head_layout(config), random);
}

void append_rows(Parameters& parameters, const std::string& name, const at::Tensor& rows) {
  const c10::NoGradGuard no_grad;
  const at::Tensor& old = parameters.at(name);
  const bool trained = old.requires_grad();
  parameters.replace(name, at::cat({old.detach(), rows.to(old.device())}, 0).set_requires_grad(trained));
}

}  // namespace

void NetworkConfig::check() const {
  unet.check();
  require(projector_channels >= 1 && projector_channels <= 4096,
          "projector_channels is " + std::to_string(projector_channels) + ", it must be from 1 to 4096");
  require(embedding_grid >= 1 && embedding_grid <= 64,
          "embedding_grid is " + std::to_string(embedding_grid) + ", it must be from 1 to 64");
  require(projector_init != ProjectorInit::kOrthogonal || projector_channels <= unet.channels.back(),
          "projector_channels is " + std::to_string(projector_channels) + ", an orthogonal projector has at most the " +
              std::to_string(unet.channels.back()) + " channels of the bottleneck");
  require(embedding_dimension() * unet.class_count <= (int64_t{1} << 31),
          "projector_channels, embedding_grid and class_count ask for a classifier head of more than 2^31 weights");
  require(train_timesteps >= 1 && train_timesteps <= 1'000'000,
          "train_timesteps is " + std::to_string(train_timesteps) + ", it must be from 1 to 1000000");
  require(std::isfinite(beta_start) && beta_start > 0 && beta_start < 1, "beta_start must be between 0 and 1");
  require(std::isfinite(beta_end) && beta_end >= beta_start && beta_end < 1,
          "beta_end must be at least beta_start and below 1");
}

Network::Network(const NetworkConfig& config, uint64_t seed) : config_(config) {
  config_.check();
  unet_ = make_unet_parameters(config_.unet, seed);
  projector_ = make_projector(config_, seed);
  head_ = make_head(config_, seed);
}

Network::Network(const NetworkConfig& config, Parameters unet, Parameters projector, Parameters head)
    : config_(config) {
  config_.check();
  unet_ = in_layout_order(unet_layout(config_.unet), unet);
  projector_ = in_layout_order(projector_layout(config_), projector);
  head_ = in_layout_order(head_layout(config_), head);
}

std::shared_ptr<Network> Network::clone() const {
  auto copy = std::make_shared<Network>(config_, unet_.clone(), projector_.clone(), head_.clone());
  copy->precision_ = precision_;
  copy->device_ = device_;
  return copy;
}

void Network::add_classes(int64_t count, uint64_t seed) {
  require(count >= 1, "count is " + std::to_string(count) + ", at least one class must be added");
  NetworkConfig grown = config_;
  grown.unet.class_count += count;
  grown.check();

  WeightRandom class_random(seed, kClassEmbeddingStream);
  const at::Tensor& classes = unet_.at("class_embedding.weight");
  append_rows(unet_, "class_embedding.weight", class_random.normal({count, classes.size(1)}, kNewClassDeviation));

  NetworkConfig added = config_;
  added.unet.class_count = count;
  const Parameters rows = make_head(added, seed);
  for (const auto& [name, value] : rows.entries()) append_rows(head_, name, value);

  config_ = grown;
  weights_changed();
}

at::Tensor Network::project(const at::Tensor& bottleneck) const {
  const at::Tensor projected = at::conv2d(bottleneck.to(at::kFloat), projector_.at("projector.weight"),
                                          projector_.at("projector.bias"));
  return at::adaptive_avg_pool2d(projected, {config_.embedding_grid, config_.embedding_grid}).flatten(1);
}

at::Tensor Network::classify(const at::Tensor& embeddings) const {
  const at::Tensor& weight = head_.at("head.weight");
  const at::Tensor& bias = head_.at("head.bias");
  // On a GPU each product is a launch of its own; there logits agree to rounding only.
  if (device_.is_cuda()) return at::linear(embeddings, weight, bias);
  // One product a class: a matrix product may sum in another order once the head has grown, and old logits must keep
  // their bits.
  std::vector<at::Tensor> logits;
  for (int64_t c = 0; c < weight.size(0); ++c) logits.push_back(at::mv(embeddings, weight[c]));
  return at::stack(logits, 1) + bias;
}

UNetOutput Network::infer(const at::Tensor& images, const at::Tensor& timesteps, const at::Tensor& labels,
                          UNetPart part, Precision precision) const {
  return inference(precision)->run(images.to(device_), timesteps.to(device_), labels.to(device_), part);
}

std::shared_ptr<const Inference> Network::inference(Precision precision) const {
  const std::lock_guard<std::mutex> lock(inference_mutex_);
  std::shared_ptr<const Inference>& made = inference_[precision];
  if (!made) made = make_inference(config_.unet, unet_, precision);
  return made;
}

void Network::set_device(at::Device device) {
  const c10::NoGradGuard no_grad;
  for (Parameters* part : {&unet_, &projector_, &head_}) *part = part->to(device);
  device_ = device;
  weights_changed();
}

void Network::set_precision(Precision precision) {
  precision_ = precision;
  weights_changed();
}

void Network::weights_changed() {
  const std::lock_guard<std::mutex> lock(inference_mutex_);
  inference_.clear();
}

}  // namespace diffcont
