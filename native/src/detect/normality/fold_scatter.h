// Means and scatters of cells over the images of all folds but one, from one pass over the images.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/linear_algebra/cholesky.h"
#include "detect/linear_algebra/panels.h"
#include "detect/normality/features.h"

namespace diffcont {

// Which fold each image is in; without folds all images are together.
struct Folds {
  const int32_t* of_image = nullptr;  // 0..count-1
  int64_t count = 0;
};

// Each cell's mean, and its deviations' sums over each fold. A part is what a model can be fitted to: all images but
// those of fold 0, 1, ..., and last all images.
class FoldMeans {
 public:
  FoldMeans(const Features& features, const Folds& folds);

  const Features& features() const { return features_; }
  // Folds, or one of all images.
  int64_t groups() const { return static_cast<int64_t>(images_.size()); }
  const std::vector<int64_t>& images_of_group(int64_t group) const { return images_[static_cast<size_t>(group)]; }
  int64_t parts() const { return folds_ + 1; }
  int64_t images_of_part(int64_t part) const;

  // Of all images, for each channel.
  const double* mean(int64_t location) const { return means_.data() + location * features_.channels; }
  // Of a part's images.
  double mean(int64_t part, int64_t location, int64_t channel) const {
    return mean(location)[channel] + deviation(part, location, channel) / static_cast<double>(images_of_part(part));
  }
  // The sum over a part's images of what they differ from the mean of all.
  double deviation(int64_t part, int64_t location, int64_t channel) const {
    return part == folds_ ? 0.0 : -sums_[(part * features_.locations + location) * features_.channels + channel];
  }

 private:
  Features features_;
  int64_t folds_;
  std::vector<std::vector<int64_t>> images_;  // of each group
  Buffer<double> means_;                      // locations x channels
  Buffer<double> sums_;                       // folds x locations x channels
};

// Sums of scatters around each cell's own mean over some cells, for each part. A scatter is additive over images, so
// that a part's is the whole without its fold's.
class FoldScatter {
 public:
  explicit FoldScatter(const FoldMeans& means);

  void clear();
  void add_cell(int64_t location);
  void add(const FoldScatter& other);
  // The lower triangle, neither divided by anything.
  void of_part(int64_t part, SquareMatrix& scatter) const;

 private:
  const FoldMeans& means_;
  std::vector<Panels<double>> centred_;  // a group's images x channels
  std::vector<SquareMatrix> scatters_;   // of each group, around the mean of all images
  std::vector<SquareMatrix> shifts_;     // of each part but the last, to its own mean
};

}  // namespace diffcont
