// A Gaussian at every location: channels standardised, rotated to their principal components, then a Mahalanobis
// distance with a covariance shrunk towards the one that all locations share.
#pragma once

#include "normality/normality.h"
#include "normality/stored.h"

namespace diffcont {

// Per location, with N images and k components:
//   S = (N S_location + k S_pooled) / (N + k) + 0.01 mean(diag) I
// where S_pooled is the mean of the S_location.
class LocationMahalanobisModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "location_mahalanobis";

  static std::shared_ptr<const LocationMahalanobisModel> fit(const at::Tensor& features, int64_t components);
  static std::shared_ptr<const LocationMahalanobisModel> read(const StoredModel& stored, int64_t locations,
                                                              int64_t channels);
  int64_t map_locations() const override { return locations(); }

 private:
  LocationMahalanobisModel(int64_t locations, int64_t channels, at::Tensor channel_mean, at::Tensor channel_inverse_std,
                           at::Tensor rotation, at::Tensor location_mean, at::Tensor packed_whitening);
  at::Tensor map_chunk(const at::Tensor& features) const override;
  TensorFile content() const override;

  at::Tensor channel_mean_;         // channels
  at::Tensor channel_inverse_std_;  // channels
  at::Tensor rotation_;             // channels x k
  at::Tensor location_mean_;        // locations x k
  at::Tensor packed_whitening_;     // locations x k(k+1)/2: lower triangle, by rows, of the inverse Cholesky factor
  at::Tensor whitening_;            // the same unpacked: locations x k x k
};

}  // namespace diffcont
