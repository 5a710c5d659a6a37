#include "network/unet/layout.h"

#include <stdexcept>
#include <unordered_map>

#include "network/unet/network.h"

namespace diffcont {
namespace {

// Appends layers as diffusers registers them.
class LayoutWriter {
 public:
  std::vector<ParameterSpec> specs;

  void layer(const std::string& name, std::vector<int64_t> weight_shape) {
    int64_t fan_in = 1;
    for (size_t i = 1; i < weight_shape.size(); ++i) fan_in *= weight_shape[i];
    const int64_t outputs = weight_shape[0];
    specs.push_back({name + ".weight", std::move(weight_shape), ParameterKind::kWeight, fan_in});
    specs.push_back({name + ".bias", {outputs}, ParameterKind::kBias, fan_in});
  }

  void convolution(const std::string& name, int64_t in, int64_t out, int64_t kernel) {
    layer(name, {out, in, kernel, kernel});
  }

  void linear(const std::string& name, int64_t in, int64_t out) { layer(name, {out, in}); }

  void norm(const std::string& name, int64_t channels) {
    specs.push_back({name + ".weight", {channels}, ParameterKind::kScale, 0});
    specs.push_back({name + ".bias", {channels}, ParameterKind::kShift, 0});
  }

  void attention(const std::string& name, int64_t channels) {
    norm(name + ".group_norm", channels);
    for (const char* part : {".to_q", ".to_k", ".to_v", ".to_out.0"}) linear(name + part, channels, channels);
  }

  void residual(const std::string& name, int64_t in, int64_t out, int64_t time_channels) {
    norm(name + ".norm1", in);
    convolution(name + ".conv1", in, out, 3);
    linear(name + ".time_emb_proj", time_channels, out);
    norm(name + ".norm2", out);
    convolution(name + ".conv2", out, out, 3);
    if (in != out) convolution(name + ".conv_shortcut", in, out, 1);
  }
};

std::string numbered(const std::string& prefix, int64_t index) { return prefix + "." + std::to_string(index); }

}  // namespace

int64_t ParameterSpec::element_count() const {
  int64_t count = 1;
  for (const int64_t side : shape) count *= side;
  return count;
}

std::vector<ParameterSpec> unet_layout(const UNetConfig& config) {
  LayoutWriter out;
  const auto& channels = config.channels;
  const int64_t levels = static_cast<int64_t>(channels.size());
  const int64_t time_channels = channels[0] * 4;

  out.convolution("conv_in", config.image_channels, channels[0], 3);
  out.linear("time_embedding.linear_1", channels[0], time_channels);
  out.linear("time_embedding.linear_2", time_channels, time_channels);
  out.specs.push_back(
      {"class_embedding.weight", {config.class_count, time_channels}, ParameterKind::kEmbedding, 0});

  for (int64_t level = 0; level < levels; ++level) {
    const std::string block = numbered("down_blocks", level);
    const int64_t width = channels[level];
    if (config.attention[level]) {
      for (int64_t i = 0; i < config.layers_per_block; ++i) out.attention(numbered(block + ".attentions", i), width);
    }
    for (int64_t i = 0; i < config.layers_per_block; ++i) {
      const int64_t in = i == 0 ? channels[level == 0 ? 0 : level - 1] : width;
      out.residual(numbered(block + ".resnets", i), in, width, time_channels);
    }
    if (level + 1 < levels) out.convolution(block + ".downsamplers.0.conv", width, width, 3);
  }

  for (int64_t index = 0; index < levels; ++index) {
    const int64_t level = levels - 1 - index;
    const std::string block = numbered("up_blocks", index);
    const int64_t width = channels[level];
    const int64_t below = channels[index == 0 ? level : level + 1];
    const int64_t above = channels[level == 0 ? 0 : level - 1];
    const int64_t layers = config.layers_per_block + 1;
    if (config.attention[level]) {
      for (int64_t i = 0; i < layers; ++i) out.attention(numbered(block + ".attentions", i), width);
    }
    for (int64_t i = 0; i < layers; ++i) {
      // Each layer sees the running features and one skip; the last skip comes from the level above's downsampler.
      const int64_t in = (i == 0 ? below : width) + (i + 1 == layers ? above : width);
      out.residual(numbered(block + ".resnets", i), in, width, time_channels);
    }
    if (level > 0) out.convolution(block + ".upsamplers.0.conv", width, width, 3);
  }

  out.attention("mid_block.attentions.0", channels.back());
  out.residual("mid_block.resnets.0", channels.back(), channels.back(), time_channels);
  out.residual("mid_block.resnets.1", channels.back(), channels.back(), time_channels);

  out.norm("conv_norm_out", channels[0]);
  out.convolution("conv_out", channels[0], config.image_channels, 3);
  return out.specs;
}

std::vector<ParameterSpec> projector_layout(const NetworkConfig& config) {
  LayoutWriter out;
  out.convolution("projector", config.unet.channels.back(), config.projector_channels, 1);
  return out.specs;
}

std::vector<ParameterSpec> head_layout(const NetworkConfig& config) {
  LayoutWriter out;
  out.linear("head", config.embedding_dimension(), config.unet.class_count);
  return out.specs;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

void check_layout(const std::vector<ParameterSpec>& layout, const std::vector<TensorOutline>& tensors) {
  std::unordered_map<std::string, const TensorOutline*> by_name;
  for (const auto& tensor : tensors) by_name.emplace(tensor.name, &tensor);
  for (const auto& spec : layout) {
    const auto found = by_name.find(spec.name);
    if (found == by_name.end()) throw std::invalid_argument("parameter '" + spec.name + "' is missing");
    if (found->second->shape != spec.shape) {
      throw std::invalid_argument("parameter '" + spec.name + "' has shape " + shape_text(found->second->shape) +
                                  ", the configuration needs " + shape_text(spec.shape));
    }
    if (!found->second->f32) throw std::invalid_argument("parameter '" + spec.name + "' is not of type F32");
    by_name.erase(found);
  }
  for (const auto& tensor : tensors) {
    if (by_name.count(tensor.name) != 0) {
      throw std::invalid_argument("parameter '" + tensor.name + "' does not belong to this configuration");
    }
  }
}

Parameters in_layout_order(const std::vector<ParameterSpec>& layout, const Parameters& parameters) {
  std::vector<TensorOutline> outlines;
  for (const auto& [name, value] : parameters.entries()) {
    outlines.push_back({name, value.sizes().vec(), value.scalar_type() == at::kFloat});
  }
  check_layout(layout, outlines);
  Parameters ordered;
  for (const auto& spec : layout) ordered.add(spec.name, parameters.at(spec.name));
  return ordered;
}

}  // namespace diffcont
