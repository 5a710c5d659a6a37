#include "network/inference/plan_builder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "common/kernels/parallel.h"
#include "network/convolution/maps.h"

namespace diffcont {
namespace {

using kernels::kGroup;
using kernels::Map;

at::Tensor weight_of(const Scope& layer) {
  const at::Tensor weight = layer.weight().detach().to(at::kFloat);
  return weight.reshape({weight.size(0), weight.size(1), -1}).contiguous();
}

at::Tensor bias_of(const Scope& layer) { return layer.bias().detach().to(at::kFloat).contiguous(); }

// A map of the plan in a group's memory.
Map in_group(Map map, const Group& group) {
  map.data = group.memory + reinterpret_cast<intptr_t>(map.data);
  map.images = group.images;
  return map;
}

float* floats_at(const Group& group, int64_t offset) { return reinterpret_cast<float*>(group.memory + offset); }

// What a group norm needs to know of one of its inputs.
struct NormInput {
  int64_t statistics;  // offset of means, then deviations
  int64_t stored, real;
  int64_t place;       // of its channels in scales and shifts
};

struct NormConstants {
  std::vector<NormInput> inputs;
  std::vector<float> weight, bias;
  int64_t groups, stored;
  double pixels, epsilon;
};

// Mean and variance of each group of channels from those of the channels; the result as a scale and a shift for each
// channel. Padding gets zeros.
void scale_and_shift(const NormConstants& norm, const Group& group, int64_t image, float* scales, float* shifts) {
  const auto channels = static_cast<int64_t>(norm.weight.size());
  const int64_t in_group = channels / norm.groups;
  std::fill(scales, scales + norm.stored, 0.0F);
  std::fill(shifts, shifts + norm.stored, 0.0F);
  size_t input = 0;
  int64_t local = 0;
  for (int64_t g = 0; g < norm.groups; ++g) {
    const size_t first_input = input;
    const int64_t first_local = local;
    // Calls visit(input, its channel, mean, deviation, channel of the norm) for each channel of the group.
    const auto each = [&](const auto& visit) {
      input = first_input, local = first_local;
      for (int64_t c = g * in_group; c < (g + 1) * in_group; ++c) {
        if (local == norm.inputs[input].real) ++input, local = 0;
        const NormInput& from = norm.inputs[input];
        const float* const means = floats_at(group, from.statistics) + image * from.stored;
        visit(from.place + local, means[local], means[kGroup * from.stored + local], static_cast<size_t>(c));
        ++local;
      }
    };
    double mean = 0, deviation = 0;
    each([&](int64_t, float channel_mean, float, size_t) { mean += channel_mean; });
    mean /= static_cast<double>(in_group);
    each([&](int64_t, float channel_mean, float channel_deviation, size_t) {
      const double offset = channel_mean - mean;
      deviation += channel_deviation + norm.pixels * offset * offset;
    });
    const double variance = std::max(deviation, 0.0) / (norm.pixels * static_cast<double>(in_group));
    const double inverse = 1 / std::sqrt(variance + norm.epsilon);
    each([&](int64_t place, float, float, size_t c) {
      scales[place] = static_cast<float>(norm.weight[c] * inverse);
      shifts[place] = static_cast<float>(norm.bias[c] - mean * norm.weight[c] * inverse);
    });
  }
}

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kFloat).contiguous();
  return {flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel()};
}

int64_t real_count(const ChannelOrigins& origins) {
  return std::count_if(origins.begin(), origins.end(), [](int64_t origin) { return origin >= 0; });
}

}  // namespace

Feature::Feature(MemoryPlan& plan, int64_t bytes, int64_t rows, int64_t columns, ChannelOrigins origins)
    : memory(plan),
      offset(plan.acquire(bytes)),
      height(rows),
      width(columns),
      stored(static_cast<int64_t>(origins.size())),
      channels(std::move(origins)) {}

Feature::~Feature() {
  memory.release(offset);
  if (statistics >= 0) memory.release(statistics);
}

Map PlanBuilder::map(const Feature& feature) const {
  return {reinterpret_cast<void*>(feature.offset), kGroup, feature.height, feature.width, feature.stored};
}

FeaturePointer PlanBuilder::feature(int64_t height, int64_t width, ChannelOrigins channels) {
  const int64_t elements = kGroup * (height + 2) * (width + 2) * static_cast<int64_t>(channels.size());
  return std::make_shared<Feature>(memory_, elements * kernels_.element_size, height, width, std::move(channels));
}

const float* PlanBuilder::keep(const at::Tensor& values, const ChannelOrigins& origins) {
  auto kept = std::make_unique<std::vector<float>>();
  const std::vector<float> all = values_of(values);
  for (const int64_t origin : origins) kept->push_back(origin < 0 ? 0.0F : all[static_cast<size_t>(origin)]);
  plan_.constants_.push_back(std::move(kept));
  return plan_.constants_.back()->data();
}

FeaturePointer PlanBuilder::image() {
  const FeaturePointer image =
      feature(config_.sample_size, config_.sample_size, padded_channels(0, config_.image_channels, kernels_.depth));
  plan_.steps_.push_back([to = map(*image), count = config_.image_channels, &kernels = kernels_](const Group& group) {
    const Map out = in_group(to, group);
    parallel_for(0, out.images, 1, [&](int64_t first, int64_t last) {
      kernels.from_planes(group.pixels, count, out, first, last);
    });
  });
  return image;
}

void PlanBuilder::output(const FeaturePointer& feature, std::function<float*(const Group&)> target) {
  plan_.steps_.push_back([from = map(*feature), count = real_count(feature->channels), target = std::move(target),
                          &kernels = kernels_](const Group& group) {
    float* const planes = target(group);
    if (planes == nullptr) return;
    const Map in = in_group(from, group);
    parallel_for(0, in.images, 1, [&](int64_t first, int64_t last) {
      kernels.to_planes(in, count, planes, first, last);
    });
  });
}

void PlanBuilder::convolve(const std::vector<Term>& terms, const Shift& shift, const FeaturePointer& residual,
                           const FeaturePointer& out) {
  std::vector<WeightTerm> weights;
  for (const Term& term : terms) weights.push_back({term.weight, term.inputs});
  plan_.weights_.push_back(pack_weights(kernels_, weights, out->channels));

  const Map out_map = map(*out);
  const bool doubled = terms[0].weight.size(2) == 4;
  const int64_t spacing = doubled ? 2 : 1;
  kernels::Convolution plan;
  plan.height = out->height / spacing;
  plan.width = out->width / spacing;
  plan.source_count = static_cast<int64_t>(terms.size());
  for (size_t i = 0; i < terms.size(); ++i) {
    const Term& term = terms[i];
    plan.sources[i] = window(map(*term.in), term.weight.size(2), term.stride, term.y, term.x);
  }
  plan.weights = plan_.weights_.back().get();
  plan.outputs = out->stored;
  plan.first = out_map.at(terms[0].y, terms[0].x);
  plan.image_step = out_map.image_step();
  plan.row_step = spacing * out_map.row_step();
  plan.pixel_step = spacing * out_map.channels;
  const int64_t residual_offset = residual ? residual->offset : -1;
  // Only the first term may have several taps. The four passes over a small map share its border.
  const bool bordered = plan.sources[0].taps > 1 && terms[0].y == 0 && terms[0].x == 0;

  plan_.steps_.push_back([plan, shift, in_map = map(*terms[0].in), bordered, out_offset = out->offset,
                          residual_offset, &kernels = kernels_](const Group& group) {
    if (bordered) clear_border(in_group(in_map, group), kernels.element_size);
    kernels::Convolution work = plan;
    work.images = group.images;
    for (int64_t s = 0; s < work.source_count; ++s) {
      work.sources[s].data = group.memory + reinterpret_cast<intptr_t>(work.sources[s].data);
    }
    for (int64_t image = 0; image < group.images; ++image) {
      work.shifts[image] = shift.constant ? shift.constant : group.conditions[image]->data() + shift.condition;
    }
    if (residual_offset >= 0) work.residual = group.memory + residual_offset;
    work.out = group.memory + out_offset;
    const int64_t blocks = (work.outputs + kernels.block - 1) / kernels.block;
    parallel_for(0, blocks * work.chunks(), 1,
                 [&](int64_t first, int64_t last) { kernels.convolve(work, first, last); });
  });
}

FeaturePointer PlanBuilder::convolution(const Scope& layer, const FeaturePointer& in, int64_t stride) {
  const at::Tensor weight = weight_of(layer);
  const FeaturePointer out =
      feature(in->height / stride, in->width / stride, padded_channels(0, weight.size(0), kernels_.lanes));
  convolve({{in, weight, in->channels, stride}}, {keep(bias_of(layer), out->channels)}, nullptr, out);
  return out;
}

FeaturePointer PlanBuilder::doubled_convolution(const Scope& layer, const FeaturePointer& in) {
  const at::Tensor weight = weight_of(layer);
  const FeaturePointer out =
      feature(in->height * 2, in->width * 2, padded_channels(0, weight.size(0), kernels_.lanes));
  const Shift shift{keep(bias_of(layer), out->channels)};
  for (const int64_t y : {0, 1}) {
    for (const int64_t x : {0, 1}) {
      convolve({{in, weight_on_small_map(weight, y, x), in->channels, 1, y, x}}, shift, nullptr, out);
    }
  }
  return out;
}

void PlanBuilder::compute_statistics(Feature& feature) {
  if (feature.statistics >= 0) return;
  feature.statistics = memory_.acquire(2 * kGroup * feature.stored * static_cast<int64_t>(sizeof(float)));
  plan_.steps_.push_back([from = map(feature), offset = feature.statistics, &kernels = kernels_](const Group& group) {
    const Map in = in_group(from, group);
    float* const means = floats_at(group, offset);
    parallel_for(0, in.images * in.channels / kernels.lanes, 1, [&](int64_t first, int64_t last) {
      kernels.channel_statistics(in, means, means + kGroup * in.channels, first, last);
    });
  });
}

FeaturePointer PlanBuilder::normalised(const Scope& norm, const std::vector<FeaturePointer>& inputs, bool silu) {
  NormConstants constants{{}, values_of(norm.weight()), values_of(norm.bias()), config_.norm_num_groups, 0,
                          static_cast<double>(inputs[0]->height * inputs[0]->width), config_.norm_eps};
  ChannelOrigins channels;
  std::vector<Map> maps;
  int64_t first = 0;
  for (const FeaturePointer& input : inputs) {
    compute_statistics(*input);
    const int64_t real = real_count(input->channels);
    constants.inputs.push_back({input->statistics, input->stored, real, constants.stored});
    constants.stored += input->stored;
    const ChannelOrigins origins = padded_channels(first, real, kernels_.lanes);
    channels.insert(channels.end(), origins.begin(), origins.end());
    maps.push_back(map(*input));
    first += real;
  }
  const FeaturePointer out = feature(inputs[0]->height, inputs[0]->width, channels);
  const int64_t table = memory_.acquire(2 * kGroup * constants.stored * static_cast<int64_t>(sizeof(float)));
  plan_.steps_.push_back([constants = std::move(constants), maps = std::move(maps), to = map(*out), silu, table,
                          &kernels = kernels_](const Group& group) {
    const Map out = in_group(to, group);
    float* const scales = floats_at(group, table);
    float* const shifts = scales + kGroup * constants.stored;
    for (int64_t image = 0; image < group.images; ++image) {
      scale_and_shift(constants, group, image, scales + image * constants.stored, shifts + image * constants.stored);
    }
    for (size_t i = 0; i < maps.size(); ++i) {
      const int64_t place = constants.inputs[i].place;
      kernels::Normalisation work{in_group(maps[i], group), out, place, {}, {}, silu};
      for (int64_t image = 0; image < group.images; ++image) {
        work.scales[image] = scales + image * constants.stored + place;
        work.shifts[image] = shifts + image * constants.stored + place;
      }
      parallel_for(0, out.images * out.height, 1,
                   [&](int64_t first, int64_t last) { kernels.normalise(work, first, last); });
    }
  });
  memory_.release(table);
  return out;
}

FeaturePointer PlanBuilder::residual(const Scope& block, const std::vector<FeaturePointer>& inputs) {
  const Scope conv1 = block.in("conv1"), conv2 = block.in("conv2"), time = block.in("time_emb_proj"),
              shortcut = block.in("conv_shortcut");
  const at::Tensor weight1 = weight_of(conv1);
  const ChannelOrigins channels = padded_channels(0, weight1.size(0), kernels_.lanes);
  const int64_t height = inputs[0]->height, width = inputs[0]->width;

  FeaturePointer normed = normalised(block.in("norm1"), inputs, true);
  FeaturePointer inner = feature(height, width, channels);
  Shift shift;
  shift.condition = plan_.conditioning_.add_block(time.weight(), bias_of(time) + bias_of(conv1), channels);
  convolve({{normed, weight1, normed->channels}}, shift, nullptr, inner);

  normed.reset();
  normed = normalised(block.in("norm2"), {inner}, true);
  inner.reset();
  // The shortcut's products go into the same sums as conv2's.
  std::vector<Term> terms = {{normed, weight_of(conv2), normed->channels}};
  at::Tensor bias = bias_of(conv2);
  FeaturePointer added;
  if (shortcut.contains("weight")) {
    bias = bias + bias_of(shortcut);
    int64_t first = 0;
    for (const FeaturePointer& input : inputs) {
      const int64_t real = real_count(input->channels);
      terms.push_back({input, weight_of(shortcut), padded_channels(first, real, kernels_.lanes)});
      first += real;
    }
  } else {
    added = inputs[0];
  }
  const FeaturePointer out = feature(height, width, channels);
  convolve(terms, {keep(bias, channels)}, added, out);
  return out;
}

FeaturePointer PlanBuilder::attention(const Scope& layer, const FeaturePointer& in) {
  const int64_t count = real_count(in->channels), head = config_.attention_head_dim, heads = count / head;
  std::vector<at::Tensor> weights, biases;
  ChannelOrigins three;
  for (const char* name : {"to_q", "to_k", "to_v"}) {
    const ChannelOrigins channels =
        padded_channels(static_cast<int64_t>(weights.size()) * count, count, kernels_.lanes);
    three.insert(three.end(), channels.begin(), channels.end());
    weights.push_back(weight_of(layer.in(name)));
    biases.push_back(bias_of(layer.in(name)));
  }
  FeaturePointer normed = normalised(layer.in("group_norm"), {in}, false);
  FeaturePointer mixed = feature(in->height, in->width, three);
  convolve({{normed, at::cat(weights), normed->channels}}, {keep(at::cat(biases), three)}, nullptr, mixed);
  normed.reset();

  FeaturePointer attended = feature(in->height, in->width, padded_channels(0, count, kernels_.lanes));
  const int64_t tokens = in->height * in->width;
  const int64_t scratch_step = kernels::attention_scratch(tokens, head, kernels_.lanes);
  const int64_t scratch = memory_.acquire(kGroup * heads * scratch_step * static_cast<int64_t>(sizeof(float)));
  plan_.steps_.push_back([from = map(*mixed), to = map(*attended), heads, head, scratch, scratch_step, count,
                          &kernels = kernels_](const Group& group) {
    const kernels::Attention work{in_group(from, group), in_group(to, group), heads, head,
                                  floats_at(group, scratch), scratch_step};
    // The heads' channels are all that is written.
    if (work.out.channels > count) {
      std::memset(work.out.data, 0, static_cast<size_t>(work.out.images * work.out.image_step() *
                                                        kernels.element_size));
    }
    parallel_for(0, group.images * heads, 1,
                 [&](int64_t first, int64_t last) { kernels.attend(work, first, last); });
  });
  memory_.release(scratch);
  mixed.reset();

  const Scope linear = layer.in("to_out.0");
  const FeaturePointer out = feature(in->height, in->width, in->channels);
  convolve({{attended, weight_of(linear), attended->channels}}, {keep(bias_of(linear), in->channels)}, in, out);
  return out;
}

FeaturePointer PlanBuilder::layer(const Scope& block, int64_t index, const std::vector<FeaturePointer>& inputs) {
  FeaturePointer result = residual(block.in("resnets", index), inputs);
  const Scope mixing = block.in("attentions", index);
  return mixing.contains("group_norm.weight") ? attention(mixing, result) : result;
}

}  // namespace diffcont
