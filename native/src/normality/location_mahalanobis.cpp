#include "normality/location_mahalanobis.h"

#include <algorithm>

#include "normality/moments.h"

namespace diffcont {
namespace {

// Positions of the lower triangle's elements in a flattened k x k matrix.
at::Tensor triangle_positions(int64_t k) {
  const at::Tensor indices = at::tril_indices(k, k);
  return indices[0] * k + indices[1];
}

at::Tensor unpack(const at::Tensor& packed, int64_t k) {
  const at::Tensor full = at::zeros({packed.size(0), k * k}, packed.options());
  return full.index_copy(1, triangle_positions(k), packed).view({packed.size(0), k, k});
}

// Principal directions of standardised channels over all images and locations, channels x k, f64.
at::Tensor channel_rotation(const at::Tensor& rows, const at::Tensor& mean, const at::Tensor& inverse_std, int64_t k) {
  const int64_t step = rows_at_once(rows);
  at::Tensor scatter = at::zeros({rows.size(1), rows.size(1)}, at::kDouble);
  for (int64_t begin = 0; begin < rows.size(0); begin += step) {
    const at::Tensor part = (rows.slice(0, begin, std::min(begin + step, rows.size(0))) - mean) * inverse_std;
    scatter += part.t().matmul(part);
  }
  const at::Tensor ascending = std::get<1>(at::linalg_eigh(scatter));
  return ascending.flip(1).narrow(1, 0, k).contiguous();
}

// Lower-triangular W with W^T W = S^-1 for every location.
at::Tensor inverse_factors(const at::Tensor& location_covariances, double images) {
  const int64_t k = location_covariances.size(1);
  const double weight = static_cast<double>(k);
  at::Tensor covariances = (location_covariances * images + location_covariances.mean(0) * weight) / (images + weight);
  const at::Tensor mean_variance = covariances.diagonal(0, 1, 2).mean(1);
  // All images equal everywhere: distances are then plain squared differences.
  const at::Tensor ridge = at::where(mean_variance > 0, mean_variance * 0.01, at::ones_like(mean_variance));
  const at::Tensor identity = at::eye(k, at::kDouble);
  covariances = covariances + ridge.view({-1, 1, 1}) * identity;
  return at::linalg_solve_triangular(at::linalg_cholesky(covariances), identity.expand_as(covariances),
                                     /*upper=*/false);
}

}  // namespace

LocationMahalanobisModel::LocationMahalanobisModel(int64_t locations, int64_t channels, at::Tensor channel_mean,
                                                   at::Tensor channel_inverse_std, at::Tensor rotation,
                                                   at::Tensor location_mean, at::Tensor packed_whitening)
    : NormalityModel(locations, channels),
      channel_mean_(std::move(channel_mean)),
      channel_inverse_std_(std::move(channel_inverse_std)),
      rotation_(std::move(rotation)),
      location_mean_(std::move(location_mean)),
      packed_whitening_(std::move(packed_whitening)),
      whitening_(unpack(packed_whitening_, rotation_.size(1))) {}

std::shared_ptr<const LocationMahalanobisModel> LocationMahalanobisModel::fit(const at::Tensor& features,
                                                                              int64_t components) {
  const int64_t images = features.size(0), locations = features.size(1), channels = features.size(2);
  const int64_t k = std::min(components, channels);
  const at::Tensor rows = features.view({images * locations, channels});
  const Moments moments = column_moments(rows);
  const at::Tensor std = at::where(moments.std > 0, moments.std, at::ones_like(moments.std));
  const at::Tensor inverse_std = std.reciprocal();
  const at::Tensor rotation = channel_rotation(rows, moments.mean, inverse_std, k);

  const at::Tensor means = at::empty({locations, k}, at::kDouble);
  const at::Tensor covariances = at::empty({locations, k, k}, at::kDouble);
  const int64_t step = rows_at_once(features.transpose(0, 1));
  for (int64_t begin = 0; begin < locations; begin += step) {
    const int64_t end = std::min(begin + step, locations);
    const at::Tensor standardised = (features.slice(1, begin, end) - moments.mean) * inverse_std;
    const at::Tensor rotated = standardised.matmul(rotation).transpose(0, 1);  // locations x images x k
    const at::Tensor mean = rotated.mean(1, /*keepdim=*/true);
    const at::Tensor centred = rotated - mean;
    means.slice(0, begin, end).copy_(mean.squeeze(1));
    covariances.slice(0, begin, end)
        .copy_(centred.transpose(1, 2).matmul(centred) / static_cast<double>(images - 1));
  }
  const at::Tensor factors = inverse_factors(covariances, static_cast<double>(images));
  const at::Tensor packed = factors.reshape({locations, k * k}).index_select(1, triangle_positions(k));
  return std::shared_ptr<const LocationMahalanobisModel>(new LocationMahalanobisModel(
      locations, channels, moments.mean.to(at::kFloat), inverse_std.to(at::kFloat), rotation.to(at::kFloat),
      means.to(at::kFloat), packed.to(at::kFloat).contiguous()));
}

std::shared_ptr<const LocationMahalanobisModel> LocationMahalanobisModel::read(const StoredModel& stored,
                                                                               int64_t locations, int64_t channels) {
  const int64_t k = stored.length("rotation", 1);
  if (k > channels) {
    stored.fail("tensor \"rotation\" has more components than channels");
  }
  return std::shared_ptr<const LocationMahalanobisModel>(new LocationMahalanobisModel(
      locations, channels, stored.tensor("channel_mean", {channels}),
      stored.tensor("channel_inverse_std", {channels}), stored.tensor("rotation", {channels, k}),
      stored.tensor("location_mean", {locations, k}), stored.tensor("whitening", {locations, k * (k + 1) / 2})));
}

at::Tensor LocationMahalanobisModel::map_chunk(const at::Tensor& features) const {
  const at::Tensor standardised = (features - channel_mean_) * channel_inverse_std_;
  const at::Tensor deviations = standardised.matmul(rotation_) - location_mean_;  // images x locations x k
  const at::Tensor whitened = deviations.transpose(0, 1).matmul(whitening_.transpose(1, 2));
  return whitened.square().sum(2).t().contiguous();
}

TensorFile LocationMahalanobisModel::content() const {
  TensorFile file;
  file.metadata["kind"] = kKind;
  file.tensors.add("channel_mean", channel_mean_);
  file.tensors.add("channel_inverse_std", channel_inverse_std_);
  file.tensors.add("rotation", rotation_);
  file.tensors.add("location_mean", location_mean_);
  file.tensors.add("whitening", packed_whitening_);
  return file;
}

}  // namespace diffcont
