#include "roofline.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "machine.h"
#include "stream.h"

namespace diffcont::bench {
namespace {

struct ConvolutionShape {
  int64_t batch, channels, side;
};

// The paper network's three levels, and one of enough images that reordering weights does not count.
constexpr std::array<ConvolutionShape, 4> kConvolutions = {{{16, 64, 32}, {16, 128, 16}, {16, 256, 8}, {64, 256, 16}}};
constexpr std::array<int64_t, 2> kProducts = {1024, 2048};

double convolution_rate(at::ScalarType type, const Budget& budget) {
  double best = 0;
  for (const auto& [batch, channels, side] : kConvolutions) {
    const auto options = at::TensorOptions(type).memory_format(at::MemoryFormat::ChannelsLast);
    const at::Tensor images = at::ones({batch, channels, side, side}, options);
    const at::Tensor weight = at::ones({channels, channels, 3, 3}, options);
    const Timing timing = measure([&] { at::conv2d(images, weight, {}, 1, 1); }, budget);
    const double flops = 2.0 * 9 * static_cast<double>(batch * channels * channels * side * side);
    best = std::max(best, flops / timing.lowest);
  }
  return best;
}

double product_rate(at::ScalarType type, const Budget& budget) {
  double best = 0;
  for (const int64_t side : kProducts) {
    const at::Tensor a = at::ones({side, side}, type);
    const at::Tensor b = at::ones({side, side}, type);
    const Timing timing = measure([&] { at::mm(a, b); }, budget);
    best = std::max(best, 2.0 * std::pow(static_cast<double>(side), 3) / timing.lowest);
  }
  return best;
}

}  // namespace

nlohmann::ordered_json Roofline::json() const {
  return {{"convolution_f32_flops", convolution_f32}, {"convolution_bf16_flops", convolution_bf16},
          {"product_f32_flops", product_f32},         {"product_bf16_flops", product_bf16},
          {"read_bytes", read},                       {"triad_bytes", triad}};
}

Roofline measure_roofline(const Budget& budget) {
  const at::InferenceMode inference;
  Roofline result;
  result.convolution_f32 = convolution_rate(at::kFloat, budget);
  result.product_f32 = product_rate(at::kFloat, budget);
  if (has_bf16()) {
    result.convolution_bf16 = convolution_rate(at::kBFloat16, budget);
    result.product_bf16 = product_rate(at::kBFloat16, budget);
  }
  result.read = read_rate(budget);
  result.triad = triad_rate(budget);
  return result;
}

Roofline higher(const Roofline& a, const Roofline& b) {
  return {std::max(a.convolution_f32, b.convolution_f32), std::max(a.convolution_bf16, b.convolution_bf16),
          std::max(a.product_f32, b.product_f32),         std::max(a.product_bf16, b.product_bf16),
          std::max(a.read, b.read),                       std::max(a.triad, b.triad)};
}

double difference(const Roofline& a, const Roofline& b) {
  const auto one = [](double x, double y) { return std::max(x, y) == 0 ? 0 : std::abs(x - y) / std::max(x, y); };
  return std::max({one(a.convolution_f32, b.convolution_f32), one(a.convolution_bf16, b.convolution_bf16),
                   one(a.product_f32, b.product_f32), one(a.product_bf16, b.product_bf16), one(a.read, b.read),
                   one(a.triad, b.triad)});
}

}  // namespace diffcont::bench
