#include <cmath>
#include <random>

#include "benches.h"
#include "detect/trunk/trunk.h"

namespace diffcont::bench {
namespace {

constexpr int64_t kSize = 256;

// EfficientNet-lite0 up to its eleventh block, whose output has a sixteenth of the image's side.
TrunkDescription efficientnet_lite0() {
  TrunkDescription description;
  description.name = "efficientnet-lite0";
  description.input = {255, 127, 128};
  description.stem_channels = 32;
  description.blocks = {{32, 32, 16, 3, 1, false},   {16, 96, 24, 3, 2, false},    {24, 144, 24, 3, 1, true},
                        {24, 144, 40, 5, 2, false},  {40, 240, 40, 5, 1, true},    {40, 240, 80, 3, 2, false},
                        {80, 480, 80, 3, 1, true},   {80, 480, 80, 3, 1, true},    {80, 480, 112, 5, 1, false},
                        {112, 672, 112, 5, 1, true}, {112, 672, 112, 5, 1, true}};
  return description;
}

// Of a size that keeps activations near one.
LayerWeights random_layer(std::mt19937& random, int64_t outputs, int64_t inputs) {
  const float range = std::sqrt(3.0F / static_cast<float>(inputs));
  std::uniform_real_distribution<float> weight(-range, range), bias(-0.1F, 0.1F);
  LayerWeights layer{std::vector<float>(static_cast<size_t>(outputs * inputs)),
                     std::vector<float>(static_cast<size_t>(outputs))};
  for (float& value : layer.weight) value = weight(random);
  for (float& value : layer.bias) value = bias(random);
  return layer;
}

TrunkFile random_trunk() {
  std::mt19937 random(10);
  TrunkFile file;
  file.description = efficientnet_lite0();
  file.weights.stem = random_layer(random, file.description.stem_channels, 27);
  for (const TrunkBlock& block : file.description.blocks) {
    BlockWeights layers;
    if (block.expands()) layers.expand = random_layer(random, block.hidden, block.in);
    layers.depthwise = random_layer(random, block.hidden, block.kernel * block.kernel);
    layers.project = random_layer(random, block.out, block.hidden);
    file.weights.blocks.push_back(std::move(layers));
  }
  return file;
}

// Multiplications and additions of the convolutions for one image.
double flops_of_image(const TrunkDescription& description) {
  double side = kSize / kStemStride;
  double flops = 2 * side * side * 27 * static_cast<double>(description.stem_channels);
  for (const TrunkBlock& block : description.blocks) {
    const auto hidden = static_cast<double>(block.hidden);
    if (block.expands()) flops += 2 * side * side * static_cast<double>(block.in) * hidden;
    side /= static_cast<double>(block.stride);
    flops += 2 * side * side * hidden * static_cast<double>(block.kernel * block.kernel + block.out);
  }
  return flops;
}

}  // namespace

std::vector<Row> trunk_rows(const Plan& plan) {
  const TrunkFile file = random_trunk();
  const double flops = flops_of_image(file.description);
  const std::vector<TrunkOutput> outputs = {{2, 16}, {4, 16}, {10, 16}};
  const auto wanted = static_cast<int64_t>(outputs.size());
  std::vector<Row> rows;
  for (const bool bf16 : {false, true}) {
    const kernels::TrunkKernels& kernels = *kernels::trunk_kernels(bf16).front();
    if (kernels.bf16 != bf16) continue;
    const Trunk trunk(file, kernels);
    for (const int64_t batch : {1, 16}) {
      const std::string name = std::string("trunk.") + (bf16 ? "bf16." : "f32.") + std::to_string(batch);
      if (!plan.wants(name)) continue;
      std::mt19937 random(11);
      std::uniform_real_distribution<float> pixel(-1, 1);
      std::vector<float> images(static_cast<size_t>(batch * 3 * kSize * kSize));
      for (float& value : images) value = pixel(random);
      std::vector<float> features(
          static_cast<size_t>(batch * trunk.features_size(kSize, outputs.data(), wanted)));
      const Timing timing = measure(
          [&] { trunk.read(images.data(), batch, kSize, outputs.data(), wanted, features.data()); }, plan.budget);
      Row row{name, timing, static_cast<double>(batch)};
      row.flops = flops * static_cast<double>(batch);
      row.bytes = 4.0 * static_cast<double>(images.size() + features.size());
      row.peak = bf16 ? Peak::kConvolutionBF16 : Peak::kHighestF32;
      row.more["kernels"] = kernels.name;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace diffcont::bench
