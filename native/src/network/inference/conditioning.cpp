#include "network/inference/conditioning.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/kernels/by_cpu.h"
#include "network/unet/embedding.h"

namespace diffcont {
namespace {

constexpr size_t kMostRows = 1024;  // about 11 MB of the paper's network

DIFFCONT_BY_CPU
float dot(const float* a, const float* b, int64_t count) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

std::vector<float> linear(const at::Tensor& weight, const at::Tensor& bias, const float* input) {
  const int64_t outputs = weight.size(0), inputs = weight.size(1);
  const float* const rows = weight.const_data_ptr<float>();
  const float* const shifts = bias.const_data_ptr<float>();
  std::vector<float> result(static_cast<size_t>(outputs));
  for (int64_t o = 0; o < outputs; ++o) result[static_cast<size_t>(o)] = shifts[o] + dot(rows + o * inputs, input, inputs);
  return result;
}

void apply_silu(std::vector<float>& values) {
  for (float& value : values) value /= 1 + std::exp(-value);
}

at::Tensor copy_of(const at::Tensor& tensor) { return tensor.detach().to(at::kFloat).contiguous().clone(); }

}  // namespace

Conditioning::Conditioning(const UNetConfig& config, const Parameters& unet)
    : channels_(config.channels[0]),
      weight1_(copy_of(unet.at("time_embedding.linear_1.weight"))),
      bias1_(copy_of(unet.at("time_embedding.linear_1.bias"))),
      weight2_(copy_of(unet.at("time_embedding.linear_2.weight"))),
      bias2_(copy_of(unet.at("time_embedding.linear_2.bias"))),
      classes_(copy_of(unet.at("class_embedding.weight"))) {}

int64_t Conditioning::add_block(const at::Tensor& weight, const at::Tensor& bias, const ChannelOrigins& outputs) {
  const int64_t place = width(), inputs = weight.size(1);
  const at::Tensor rows = copy_of(weight), shifts = copy_of(bias);
  for (const int64_t output : outputs) {
    if (output < 0) {
      weights_.resize(weights_.size() + static_cast<size_t>(inputs));
      biases_.push_back(0);
    } else {
      const float* const row = rows.const_data_ptr<float>() + output * inputs;
      weights_.insert(weights_.end(), row, row + inputs);
      biases_.push_back(shifts.const_data_ptr<float>()[output]);
    }
  }
  return place;
}

std::vector<float> Conditioning::time_and_class(int64_t timestep, int64_t label) const {
  const at::Tensor features = timestep_features(at::full({1}, timestep, at::kLong), channels_);
  std::vector<float> values = linear(weight1_, bias1_, features.const_data_ptr<float>());
  apply_silu(values);
  values = linear(weight2_, bias2_, values.data());
  if (label >= 0) {
    const float* const row = classes_.const_data_ptr<float>() + label * classes_.size(1);
    for (size_t i = 0; i < values.size(); ++i) values[i] += row[i];
  }
  apply_silu(values);
  return values;
}

void Conditioning::rows(const int64_t* timesteps, const int64_t* labels, int64_t count, int64_t width,
                        ConditionRow* rows) const {
  std::vector<Key> missing;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int64_t i = 0; i < count; ++i) {
      const Key key{timesteps[i], labels[i], width};
      const auto found = kept_.find(key);
      rows[i] = found == kept_.end() ? nullptr : found->second;
      if (!rows[i] && std::find(missing.begin(), missing.end(), key) == missing.end()) missing.push_back(key);
    }
  }
  if (missing.empty()) return;

  std::vector<std::vector<float>> inputs, computed;
  for (const Key& key : missing) {
    inputs.push_back(time_and_class(key.timestep, key.label));
    computed.emplace_back(static_cast<size_t>(width));
  }
  const auto depth = static_cast<int64_t>(inputs[0].size());
  // All missing rows share one read of the weights.
  for (int64_t o = 0; o < width; ++o) {
    for (size_t m = 0; m < missing.size(); ++m) {
      computed[m][static_cast<size_t>(o)] =
          biases_[static_cast<size_t>(o)] + dot(weights_.data() + o * depth, inputs[m].data(), depth);
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (kept_.size() + missing.size() > kMostRows) kept_.clear();
  for (size_t m = 0; m < missing.size(); ++m) {
    const auto row = std::make_shared<const std::vector<float>>(std::move(computed[m]));
    kept_.insert_or_assign(missing[m], row);
    for (int64_t i = 0; i < count; ++i) {
      if (!rows[i] && Key{timesteps[i], labels[i], width} == missing[m]) rows[i] = row;
    }
  }
}

}  // namespace diffcont
