#include "normality/diagonal.h"

#include "normality/distances.h"
#include "normality/moments.h"

namespace diffcont {

DiagonalModel::DiagonalModel(int64_t locations, int64_t channels, at::Tensor mean, at::Tensor inverse_std)
    : NormalityModel(locations, channels), mean_(std::move(mean)), inverse_std_(std::move(inverse_std)) {}

std::shared_ptr<const DiagonalModel> DiagonalModel::fit(const at::Tensor& features) {
  const int64_t locations = features.size(1), channels = features.size(2);
  const Moments moments = column_moments(features.view({features.size(0), locations * channels}));
  const at::Tensor std = floored_std(moments.std, locations, channels);
  return std::shared_ptr<const DiagonalModel>(new DiagonalModel(
      locations, channels, moments.mean.to(at::kFloat), std.reciprocal().to(at::kFloat)));
}

std::shared_ptr<const DiagonalModel> DiagonalModel::read(const StoredModel& stored, int64_t locations,
                                                         int64_t channels) {
  return std::shared_ptr<const DiagonalModel>(
      new DiagonalModel(locations, channels, stored.tensor("mean", {locations * channels}),
                        stored.tensor("inverse_std", {locations * channels})));
}

at::Tensor DiagonalModel::map_chunk(const at::Tensor& features) const {
  at::Tensor distances = at::empty({features.size(0), 1}, at::kFloat);
  const at::Tensor origin = at::zeros_like(mean_);
  squared_distances(features.data_ptr<float>(), features.size(0), mean_.size(0), mean_.data_ptr<float>(),
                    inverse_std_.data_ptr<float>(), origin.data_ptr<float>(), 1, distances.data_ptr<float>());
  return distances;
}

TensorFile DiagonalModel::content() const {
  TensorFile file;
  file.metadata["kind"] = kKind;
  file.tensors.add("mean", mean_);
  file.tensors.add("inverse_std", inverse_std_);
  return file;
}

}  // namespace diffcont
