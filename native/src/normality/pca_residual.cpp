#include "normality/pca_residual.h"

#include <algorithm>

#include "normality/moments.h"

namespace diffcont {
namespace {

// The first principal directions of centred rows (N x D, f64) as orthonormal rows: right singular vectors, by way of
// the smaller of the two products. Directions without variance are left out; 0 x D when there is none with any.
at::Tensor principal_directions(const at::Tensor& rows, int64_t components) {
  constexpr double kNoVariance = 1e-10;  // against the largest: below, a direction is rounding
  const bool few_rows = rows.size(0) < rows.size(1);
  const at::Tensor product = few_rows ? rows.matmul(rows.t()) : rows.t().matmul(rows);
  const auto [ascending_values, ascending_vectors] = at::linalg_eigh(product);
  const at::Tensor values = ascending_values.flip(0);
  const at::Tensor vectors = ascending_vectors.flip(1);
  const int64_t with_variance = (values > values[0] * kNoVariance).sum().item<int64_t>();
  const int64_t kept = values[0].item<double>() > 0 ? std::min(components, with_variance) : 0;
  const at::Tensor chosen = vectors.narrow(1, 0, kept);
  if (!few_rows) {
    return chosen.t().contiguous();
  }
  return chosen.t().matmul(rows) / values.narrow(0, 0, kept).sqrt().unsqueeze(1);
}

}  // namespace

PcaResidualModel::PcaResidualModel(int64_t locations, int64_t channels, at::Tensor mean, at::Tensor inverse_std,
                                   at::Tensor directions)
    : NormalityModel(locations, channels),
      mean_(std::move(mean)),
      inverse_std_(std::move(inverse_std)),
      directions_(std::move(directions)) {}

std::shared_ptr<const PcaResidualModel> PcaResidualModel::fit(const at::Tensor& features, int64_t components) {
  const int64_t locations = features.size(1), channels = features.size(2);
  const at::Tensor rows = features.view({features.size(0), locations * channels});
  const Moments moments = column_moments(rows);
  const at::Tensor inverse_std = floored_std(moments.std, locations, channels).reciprocal();
  // Columns that vary by rounding only must not become directions.
  const at::Tensor varying = (moments.std > 0).to(at::kDouble);
  const at::Tensor standardised = (rows - moments.mean) * (inverse_std * varying);
  const at::Tensor directions = principal_directions(standardised, components);
  return std::shared_ptr<const PcaResidualModel>(
      new PcaResidualModel(locations, channels, moments.mean.to(at::kFloat), inverse_std.to(at::kFloat),
                           directions.to(at::kFloat).contiguous()));
}

std::shared_ptr<const PcaResidualModel> PcaResidualModel::read(const StoredModel& stored, int64_t locations,
                                                               int64_t channels) {
  const int64_t columns = locations * channels;
  // A class whose images are all equal has no principal direction, and no entry for one.
  const at::Tensor directions =
      stored.content.tensors.contains("directions")
          ? stored.tensor("directions", {stored.length("directions", 0), columns})
          : at::zeros({0, columns}, at::kFloat);
  return std::shared_ptr<const PcaResidualModel>(new PcaResidualModel(
      locations, channels, stored.tensor("mean", {columns}), stored.tensor("inverse_std", {columns}), directions));
}

at::Tensor PcaResidualModel::map_chunk(const at::Tensor& features) const {
  const at::Tensor rows = features.view({features.size(0), mean_.size(0)});
  const at::Tensor standardised = (rows - mean_) * inverse_std_;
  // The residual itself, not a difference of two squared norms, which would cancel.
  const at::Tensor residual = standardised - standardised.matmul(directions_.t()).matmul(directions_);
  return residual.square().sum(1, /*keepdim=*/true);
}

TensorFile PcaResidualModel::content() const {
  TensorFile file;
  file.metadata["kind"] = kKind;
  file.tensors.add("mean", mean_);
  file.tensors.add("inverse_std", inverse_std_);
  if (directions_.size(0) > 0) {
    file.tensors.add("directions", directions_);
  }
  return file;
}

}  // namespace diffcont
