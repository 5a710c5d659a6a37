#include "detect/normality/diagonal.h"

#include "common/kernels/squared_distances.h"
#include "detect/normality/moments.h"

namespace diffcont {

DiagonalModel::DiagonalModel(int64_t locations, int64_t channels, std::vector<float> mean,
                             std::vector<float> inverse_std)
    : NormalityModel(locations, channels), mean_(std::move(mean)), inverse_std_(std::move(inverse_std)) {}

std::shared_ptr<const DiagonalModel> DiagonalModel::fit(const Features& features) {
  const int64_t locations = features.locations, channels = features.channels;
  const Moments moments = column_moments(features.values, features.images, features.columns());
  const std::vector<double> std = floored_std(moments.std, locations, channels);
  return std::shared_ptr<const DiagonalModel>(
      new DiagonalModel(locations, channels, to_floats(moments.mean), to_floats(inverse_of(std))));
}

std::shared_ptr<const DiagonalModel> DiagonalModel::read(const StoredModel& stored, int64_t locations,
                                                         int64_t channels) {
  return std::shared_ptr<const DiagonalModel>(
      new DiagonalModel(locations, channels, stored.tensor("mean", {locations * channels}),
                        stored.tensor("inverse_std", {locations * channels})));
}

void DiagonalModel::map_checked(const Features& features, float* map) const {
  const std::vector<float> origin(mean_.size());
  kernels::squared_distances_cpu(features.values, features.images, features.columns(), mean_.data(),
                                 inverse_std_.data(), origin.data(), 1, map);
}

ModelContent DiagonalModel::content() const {
  ModelContent file;
  file.say("kind", kKind);
  file.add("mean", mean_);
  file.add("inverse_std", inverse_std_);
  return file;
}

}  // namespace diffcont
