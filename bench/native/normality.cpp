#include "detect/normality/normality.h"

#include <cstdio>
#include <random>

#include "benches.h"

namespace diffcont::bench {
namespace {

constexpr int64_t kImages = 240;
constexpr int64_t kLocations = 16 * 16;
constexpr int64_t kChannels = 176;
constexpr int64_t kFolds = 5;

// Neighbouring channels are correlated.
std::vector<float> features() {
  std::mt19937 generator(9);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<size_t>(kImages * kLocations * kChannels));
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = i % kChannels == 0 ? normal(generator) : 0.8f * values[i - 1] + 0.3f * normal(generator);
  }
  return values;
}

}  // namespace

std::vector<Row> normality_rows(const Plan& plan) {
  struct Case {
    const char* name;
    NormalityConfig config;
  };
  const Case cases[] = {{"position", {NormalityKind::kGaussian, 1, Sharing::kPosition}},
                        {"block", {NormalityKind::kGaussian, 1, Sharing::kBlock}},
                        {"pooled", {NormalityKind::kGaussian, 1, Sharing::kPooled}},
                        {"free", {NormalityKind::kGaussian, 1, Sharing::kFree}}};
  std::vector<float> values;
  std::vector<int32_t> folds;
  for (int32_t i = 0; i < kImages; ++i) folds.push_back(i % static_cast<int32_t>(kFolds));
  std::vector<Row> rows;
  const auto add = [&](const std::string& name, double items, const Work& work) {
    if (!plan.wants(name)) return;
    Row row{name, measure(work, plan.budget), items};
    std::printf("%-34s %8.3f ms an image\n", row.name.c_str(), row.timing.median * 1e3 / items);
    rows.push_back(std::move(row));
  };
  for (const Case& c : cases) {
    const std::string name = std::string("normality.gaussian_") + c.name;
    if (!plan.wants(name + ".fit") && !plan.wants(name + ".cross_fit") && !plan.wants(name + ".map.1") &&
        !plan.wants(name + ".map.8")) {
      continue;
    }
    if (values.empty()) values = features();
    const Features all{values.data(), kImages, kLocations, kChannels};
    add(name + ".fit", kImages, [&] { NormalityModel::fit(c.config, all); });
    add(name + ".cross_fit", kImages, [&] { NormalityModel::cross_fit(c.config, all, folds.data(), kFolds); });
    const auto model = NormalityModel::fit(c.config, all);
    for (const int64_t batch : {1, 8}) {
      std::vector<float> map(static_cast<size_t>(batch * kLocations));
      add(name + ".map." + std::to_string(batch), static_cast<double>(batch), [&] {
        model->map({values.data(), batch, kLocations, kChannels}, map.data());
      });
    }
  }
  return rows;
}

}  // namespace diffcont::bench
