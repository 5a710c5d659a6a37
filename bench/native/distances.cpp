#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cstdio>

#include "benches.h"
#include "network/distances/distances.h"

namespace diffcont::bench {
namespace {

constexpr int64_t kCount = 10000;
constexpr int64_t kDimension = 2304;
constexpr int64_t kClasses = 15;
constexpr int64_t kCheckedRows = 200;

// What cdist calls these.
constexpr int64_t kByProduct = 1;
constexpr int64_t kDirect = 2;

struct Contender {
  std::string name;
  Work work;
  at::Tensor result;
};

// Largest relative error of the first rows against f64.
double largest_error(const at::Tensor& result, const at::Tensor& whitened, const at::Tensor& means) {
  const at::Tensor rows = whitened.slice(0, 0, kCheckedRows).to(at::kDouble).unsqueeze(1);
  const at::Tensor exact = (rows - means.to(at::kDouble).unsqueeze(0)).square().sum(2);
  return ((result.slice(0, 0, kCheckedRows).to(at::kDouble) - exact).abs() / exact).max().item<double>();
}

}  // namespace

std::vector<Row> distance_rows(const Plan& plan) {
  const at::InferenceMode inference;
  const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const at::Tensor mean = at::randn({kDimension}, generator);
  const at::Tensor inverse_std = at::rand({kDimension}, generator).add_(0.5);
  const at::Tensor embeddings = at::randn({kCount, kDimension}, generator).div_(inverse_std).add_(mean);
  const at::Tensor whitened = (embeddings.to(at::kDouble) - mean).mul(inverse_std).to(at::kFloat);
  const at::Tensor means = at::randn({kClasses, kDimension}, generator).mul_(0.1);

  std::vector<Contender> contenders(5);
  const auto ours = [&](Contender& contender, const at::Tensor& input, bool whitening) {
    contender.result = at::empty({kCount, kClasses});
    contender.work = [&contender, input, whitening, &mean, &inverse_std, &means] {
      squared_distances(input.const_data_ptr<float>(), kCount, kDimension,
                        whitening ? mean.const_data_ptr<float>() : nullptr,
                        whitening ? inverse_std.const_data_ptr<float>() : nullptr, means.const_data_ptr<float>(),
                        kClasses, contender.result.mutable_data_ptr<float>());
    };
  };
  const auto theirs = [&](Contender& contender, int64_t mode) {
    contender.work = [&contender, mode, &whitened, &means] {
      contender.result = at::cdist(whitened, means, 2, mode).square();
    };
  };
  contenders[0].name = "distances.whitening_fused";
  ours(contenders[0], embeddings, true);
  contenders[1].name = "distances.whitened_input";
  ours(contenders[1], whitened, false);
  contenders[2].name = "distances.cdist_direct_squared";
  theirs(contenders[2], kDirect);
  contenders[3].name = "distances.cdist_product_squared";
  theirs(contenders[3], kByProduct);
  contenders[4].name = "distances.expansion_by_product";
  contenders[4].work = [&contender = contenders[4], &whitened, &means] {
    const at::Tensor squares = whitened.square().sum(1, true) + means.square().sum(1).unsqueeze(0);
    contender.result = at::addmm(squares, whitened, means.t(), 1, -2);
  };

  std::vector<Contender*> chosen;
  std::vector<Work> works;
  for (Contender& contender : contenders) {
    if (!plan.wants(contender.name)) continue;
    chosen.push_back(&contender);
    works.push_back(contender.work);
  }
  std::vector<Row> rows;
  if (works.empty()) return rows;
  const std::vector<Timing> timings = measure(works, plan.budget);
  for (size_t i = 0; i < chosen.size(); ++i) {
    Row row{chosen[i]->name, timings[i], kCount};
    // A subtraction, a multiplication and an addition for each class.
    row.flops = 3.0 * kCount * kDimension * kClasses;
    row.bytes = 4.0 * (kCount * kDimension + kClasses * kDimension + kCount * kClasses);
    row.peak = Peak::kHighestF32;
    row.more["largest_relative_error"] = largest_error(chosen[i]->result, whitened, means);
    row.more["times_of_first"] = timings[i].median / timings[0].median;
    std::printf("%-34s %6.2f times %s, largest relative error %.1e\n", row.name.c_str(),
                timings[i].median / timings[0].median, chosen[0]->name.c_str(),
                row.more["largest_relative_error"].get<double>());
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace diffcont::bench
