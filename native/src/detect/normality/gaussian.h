// A Gaussian of all channels at every location: the squared Mahalanobis distance with every direction, for those of
// least variance carry the defects (Rippel, Mertens and Merhof 2020). Locations share its covariance as asked for.
#pragma once

#include <vector>

#include "detect/linear_algebra/panels.h"
#include "detect/normality/fold_scatter.h"
#include "detect/normality/normality.h"
#include "detect/normality/squares.h"

namespace diffcont {

// The locations that have a covariance of their own together.
Squares own_squares(Sharing sharing, int64_t locations);

// With S_l the covariance of location l around its own mean, of N images and C channels:
//   P = mean of the S_l, plus a ten-thousandth of each channel's variance, which counts as at least a hundredth of the
//       channels' mean (all images equal: P = I)
//   pooled    a mean for each location, covariance P
//   free      the mean and, with the same ridge, the covariance of all images and locations
//   position  in coordinates where P = I: (N S_l + C I) / (N + C) + 0.01 I (as in Defard et al. 2020, but shrunk)
//   block     the same for the mean S of 2 x 2 squares of locations, with 4 N for N
//
// Own whitenings are kept in bf16, rounded when fitted: distances of a trunk's 176 channels move by .06 % (root mean
// square) and at most .3 %. The rest is f32.
class GaussianModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "gaussian";

  // One for each part of the images: without fold 0, 1, ..., and last of all.
  static std::vector<std::shared_ptr<const NormalityModel>> fit(const NormalityConfig& config, const Features& features,
                                                                const Folds& folds);
  static std::shared_ptr<const GaussianModel> read(const StoredModel& stored, int64_t locations, int64_t channels);
  int64_t map_locations() const override { return locations(); }

 private:
  friend class GaussianFitting;

  // directions: of the channels' space that count.
  GaussianModel(int64_t locations, int64_t channels, Sharing sharing, int64_t directions);
  void map_checked(const Features& features, float* map) const override;
  void map_shared(const Features& features, float* map) const;
  void map_own(const Features& features, float* map) const;
  ModelContent content() const override;

  bool whole() const { return whitening_.layout().columns() == channels(); }
  // whitened: rows x the layout's padded columns.
  void whiten(const float* deviations, int64_t rows, float* whitened) const;

  Sharing sharing_;
  Buffer<float> mean_;       // locations x channels; free: channels
  Panels<float> whitening_;  // channels x directions; with all directions an upper triangle
  // Of each square of locations with a covariance of its own, its whitening in coordinates where P = I: an upper
  // triangle, row by row.
  Buffer<kernels::bfloat16> own_;
};

}  // namespace diffcont
