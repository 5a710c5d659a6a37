#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "benches.h"
#include "detect/image_features/filter_bank.h"
#include "detect/image_features/image_features.h"

namespace diffcont::bench {
namespace {

// Multiplications and additions of the filters alone, each output by itself, as their definition says.
double flops_of_image(int64_t size) {
  double flops = 0;
  for (const int64_t sigma : {1, 2, 4}) {
    const auto side = static_cast<double>(2 * filter_kernels(sigma).radius + 1);
    const auto outputs = static_cast<double>(sigma == 1 ? size : size / 2);
    flops += 2.0 * 2 * kOrientations * side * side * outputs * outputs;
  }
  return flops;
}

}  // namespace

std::vector<Row> filter_bank_rows(const Plan& plan) {
  const ImageFeaturesConfig config;
  const ImageFeaturesShape shape = image_features_shape(config);
  std::vector<Row> rows;
  for (const int64_t batch : {1, 16, 64}) {
    const std::string name = "filter_bank." + std::to_string(batch);
    if (!plan.wants(name)) continue;
    const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(8);
    const at::Tensor images = at::rand({batch, 3, config.image_size, config.image_size}, generator).mul_(2).sub_(1);
    at::Tensor features = at::empty({batch, shape.locations, shape.channels});
    const Timing timing = measure(
        [&] {
          image_features(config, images.const_data_ptr<float>(), batch, features.mutable_data_ptr<float>());
        },
        plan.budget);
    Row row{name, timing, static_cast<double>(batch)};
    row.flops = flops_of_image(config.image_size) * static_cast<double>(batch);
    row.bytes = 4.0 * static_cast<double>(images.numel() + features.numel());
    row.peak = Peak::kHighestF32;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace diffcont::bench
