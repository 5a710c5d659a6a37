#include <memory>
#include <stdexcept>

#include "job.h"
#include "network/distances/distances.h"
#include "network/unet/formula.h"

namespace diffcont::bench {
namespace {

// bench/peers/inputs.py has the same numbers.
constexpr int64_t kDimension = 2304;
constexpr int64_t kClasses = 15;
constexpr int64_t kCheckedRows = 200;

struct Distances {
  at::Tensor embeddings, mean, inverse_std, class_means, result;
  bool whitening;

  // The whitened embeddings are uniform in [-1, 1); the given ones are such that whitening leads there.
  Distances(int64_t count, bool fused)
      : embeddings(formula::uniform("whitened", {count, kDimension}).to(at::kFloat)),
        mean(formula::uniform("mean", {kDimension}).to(at::kFloat)),
        inverse_std(formula::uniform("inverse_std", {kDimension}).mul_(0.5).add_(1).to(at::kFloat)),
        class_means(formula::uniform("class_means", {kClasses, kDimension}).mul_(0.1).to(at::kFloat)),
        result(at::empty({count, kClasses})),
        whitening(fused) {
    if (whitening) embeddings.div_(inverse_std).add_(mean);
  }

  void compute() {
    squared_distances(embeddings.const_data_ptr<float>(), embeddings.size(0), kDimension,
                      whitening ? mean.const_data_ptr<float>() : nullptr,
                      whitening ? inverse_std.const_data_ptr<float>() : nullptr,
                      class_means.const_data_ptr<float>(), kClasses, result.mutable_data_ptr<float>());
  }
};

}  // namespace

Job distance_job(const std::string& variant, int64_t batch) {
  if (variant != "whitening_fused" && variant != "whitened_input") {
    throw std::invalid_argument("'" + variant + "' is not whitening_fused or whitened_input");
  }
  if (batch < 1) throw std::invalid_argument("no such batch");
  const auto distances = std::make_shared<Distances>(batch, variant == "whitening_fused");
  const auto count = static_cast<double>(batch);
  Job job;
  job.call = [distances] { distances->compute(); };
  job.output = [distances] {
    distances->compute();
    return distances->result.slice(0, 0, kCheckedRows);
  };
  job.items = count;
  // A subtraction, a multiplication and an addition for each class.
  job.flops = 3.0 * count * kDimension * kClasses;
  job.bytes = 4.0 * (count * kDimension + kClasses * kDimension + count * kClasses);
  return job;
}

}  // namespace diffcont::bench
