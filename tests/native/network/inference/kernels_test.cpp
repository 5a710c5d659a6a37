// Each network kernel against libtorch's operator, on awkward sizes, by every instruction set of this processor.
#include <gtest/gtest.h>

#include <limits>
#include <tuple>

#include "network/inference/maps.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

using kernels::Convolution;
using kernels::Map;
using testing_maps::all_kernels;
using testing_maps::map_of;
using testing_maps::NamedKernels;
using testing_maps::OwnMap;
using testing_maps::relative_error;
using testing_maps::tensor_of;

at::Tensor values(const std::string& name, at::IntArrayRef shape) { return formula::uniform(name, shape).to(at::kFloat); }

class NetworkKernels : public testing::TestWithParam<NamedKernels> {
 protected:
  const kernels::NetworkKernels& k = *GetParam().kernels;
  at::Tensor rounded(const at::Tensor& tensor) const { return GetParam().rounded(tensor); }
};

void set_output(Convolution& c, const Map& out) {
  c.images = out.images;
  c.height = out.height;
  c.width = out.width;
  c.outputs = out.channels;
  c.out = out.data;
  c.first = out.at(0, 0);
  c.image_step = out.image_step();
  c.row_step = out.row_step();
  c.pixel_step = out.channels;
}

kernels::Source source(const Map& in, int64_t side, int64_t stride) {
  kernels::Source s;
  s.data = in.data;
  s.first = side == 3 ? in.at(-1, -1) : in.at(0, 0);
  s.image_step = in.image_step();
  s.row_step = stride * in.row_step();
  s.pixel_step = stride * in.channels;
  s.channels = in.channels;
  s.taps = side * side;
  for (int64_t t = 0; t < s.taps; ++t) s.offsets[t] = t / side * in.row_step() + t % side * in.channels;
  return s;
}

void run_whole(const kernels::NetworkKernels& k, const Convolution& c) {
  k.convolve(c, 0, (c.outputs + k.block - 1) / k.block * c.chunks());
}

struct Shape {
  int64_t images, inputs, outputs, height, width;
};

const Shape kShapes[] = {{1, 1, 1, 1, 1},   {2, 3, 5, 2, 3},    {2, 16, 32, 7, 7}, {1, 17, 33, 5, 11},
                         {1, 40, 48, 8, 8}, {2, 64, 64, 13, 9}, {2, 100, 20, 4, 6}, {1, 256, 96, 10, 10}};

TEST_P(NetworkKernels, ConvolutionIsThatOfLibtorchForAnyStrideAndShape) {
  for (const Shape& s : kShapes) {
    for (const int64_t side : {1, 3}) {
      for (const int64_t stride : {1, 2}) {
        if (s.height % stride != 0 || s.width % stride != 0) continue;
        const at::Tensor images = rounded(values("images", {s.images, s.inputs, s.height, s.width}));
        const at::Tensor weight = rounded(values("weight", {s.outputs, s.inputs, side, side}));
        const at::Tensor bias = values("bias", {s.outputs});
        const OwnMap in = map_of(k, images);
        const OwnMap out(k, s.images, testing_maps::padded(s.outputs, k.lanes), s.height / stride, s.width / stride);
        const AlignedMemory packed =
            pack_weights(k, {{weight.view({s.outputs, s.inputs, -1}), padded_channels(0, s.inputs, k.lanes)}},
                         padded_channels(0, s.outputs, k.lanes));
        const at::Tensor shift = at::constant_pad_nd(bias, {0, out.map.channels - s.outputs});
        Convolution c;
        set_output(c, out.map);
        c.sources[0] = source(in.map, side, stride);
        c.source_count = 1;
        c.weights = packed.get();
        for (auto& image_shift : c.shifts) image_shift = shift.const_data_ptr<float>();
        run_whole(k, c);
        const at::Tensor expected = at::conv2d(images, weight, bias, stride, side / 2);
        EXPECT_LE(relative_error(tensor_of(k, out.map, s.outputs), expected), GetParam().tolerance)
            << s.inputs << " -> " << s.outputs << ", " << side << " x " << side << " by " << stride;
        const at::Tensor padding = tensor_of(k, out.map, out.map.channels).slice(1, s.outputs);
        EXPECT_TRUE(padding.eq(0).all().item<bool>()) << "padding of " << s.outputs << " channels is not zero";
      }
    }
  }
}

TEST_P(NetworkKernels, ConvolutionAddsTermsShiftsByImageAndAResidual) {
  const int64_t images = kernels::kGroup, height = 5, width = 6;
  const at::Tensor a = rounded(values("a", {images, 20, height, width})), b = rounded(values("b", {images, 7, height, width})),
                   added = rounded(values("added", {images, 24, height, width}));
  const at::Tensor wide = rounded(values("wide", {24, 20, 3, 3})), narrow = rounded(values("narrow", {24, 7, 1, 1}));
  const at::Tensor shifts = at::constant_pad_nd(values("shifts", {images, 24}), {0, testing_maps::padded(24, k.lanes) - 24});
  const OwnMap in_a = map_of(k, a), in_b = map_of(k, b), residual = map_of(k, added);
  const OwnMap out(k, images, residual.map.channels, height, width);
  const AlignedMemory packed = pack_weights(k, {{wide.view({24, 20, 9}), padded_channels(0, 20, k.lanes)},
                                                {narrow.view({24, 7, 1}), padded_channels(0, 7, k.lanes)}},
                                            padded_channels(0, 24, k.lanes));
  Convolution c;
  set_output(c, out.map);
  c.sources[0] = source(in_a.map, 3, 1);
  c.sources[1] = source(in_b.map, 1, 1);
  c.source_count = 2;
  c.weights = packed.get();
  c.residual = residual.map.data;
  for (int64_t i = 0; i < images; ++i) c.shifts[i] = shifts[i].const_data_ptr<float>();
  run_whole(k, c);
  const at::Tensor expected = at::conv2d(a, wide, {}, 1, 1) + at::conv2d(b, narrow) + added +
                              shifts.slice(1, 0, 24).view({images, 24, 1, 1});
  EXPECT_LE(relative_error(tensor_of(k, out.map, 24), expected), GetParam().tolerance);
}

TEST_P(NetworkKernels, WeightGradientIsThatOfLibtorchWholeAndInParts) {
  for (const int64_t side : {1, 3}) {
    for (const auto& [images, height, width] : {std::tuple{1, 1, 2}, std::tuple{5, 4, 6}, std::tuple{3, 20, 30}}) {
      const int64_t inputs = 3 * k.lanes, outputs = 5 * k.lanes, taps = side * side;
      const auto typed = [&](const at::Tensor& tensor) {
        return tensor.to(GetParam().bf16() ? at::kBFloat16 : at::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
      };
      const at::Tensor features = typed(values("features", {images, inputs, height, width})),
                       upstream = typed(values("upstream", {images, outputs, height, width}));
      kernels::WeightGradient work;
      work.images = images;
      work.taps = taps;
      work.features = {features.const_data_ptr(), nullptr, height, width, inputs, k.depth, side / 2,
                       side == 3 ? k.depth : 1};
      work.upstream = {upstream.const_data_ptr(), nullptr, height, width, outputs, k.depth, 0, 1};
      AlignedMemory memory[2];
      kernels::Interleaved* const sides[2] = {&work.features, &work.upstream};
      for (int i = 0; i < 2; ++i) {
        memory[i] = allocate_aligned(images * sides[i]->image_step() * k.element_size);
        sides[i]->to = memory[i].get();
        for (int64_t image = images; image-- > 0;) k.interleave(*sides[i], image, image + 1);
      }
      const int64_t units = (outputs + k.block - 1) / k.block * ((inputs + k.block - 1) / k.block);
      const at::Tensor whole = at::zeros({outputs * inputs * taps}), parts = at::zeros_like(whole);
      work.gradient = whole.mutable_data_ptr<float>();
      k.weight_gradient(work, 0, units);
      work.gradient = parts.mutable_data_ptr<float>();
      for (int64_t unit = units; unit-- > 0;) k.weight_gradient(work, unit, unit + 1);
      EXPECT_TRUE(whole.equal(parts));

      std::vector<at::Tensor> blocks;  // outputs x inputs x taps each
      for (int64_t first = 0; first < outputs; first += k.block) {
        const int64_t count = std::min(k.block, outputs - first);
        blocks.push_back(whole.slice(0, first * inputs * taps, (first + count) * inputs * taps)
                             .view({inputs, taps, count})
                             .permute({2, 0, 1}));
      }
      const at::Tensor weight = at::zeros({outputs, inputs, side, side}, at::kDouble).requires_grad_(true);
      at::conv2d(features.to(at::kDouble), weight, {}, 1, side / 2).backward(upstream.to(at::kDouble));
      EXPECT_LE(relative_error(at::cat(blocks).view(weight.sizes()), weight.grad()), 2e-6)
          << side << " x " << side << " at " << height << " x " << width;
    }
  }
}

TEST_P(NetworkKernels, AConvolutionInPartsHasTheBitsOfTheWhole) {
  const at::Tensor images = values("images", {2, 16, 9, 7}), weight = values("weight", {80, 16, 9});
  const at::Tensor shift = at::zeros({80});
  const OwnMap in = map_of(k, images);
  const AlignedMemory packed =
      pack_weights(k, {{weight, padded_channels(0, 16, k.lanes)}}, padded_channels(0, 80, k.lanes));
  const auto run = [&](const OwnMap& from, const std::vector<int64_t>& cuts) {
    OwnMap out(k, from.map.images, 80, 9, 7);
    Convolution c;
    set_output(c, out.map);
    c.sources[0] = source(from.map, 3, 1);
    c.source_count = 1;
    c.weights = packed.get();
    for (auto& image_shift : c.shifts) image_shift = shift.const_data_ptr<float>();
    int64_t begin = 0;
    for (const int64_t cut : cuts) k.convolve(c, begin, cut), begin = cut;
    k.convolve(c, begin, (80 + k.block - 1) / k.block * c.chunks());
    return tensor_of(k, out.map, 80);
  };
  const at::Tensor whole = run(in, {});
  EXPECT_TRUE(whole.equal(run(in, {1, 2, 5})));
  for (int64_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(whole.slice(0, i, i + 1).equal(run(map_of(k, images.slice(0, i, i + 1)), {}))) << i;
  }
}

TEST_P(NetworkKernels, StatisticsKeepTheirDigitsFarFromZero) {
  for (const Shape& s : kShapes) {
    const at::Tensor images = rounded(values("images", {s.images, s.inputs, s.height, s.width}) + 100);
    const OwnMap in = map_of(k, images);
    std::vector<float> means(static_cast<size_t>(s.images * in.map.channels)), deviations(means.size());
    const int64_t units = s.images * in.map.channels / k.lanes;
    k.channel_statistics(in.map, means.data(), deviations.data(), 0, units / 2);
    k.channel_statistics(in.map, means.data(), deviations.data(), units / 2, units);
    const at::Tensor flat = images.to(at::kDouble).flatten(2);
    const at::Tensor mean = flat.mean(2), deviation = (flat - mean.unsqueeze(2)).square().sum(2);
    for (int64_t i = 0; i < s.images; ++i) {
      for (int64_t channel = 0; channel < s.inputs; ++channel) {
        const auto at = static_cast<size_t>(i * in.map.channels + channel);
        EXPECT_NEAR(means[at], mean[i][channel].item<double>(), 1e-5 * 100);
        const double expected = deviation[i][channel].item<double>();
        EXPECT_NEAR(deviations[at], expected, 1e-4 * expected + 1e-9);
      }
    }
  }
}

TEST_P(NetworkKernels, NormaliseScalesShiftsAndAppliesSilu) {
  for (const bool silu : {false, true}) {
    const at::Tensor images = rounded(values("images", {2, 21, 5, 4}) * 30);
    const OwnMap in = map_of(k, images);
    const int64_t stored = in.map.channels;
    const at::Tensor scale = values("scale", {2, stored}), shift = values("shift", {2, stored});
    // Behind channels of another input.
    OwnMap out(k, 2, stored + k.lanes, 5, 4);
    kernels::Normalisation n{in.map, out.map, k.lanes, {}, {}, silu};
    for (int64_t i = 0; i < 2; ++i) {
      n.scales[i] = scale[i].const_data_ptr<float>();
      n.shifts[i] = shift[i].const_data_ptr<float>();
    }
    k.normalise(n, 0, 7);
    k.normalise(n, 7, 2 * 5);
    const at::Tensor linear =
        images * scale.slice(1, 0, 21).view({2, 21, 1, 1}) + shift.slice(1, 0, 21).view({2, 21, 1, 1});
    const at::Tensor actual = tensor_of(k, out.map, out.map.channels).slice(1, k.lanes, k.lanes + 21);
    EXPECT_LE(relative_error(actual, silu ? at::silu(linear) : linear), GetParam().tolerance) << silu;
  }
}

TEST_P(NetworkKernels, SiluOfLargeNumbersIsTheirPositivePart) {
  const at::Tensor images = at::tensor({-3e38F, -1e4F, -90.0F, 0.0F, 90.0F, 1e4F, 3e38F, 1.0F}).view({1, 1, 2, 4});
  const OwnMap in = map_of(k, images);
  OwnMap out(k, 1, in.map.channels, 2, 4);
  const std::vector<float> ones(static_cast<size_t>(in.map.channels), 1), zeros(ones.size(), 0);
  k.normalise({in.map, out.map, 0, {ones.data()}, {zeros.data()}, true}, 0, 2);
  EXPECT_TRUE(at::allclose(tensor_of(k, out.map, 1), rounded(at::silu(rounded(images))), 1e-2, 1e-2));
}

TEST_P(NetworkKernels, AttentionIsThatOfLibtorchForAnyHead) {
  struct Case {
    int64_t images, heads, head_channels, height, width;
  };
  for (const Case& s : {Case{1, 1, 1, 1, 1}, {2, 3, 5, 3, 3}, {2, 4, 8, 8, 8}, {1, 2, 20, 4, 5}, {2, 32, 8, 2, 3}}) {
    const int64_t channels = s.heads * s.head_channels, stored = testing_maps::padded(channels, k.lanes);
    const at::Tensor mixed = at::zeros({s.images, 3 * stored, s.height, s.width});
    std::vector<at::Tensor> parts;
    for (int64_t part = 0; part < 3; ++part) {
      const at::Tensor part_values =
          rounded(3 * values("part" + std::to_string(part), {s.images, channels, s.height, s.width}));
      mixed.slice(1, part * stored, part * stored + channels).copy_(part_values);
      parts.push_back(part_values.view({s.images, s.heads, s.head_channels, -1}).transpose(2, 3));
    }
    const OwnMap in = map_of(k, mixed);
    OwnMap out(k, s.images, stored, s.height, s.width);
    const int64_t tokens = s.height * s.width, units = s.images * s.heads;
    const int64_t step = kernels::attention_scratch(tokens, s.head_channels, k.lanes);
    std::vector<float> scratch(static_cast<size_t>(units * step));
    const kernels::Attention a{in.map, out.map, s.heads, s.head_channels, scratch.data(), step};
    k.attend(a, 0, units / 2);
    k.attend(a, units / 2, units);
    const at::Tensor expected = at::scaled_dot_product_attention(parts[0], parts[1], parts[2])
                                    .transpose(2, 3)
                                    .reshape({s.images, channels, s.height, s.width});
    EXPECT_LE(relative_error(tensor_of(k, out.map, channels), expected), GetParam().tolerance)
        << s.heads << " x " << s.head_channels;
  }
}

TEST(SmallMapWeight, GivesTheConvolutionOfADoubledMap) {
  const at::Tensor images = values("images", {2, 3, 4, 5}), weight = values("weight", {6, 3, 3, 3});
  const at::Tensor expected = at::conv2d(at::upsample_nearest2d(images, {8, 10}), weight, {}, 1, 1);
  const at::Tensor framed = at::constant_pad_nd(images, {1, 1, 1, 1});
  for (const int64_t y : {0, 1}) {
    for (const int64_t x : {0, 1}) {
      const at::Tensor small = weight_on_small_map(weight.view({6, 3, 9}), y, x).view({6, 3, 2, 2});
      const at::Tensor part = at::conv2d(framed.slice(2, y, y + 5).slice(3, x, x + 6), small);
      EXPECT_LE(relative_error(part, expected.slice(2, y, 8, 2).slice(3, x, 10, 2)), 1e-6) << y << x;
    }
  }
}

TEST(NetworkKernelSets, AreThereWhereTheProcessorHasWideVectors) {
  EXPECT_EQ(all_kernels().empty(), !kernels::cpu_features().avx2_fma);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(NetworkKernels);
INSTANTIATE_TEST_SUITE_P(Sets, NetworkKernels, testing::ValuesIn(all_kernels()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace diffcont
