// A Gaussian at every location: channels standardised, rotated to their principal components, then a Mahalanobis
// distance with a covariance shrunk towards the one that all locations share.
#pragma once

#include <vector>

#include "detect/linear_algebra/panels.h"
#include "detect/normality/normality.h"

namespace diffcont {

// Per location, with N images and k components:
//   S = (N S_location + k S_pooled) / (N + k) + 0.01 mean(diag) I
// where S_pooled is the mean of the S_location.
class LocationMahalanobisModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "location_mahalanobis";

  static std::shared_ptr<const LocationMahalanobisModel> fit(const Features& features, int64_t components);
  static std::shared_ptr<const LocationMahalanobisModel> read(const StoredModel& stored, int64_t locations,
                                                              int64_t channels);
  int64_t map_locations() const override { return locations(); }

 private:
  LocationMahalanobisModel(int64_t locations, int64_t channels, int64_t components);
  void map_checked(const Features& features, float* map) const override;
  ModelContent content() const override;

  int64_t components() const { return rotation_.layout().columns(); }
  float* whitening(int64_t location) { return whitening_.data() + location * whitening_layout_.size(); }
  const float* whitening(int64_t location) const { return whitening_.data() + location * whitening_layout_.size(); }

  std::vector<float> channel_mean_;         // channels
  std::vector<float> channel_inverse_std_;  // channels
  Panels<float> rotation_;                  // channels x k
  Buffer<float> location_mean_;             // locations x k, each filled up with zeros to the rotation's padded columns
  PanelLayout whitening_layout_;            // k x k
  Buffer<float> whitening_;                 // for each location the transposed inverse Cholesky factor: upper triangle
};

}  // namespace diffcont
