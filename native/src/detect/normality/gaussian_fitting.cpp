// How a Gaussian is fitted to each part of the images.
#include <algorithm>
#include <cmath>

#include "common/kernels/parallel.h"
#include "detect/linear_algebra/decompositions.h"
#include "detect/normality/gaussian.h"

namespace diffcont {
namespace {

// Sums over all locations, of a fixed number of ranges, so that the threads that share them do not change the result.
FoldScatter whole_scatter(const FoldMeans& means) {
  constexpr int64_t kRanges = 16;
  const int64_t locations = means.features().locations, ranges = std::min(kRanges, locations);
  std::vector<FoldScatter> sums;
  for (int64_t range = 0; range < ranges; ++range) sums.emplace_back(means);
  parallel_for(0, ranges, 1, [&](int64_t begin, int64_t end) {
    for (int64_t range = begin; range < end; ++range) {
      for (int64_t l = range * locations / ranges; l < (range + 1) * locations / ranges; ++l) {
        sums[static_cast<size_t>(range)].add_cell(l);
      }
    }
  });
  for (int64_t range = 1; range < ranges; ++range) sums.front().add(sums[static_cast<size_t>(range)]);
  return std::move(sums.front());
}

}  // namespace

class GaussianFitting {
 public:
  GaussianFitting(const NormalityConfig& config, const FoldMeans& means)
      : config_(config), means_(means), features_(means.features()) {
    const int64_t channels = features_.channels;
    directions_ = (channels * config.directions + 99) / 100;
    const FoldScatter scatter = whole_scatter(means);
    for (int64_t part = 0; part < means.parts(); ++part) {
      SquareMatrix covariance(channels);
      scatter.of_part(part, covariance);
      if (config.sharing == Sharing::kFree) {
        add_between(part, covariance);
        divide(covariance, static_cast<double>(means.images_of_part(part) * features_.locations - 1));
      } else {
        divide(covariance, static_cast<double>((means.images_of_part(part) - 1) * features_.locations));
      }
      add_ridge(part, covariance);
      covariances_.push_back(std::move(covariance));
      add_model(part);
    }
  }

  // The covariances that locations do not share.
  void fit_own() {
    const int64_t channels = features_.channels;
    for (const SquareMatrix& covariance : covariances_) {
      factors_.push_back(copy(covariance));
      SquareMatrix inverse(channels);
      factorise(factors_.back(), inverse);
    }
    const Squares squares = own_squares(config_.sharing, features_.locations);
    parallel_for(0, squares.count(), 1, [&](int64_t begin, int64_t end) {
      FoldScatter scatter(means_);
      SquareMatrix own(channels), inverse(channels), whitening(channels);
      for (int64_t square = begin; square < end; ++square) {
        scatter.clear();
        int64_t cells = 0;
        squares.each(square, [&](int64_t location) {
          scatter.add_cell(location);
          ++cells;
        });
        for (int64_t part = 0; part < means_.parts(); ++part) {
          scatter.of_part(part, own);
          shrink(part, cells, own);
          factorise(own, inverse);
          // In coordinates where P = I.
          multiply_lower(inverse, factors_[static_cast<size_t>(part)], whitening);
          kernels::bfloat16* to =
              models_[static_cast<size_t>(part)]->own_.data() + square * channels * (channels + 1) / 2;
          for (int64_t row = 0; row < channels; ++row) {
            for (int64_t j = row; j < channels; ++j) {
              *to++ = kernels::to_bfloat16(static_cast<float>(whitening(j, row)));
            }
          }
        }
      }
    });
  }

  std::vector<std::shared_ptr<const NormalityModel>> models() const { return {models_.begin(), models_.end()}; }

 private:
  double mean(int64_t part, int64_t channel) const {
    double sum = 0;
    for (int64_t l = 0; l < features_.locations; ++l) sum += means_.mean(part, l, channel);
    return sum / static_cast<double>(features_.locations);
  }

  std::vector<double> channel_means(int64_t part) const {
    std::vector<double> result;
    for (int64_t c = 0; c < features_.channels; ++c) result.push_back(mean(part, c));
    return result;
  }

  // From scatter around each location's mean to that around the mean of all.
  void add_between(int64_t part, SquareMatrix& scatter) const {
    const std::vector<double> centre = channel_means(part);
    const double images = static_cast<double>(means_.images_of_part(part));
    std::vector<double> difference(centre.size());
    for (int64_t l = 0; l < features_.locations; ++l) {
      for (size_t c = 0; c < centre.size(); ++c) {
        difference[c] = means_.mean(part, l, static_cast<int64_t>(c)) - centre[c];
      }
      for (int64_t a = 0; a < scatter.size(); ++a) {
        const double factor = images * difference[static_cast<size_t>(a)];
        for (int64_t b = 0; b <= a; ++b) scatter(a, b) += factor * difference[static_cast<size_t>(b)];
      }
    }
  }

  static void divide(SquareMatrix& matrix, double by) {
    for (int64_t a = 0; a < matrix.size(); ++a) {
      for (int64_t b = 0; b <= a; ++b) matrix(a, b) /= by;
    }
  }

  // Whether what a channel varies by is more than the rounding of f32 features, with room.
  bool varies(int64_t part, int64_t channel, double variance) const {
    constexpr double kRounding = 1e-6, kSmallest = 1e-60;
    double square = 0;
    for (int64_t l = 0; l < features_.locations; ++l) square += std::pow(means_.mean(part, l, channel), 2);
    return variance > std::max(kSmallest, kRounding * kRounding * square / static_cast<double>(features_.locations));
  }

  void add_ridge(int64_t part, SquareMatrix& covariance) const {
    constexpr double kRidge = 1e-4, kSmallestShare = 1e-2;
    const int64_t channels = features_.channels;
    double mean_variance = 0;
    for (int64_t c = 0; c < channels; ++c) {
      const double variance = covariance(c, c);
      if (varies(part, c, variance)) mean_variance += variance / static_cast<double>(channels);
    }
    if (mean_variance == 0) {
      covariance.fill(0);
      for (int64_t c = 0; c < channels; ++c) covariance(c, c) = 1;
      return;
    }
    for (int64_t c = 0; c < channels; ++c) {
      covariance(c, c) += kRidge * std::max(covariance(c, c), kSmallestShare * mean_variance);
    }
  }

  static SquareMatrix copy(const SquareMatrix& matrix) {
    SquareMatrix result(matrix.size());
    std::copy_n(matrix.data(), matrix.stride() * matrix.stride(), result.data());
    return result;
  }

  // (N S + C P) / (N + C) + 0.01 P, of the scatter of some cells.
  void shrink(int64_t part, int64_t cells, SquareMatrix& scatter) const {
    constexpr double kRidge = 0.01;
    const SquareMatrix& shared = covariances_[static_cast<size_t>(part)];
    const double images = static_cast<double>(means_.images_of_part(part)), number = static_cast<double>(cells);
    const double weight = images * number, channels = static_cast<double>(features_.channels);
    const double own = weight / (weight + channels) / (number * (images - 1));
    const double common = channels / (weight + channels) + kRidge;
    for (int64_t a = 0; a < scatter.size(); ++a) {
      for (int64_t b = 0; b <= a; ++b) scatter(a, b) = own * scatter(a, b) + common * shared(a, b);
    }
  }

  // With means and the whitening that locations share.
  void add_model(int64_t part) {
    const int64_t channels = features_.channels;
    const SquareMatrix& covariance = covariances_.back();
    const std::shared_ptr<GaussianModel> model(
        new GaussianModel(features_.locations, channels, config_.sharing, directions_));
    if (config_.sharing == Sharing::kFree) {
      for (int64_t c = 0; c < channels; ++c) model->mean_[c] = static_cast<float>(mean(part, c));
    } else {
      for (int64_t e = 0; e < features_.columns(); ++e) {
        model->mean_[e] = static_cast<float>(means_.mean(part, e / channels, e % channels));
      }
    }
    if (directions_ == channels) {
      SquareMatrix factor = copy(covariance), inverse(channels);
      factorise(factor, inverse);
      model->whitening_.fill([&](int64_t c, int64_t j) { return static_cast<float>(inverse(j, c)); });
    } else {
      const SymmetricEigen eigen = symmetric_eigen(covariance.data(), channels, covariance.stride());
      model->whitening_.fill([&](int64_t c, int64_t j) {
        return static_cast<float>(eigen.vectors[c * channels + j] / std::sqrt(eigen.values[static_cast<size_t>(j)]));
      });
    }
    models_.push_back(model);
  }

  NormalityConfig config_;
  const FoldMeans& means_;
  const Features& features_;
  int64_t directions_;
  std::vector<SquareMatrix> covariances_;  // of each part: P
  std::vector<SquareMatrix> factors_;      // their Cholesky factors
  std::vector<std::shared_ptr<GaussianModel>> models_;
};

std::vector<std::shared_ptr<const NormalityModel>> GaussianModel::fit(const NormalityConfig& config,
                                                                      const Features& features, const Folds& folds) {
  const FoldMeans means(features, folds);
  GaussianFitting fitting(config, means);
  if (config.sharing == Sharing::kPosition || config.sharing == Sharing::kBlock) fitting.fit_own();
  return fitting.models();
}

}  // namespace diffcont
