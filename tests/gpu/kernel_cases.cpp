#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "cases.h"
#include "common/kernels/squared_distances.h"
#include "common/random/noise.h"
#include "network/diffusion/ddim.h"
#include "network/diffusion/noise_images.h"
#include "network/kernels/cuda.h"

namespace diffcont::gpu {
namespace {

std::string text(at::IntArrayRef shape) {
  std::ostringstream out;
  out << shape;
  return out.str();
}

Case noise_case(int64_t count, int64_t channels, int64_t size) {
  return {"noise " + text({count, channels, size, size}), 0, [=](at::Device device) {
            std::vector<uint64_t> streams;
            for (int64_t i = 0; i < count; ++i) {
              streams.push_back(static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15 + 3);
            }
            const uint64_t seed = 0xDEADBEEF12345678;
            const at::Tensor seen = cuda::noise_images(device, seed, streams.data(), count, channels, size);
            require_on_gpu(seen);
            return relative_difference(seen, noise_images(seed, streams.data(), count, channels, size));
          }};
}

Case fill_case(int64_t count) {
  return {"fill_noise " + std::to_string(count), 0, [=](at::Device device) {
            const at::Tensor seen = at::empty({count}, at::TensorOptions(device).dtype(at::kFloat));
            cuda::fill_noise(5, uint64_t{1} << 63, seen);
            at::Tensor expected = at::empty({count}, at::kFloat);
            fill_noise(5, uint64_t{1} << 63, expected.data_ptr<float>(), count);
            require_on_gpu(seen);
            return relative_difference(seen, expected);
          }};
}

Case ddim_case(bool clip, at::ScalarType type) {
  return {std::string("ddim_update ") + (clip ? "clipped " : "") + c10::toString(type), 0, [=](at::Device device) {
            const NoiseSchedule schedule(1000, 1e-4, 0.02);
            DdimConfig config;
            config.steps = 7;
            config.clip_sample = clip;
            const std::vector<int64_t> timesteps = ddim_timesteps(config, 1000);
            const at::Tensor coefficients = ddim_coefficients(schedule, config, timesteps).to(device);
            at::Tensor expected = values({3, 3, 5, 7}, 1);
            const at::Tensor seen = expected.clone().to(device);
            for (size_t i = 0; i < timesteps.size(); ++i) {
              const at::Tensor noise = values({3, 3, 5, 7}, 2 + i).to(type);
              cuda::ddim_update(seen, noise.to(device), coefficients,
                                at::full({1}, static_cast<int64_t>(i), at::kLong).to(device), clip);
              expected = ddim_step(schedule, config, timesteps[i], expected, noise.to(at::kFloat));
            }
            require_on_gpu(seen);
            return relative_difference(seen, expected);
          }};
}

Case distance_case(int64_t count, int64_t dimension, int64_t classes, bool whitened, double offset) {
  return {"squared_distances " + text({count, dimension, classes}) + (whitened ? " whitened" : "") +
              (offset != 0 ? " far from 0" : ""),
          1e-5, [=](at::Device device) {
            const at::Tensor embeddings = values({count, dimension}, 1) + offset;
            const at::Tensor means = values({classes, dimension}, 2) + (whitened ? 0.0 : offset);
            const at::Tensor mean = whitened ? values({dimension}, 3) * 0.1 + offset : at::Tensor();
            const at::Tensor scale = whitened ? values({dimension}, 4).abs() + 0.5 : at::Tensor();
            const auto data = [](const at::Tensor& t) { return t.defined() ? t.const_data_ptr<float>() : nullptr; };
            const auto moved = [&](const at::Tensor& t) { return t.defined() ? t.to(device) : t; };
            at::Tensor expected = at::empty({count, classes}, at::kFloat);
            kernels::squared_distances_cpu(data(embeddings), count, dimension, data(mean), data(scale), data(means),
                                           classes, expected.mutable_data_ptr<float>());
            const at::Tensor seen =
                cuda::squared_distances(moved(embeddings), moved(mean), moved(scale), moved(means));
            require_on_gpu(seen);
            at::Tensor from_host = at::empty_like(expected);
            cuda::squared_distances_from_host(device, data(embeddings), count, dimension, data(mean), data(scale),
                                              data(means), classes, from_host.mutable_data_ptr<float>());
            if (!at::equal(from_host, seen.cpu())) {
              throw std::runtime_error("distances of the processor's memory are not those of the device's");
            }
            // Each distance against itself, not against the largest.
            return ((seen.cpu() - expected) / expected.clamp_min(1e-30)).abs().max().item<double>();
          }};
}

double largest(const at::Tensor& tensor) { return tensor.abs().max().item<double>(); }

// Embeddings near a class mean, where |x|^2 - 2 x.m + |m|^2 loses digits or, with a small spread, all of them.
Case near_distance_case(int64_t dimension, double spread) {
  return {"squared_distances " + text({dimension}) + " " + std::to_string(spread) + " from a class mean", 1e-5,
          [=](at::Device device) {
            constexpr int64_t kCount = 50, kClasses = 15;
            const at::Tensor means = values({kClasses, dimension}, 2);
            const at::Tensor embeddings = means.index_select(0, at::arange(kCount, at::kLong) % kClasses) +
                                          values({kCount, dimension}, 1) * spread;
            at::Tensor expected = at::empty({kCount, kClasses}, at::kFloat);
            kernels::squared_distances_cpu(embeddings.const_data_ptr<float>(), kCount, dimension, nullptr, nullptr,
                                           means.const_data_ptr<float>(), kClasses,
                                           expected.mutable_data_ptr<float>());
            const at::Tensor seen = cuda::squared_distances(embeddings.to(device), {}, {}, means.to(device));
            require_on_gpu(seen);
            return ((seen.cpu() - expected) / expected).abs().max().item<double>();
          }};
}

struct NormCase {
  std::vector<int64_t> shape;
  int64_t groups;
  bool shifted, silu;
  at::ScalarType type, parameter_type;
  double offset, tolerance;
};

// Against f64 on the processor, from the same rounded inputs: the result and all gradients.
Case normalise_case(const NormCase& c) {
  return {"normalise " + text(c.shape) + " in " + std::to_string(c.groups) + (c.shifted ? " shifted" : "") +
              (c.silu ? " silu " : " ") + c10::toString(c.type) + "/" + c10::toString(c.parameter_type) +
              (c.offset != 0 ? " far from 0" : ""),
          c.tolerance, [c](at::Device device) {
            const int64_t channels = c.shape[1];
            const at::Tensor features = (values(c.shape, 1) + c.offset).to(c.type);
            const at::Tensor shift = values({c.shape[0], channels}, 2).to(c.parameter_type);
            const at::Tensor weight = (values({channels}, 3) * 0.2 + 1).to(c.parameter_type);
            const at::Tensor bias = (values({channels}, 4) * 0.2).to(c.parameter_type);
            const at::Tensor gradient = values(c.shape, 5).to(c.type);

            std::vector<at::Tensor> seen, expected;
            for (const bool on_gpu : {true, false}) {
              const auto leaf = [&](const at::Tensor& t) {
                return (on_gpu ? t.to(device) : t.to(at::kDouble)).clone().set_requires_grad(true);
              };
              const at::Tensor x = leaf(features), s = leaf(shift), w = leaf(weight), b = leaf(bias);
              at::Tensor y;
              if (on_gpu) {
                y = cuda::normalise(x, c.shifted ? std::optional(s) : std::nullopt, c.groups, w, b, 1e-5, c.silu);
                require_on_gpu(y);
              } else {
                y = at::group_norm(c.shifted ? x + s.unsqueeze(2).unsqueeze(3) : x, c.groups, w, b, 1e-5);
                y = c.silu ? at::silu(y) : y;
              }
              (y * (on_gpu ? gradient.to(device) : gradient.to(at::kDouble))).sum().backward();
              std::vector<at::Tensor>& all = on_gpu ? seen : expected;
              all = {y.detach(), x.grad(), w.grad(), b.grad()};
              if (c.shifted) {
                all.push_back(s.grad());
              }
            }
            double worst = 0;
            for (size_t i = 0; i < seen.size(); ++i) {
              // By the features and the shift it all but cancels where a group is a few values: there the upstream
              // gradient tells the scale.
              const bool cancels = i == 1 || i == 4;
              worst = std::max(worst, relative_difference(seen[i], expected[i], cancels ? largest(gradient) : 0));
            }
            return worst;
          }};
}

// The processor's sums, rounded once; gradients are the upstream's own.
Case bias_case(const std::vector<int64_t>& shape, bool with_residual, at::ScalarType type,
               at::ScalarType bias_type) {
  return {"add_bias " + text(shape) + (with_residual ? " with residual " : " ") + c10::toString(type) + "/" +
              c10::toString(bias_type),
          type == at::kBFloat16 ? 4e-3 : 1e-6, [=](at::Device device) {
            const at::Tensor features = values(shape, 1).to(type), residual = values(shape, 2).to(type),
                             bias = values({shape[1]}, 3).to(bias_type), gradient = values(shape, 4).to(type);
            const auto leaf = [&](const at::Tensor& t) { return t.clone().to(device).set_requires_grad(true); };
            const at::Tensor x = leaf(features), r = leaf(residual), b = leaf(bias);
            const at::Tensor seen =
                cuda::add_bias(x, b, with_residual ? std::optional(r) : std::nullopt);
            require_on_gpu(seen);
            at::Tensor expected = features.to(at::kDouble) + bias.to(at::kDouble).view({1, -1, 1, 1});
            if (with_residual) {
              expected += residual.to(at::kDouble);
            }
            (seen * gradient.to(device)).sum().backward();
            double worst = std::max({relative_difference(seen.detach(), expected),
                                     relative_difference(x.grad(), gradient),
                                     relative_difference(b.grad(), gradient.to(at::kDouble).sum({0, 2, 3}))});
            if (with_residual) {
              worst = std::max(worst, relative_difference(r.grad(), gradient));
            }
            return worst;
          }};
}

Case attention_case(int64_t count, int64_t positions, int64_t heads, at::ScalarType type, double size) {
  const double tolerance = type == at::kBFloat16 ? 1e-2 : 1e-5;
  return {"attention " + text({count, positions, heads}) + " " + c10::toString(type) +
              (size > 1 ? " with large scores" : ""),
          tolerance, [=](at::Device device) {
            const auto projected = [&](uint64_t stream) {
              return (values({count, positions, heads * 8}, stream) * size).to(type);
            };
            const at::Tensor query = projected(1), key = projected(2), value = projected(3);
            const at::Tensor seen = cuda::attention(query.to(device), key.to(device), value.to(device));
            require_on_gpu(seen);
            const auto by_head = [&](const at::Tensor& t) {
              return t.to(at::kDouble).view({count, positions, heads, 8}).transpose(1, 2);
            };
            const at::Tensor scores = at::matmul(by_head(query), by_head(key).transpose(2, 3)) / std::sqrt(8.0);
            return relative_difference(seen, at::matmul(scores.softmax(3), by_head(value))
                                                 .transpose(1, 2)
                                                 .reshape({count, positions, heads * 8}));
          }};
}

Case join_case(int64_t first, int64_t second, at::ScalarType type) {
  return {"join_channels " + text({first, second}) + " " + c10::toString(type), 0, [=](at::Device device) {
            const at::Tensor one = values({2, first, 3, 5}, 1).to(type), other = values({2, second, 3, 5}, 2).to(type);
            const at::Tensor seen = cuda::join_channels(one.to(device), other.to(device));
            require_on_gpu(seen);
            return relative_difference(seen, at::cat({one, other}, 1));
          }};
}

}  // namespace

std::vector<Case> kernel_cases() {
  std::vector<Case> cases = {noise_case(1, 1, 1), noise_case(4, 3, 5), noise_case(64, 3, 32), fill_case(1),
                             fill_case((1 << 20) + 3)};
  for (const bool clip : {false, true}) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
      cases.push_back(ddim_case(clip, type));
    }
  }
  for (const bool whitened : {false, true}) {
    cases.push_back(distance_case(1, 1, 1, whitened, 0));
    cases.push_back(distance_case(33, 7, 3, whitened, 0));
    cases.push_back(distance_case(100, 2304, 15, whitened, 0));
    cases.push_back(distance_case(65, 2305, 17, whitened, 0));
    cases.push_back(distance_case(10, 9000, 16, whitened, 0));
    cases.push_back(distance_case(40, 512, 8, whitened, 1000));
  }
  // The last ones on both sides of where the kernel goes over to differences.
  for (const double spread : {1e-3, 0.5, 0.6, 0.65}) {
    cases.push_back(near_distance_case(2304, spread));
  }
  cases.push_back(near_distance_case(16384, 0.95));
  const auto f32 = at::kFloat, bf16 = at::kBFloat16;
  const std::vector<std::pair<std::vector<int64_t>, int64_t>> shapes = {
      {{1, 4, 1, 1}, 2}, {{2, 32, 4, 4}, 32}, {{3, 64, 8, 8}, 32}, {{2, 96, 5, 7}, 8}, {{1, 384, 8, 8}, 32},
      {{2, 256, 16, 16}, 1}, {{2, 36, 3, 3}, 3}};
  for (const auto& [shape, groups] : shapes) {
    for (const bool silu : {false, true}) {
      cases.push_back(normalise_case({shape, groups, silu, silu, f32, f32, 0, 5e-5}));
      cases.push_back(normalise_case({shape, groups, silu, silu, bf16, bf16, 0, 2e-2}));
      cases.push_back(normalise_case({shape, groups, !silu, silu, bf16, f32, 0, 2e-2}));
    }
  }
  for (const at::ScalarType type : {f32, bf16}) {
    cases.push_back(attention_case(2, 64, 32, type, 1));
    cases.push_back(attention_case(3, 16, 3, type, 1));
    cases.push_back(attention_case(1, 200, 9, type, 1));
    cases.push_back(attention_case(2, 64, 8, type, 8));
    cases.push_back(join_case(64, 16, type));
    cases.push_back(join_case(12, 5, type));
  }
  for (const bool with_residual : {false, true}) {
    cases.push_back(bias_case({2, 64, 8, 8}, with_residual, f32, f32));
    cases.push_back(bias_case({2, 64, 8, 8}, with_residual, bf16, bf16));
    cases.push_back(bias_case({3, 3, 5, 7}, with_residual, bf16, f32));
  }
  // The inputs' own rounding is 6e-8 of 100, on a spread of 1.
  cases.push_back(normalise_case({{3, 64, 8, 8}, 32, true, true, f32, f32, 100, 1e-3}));
  return cases;
}

}  // namespace diffcont::gpu
