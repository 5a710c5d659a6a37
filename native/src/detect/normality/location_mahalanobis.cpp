#include "detect/normality/location_mahalanobis.h"

#include <algorithm>

#include "common/kernels/parallel.h"
#include "detect/linear_algebra/decompositions.h"
#include "detect/normality/moments.h"
#include "detect/normality/scatter.h"

namespace diffcont {
namespace {

// Elements of a lower triangle, row by row.
int64_t triangle_size(int64_t k) { return k * (k + 1) / 2; }

// Principal directions of standardised channels over all images and locations, channels x k.
Panels<double> channel_rotation(const Standardised& z, int64_t k) {
  const SymmetricMatrix scatter = column_scatter(z);
  const SymmetricEigen eigen = symmetric_eigen(scatter.values.data(), scatter.size, scatter.stride);
  const int64_t size = scatter.size;
  Panels<double> rotation(size, k);
  rotation.fill([&](int64_t channel, int64_t j) { return eigen.vectors[channel * size + size - 1 - j]; });
  return rotation;
}

// What is learned at each location in rotated channels.
struct LocationMoments {
  Buffer<double> means;        // locations x k
  Buffer<double> covariances;  // locations x triangle_size(k)
};

LocationMoments location_moments(const Features& features, const Moments& moments,
                                 const std::vector<double>& inverse_std, const Panels<double>& rotation) {
  const int64_t images = features.images, channels = features.channels, k = rotation.layout().columns();
  const int64_t padded = rotation.layout().padded_columns(), triangle = triangle_size(k);
  LocationMoments result{Buffer<double>(features.locations * k), Buffer<double>(features.locations * triangle)};
  parallel_for(0, features.locations, 1, [&](int64_t begin, int64_t end) {
    Buffer<double> cells(images * channels), rotated(images * padded), covariance(padded * padded);
    Panels<double> centred(images, k);
    for (int64_t l = begin; l < end; ++l) {
      for (int64_t i = 0; i < images; ++i) {
        const float* const cell = features.cell(i, l);
        for (int64_t c = 0; c < channels; ++c) {
          const auto column = static_cast<size_t>(c);
          cells[i * channels + c] = (static_cast<double>(cell[c]) - moments.mean[column]) * inverse_std[column];
        }
      }
      multiply<double>({cells.data(), channels, 1}, images, rotation.layout(), rotation.data(), rotated.data(), padded);
      double* const mean = result.means.data() + l * k;
      std::fill_n(mean, k, 0.0);
      for (int64_t i = 0; i < images; ++i) {
        for (int64_t j = 0; j < k; ++j) mean[j] += rotated[i * padded + j];
      }
      for (int64_t j = 0; j < k; ++j) mean[j] /= static_cast<double>(images);
      centred.fill([&](int64_t i, int64_t j) { return rotated[i * padded + j] - mean[j]; });
      std::fill_n(covariance.data(), covariance.size(), 0.0);
      add_gram(centred, covariance.data());
      double* to = result.covariances.data() + l * triangle;
      for (int64_t a = 0; a < k; ++a) {
        for (int64_t b = 0; b <= a; ++b) *to++ = covariance[a * padded + b] / static_cast<double>(images - 1);
      }
    }
  });
  return result;
}

// The mean of the locations' covariances, a lower triangle.
std::vector<double> pooled(const Buffer<double>& covariances, int64_t locations, int64_t triangle) {
  std::vector<double> sums(static_cast<size_t>(triangle));
  for (int64_t l = 0; l < locations; ++l) {
    for (int64_t e = 0; e < triangle; ++e) sums[static_cast<size_t>(e)] += covariances[l * triangle + e];
  }
  for (double& sum : sums) sum /= static_cast<double>(locations);
  return sums;
}

// The lower-triangular W with W^T W = S^-1 of one location, k x k.
void inverse_factor(const double* covariance, const std::vector<double>& shared, int64_t images, int64_t k, double* w) {
  const double own = static_cast<double>(images), weight = static_cast<double>(k);
  double trace = 0;
  for (int64_t a = 0, e = 0; a < k; ++a) {
    for (int64_t b = 0; b <= a; ++b, ++e) {
      w[a * k + b] = (covariance[e] * own + shared[static_cast<size_t>(e)] * weight) / (own + weight);
    }
    trace += w[a * k + a];
  }
  // All images equal everywhere: distances are then plain squared differences.
  const double mean_variance = trace / static_cast<double>(k), ridge = mean_variance > 0 ? mean_variance * 0.01 : 1.0;
  for (int64_t a = 0; a < k; ++a) w[a * k + a] += ridge;
  invert_cholesky_factor(w, k);
}

}  // namespace

LocationMahalanobisModel::LocationMahalanobisModel(int64_t locations, int64_t channels, int64_t components)
    : NormalityModel(locations, channels),
      rotation_(channels, components),
      location_mean_(Buffer<float>::zeros(locations * rotation_.layout().padded_columns())),
      whitening_layout_(panel_layout<float>(components, components)),
      whitening_(locations * whitening_layout_.size()) {}

std::shared_ptr<const LocationMahalanobisModel> LocationMahalanobisModel::fit(const Features& features,
                                                                              int64_t components) {
  const int64_t images = features.images, locations = features.locations, channels = features.channels;
  const int64_t k = std::min(components, channels), rows = images * locations;
  const Moments moments = column_moments(features.values, rows, channels);
  const std::vector<double> inverse_std = inverse_of(moments.std);
  const Panels<double> rotation =
      channel_rotation({features.values, rows, channels, moments.mean.data(), inverse_std.data()}, k);
  const LocationMoments learned = location_moments(features, moments, inverse_std, rotation);
  const std::vector<double> shared = pooled(learned.covariances, locations, triangle_size(k));

  const std::shared_ptr<LocationMahalanobisModel> model(new LocationMahalanobisModel(locations, channels, k));
  model->channel_mean_ = to_floats(moments.mean);
  model->channel_inverse_std_ = to_floats(inverse_std);
  model->rotation_.fill([&](int64_t channel, int64_t j) {
    return static_cast<float>(rotation.data()[rotation.layout().offset(channel, j)]);
  });
  const int64_t padded = model->rotation_.layout().padded_columns();
  parallel_for(0, locations, 1, [&](int64_t begin, int64_t end) {
    Buffer<double> w(k * k);
    for (int64_t l = begin; l < end; ++l) {
      std::copy_n(learned.means.data() + l * k, k, model->location_mean_.data() + l * padded);
      inverse_factor(learned.covariances.data() + l * triangle_size(k), shared, images, k, w.data());
      model->whitening_layout_.fill(model->whitening(l),
                                    [&](int64_t b, int64_t a) { return static_cast<float>(w[a * k + b]); });
    }
  });
  return model;
}

std::shared_ptr<const LocationMahalanobisModel> LocationMahalanobisModel::read(const StoredModel& stored,
                                                                               int64_t locations, int64_t channels) {
  const int64_t k = stored.length("rotation", 1);
  if (k > channels) {
    stored.fail("tensor \"rotation\" has more components than channels");
  }
  std::vector<float> channel_mean = stored.tensor("channel_mean", {channels});
  std::vector<float> inverse_std = stored.tensor("channel_inverse_std", {channels});
  const Buffer<float> rotation = stored.buffer("rotation", {channels, k});
  const Buffer<float> location_mean = stored.buffer("location_mean", {locations, k});
  const int64_t triangle = triangle_size(k);
  const Buffer<float> factors = stored.buffer("whitening", {locations, triangle});

  const std::shared_ptr<LocationMahalanobisModel> model(new LocationMahalanobisModel(locations, channels, k));
  model->channel_mean_ = std::move(channel_mean);
  model->channel_inverse_std_ = std::move(inverse_std);
  model->rotation_.fill([&](int64_t channel, int64_t j) { return rotation[channel * k + j]; });
  const int64_t padded = model->rotation_.layout().padded_columns();
  for (int64_t l = 0; l < locations; ++l) {
    std::copy_n(location_mean.data() + l * k, k, model->location_mean_.data() + l * padded);
    const float* const factor = factors.data() + l * triangle;
    model->whitening_layout_.fill(
        model->whitening(l), [&](int64_t b, int64_t a) { return b <= a ? factor[triangle_size(a) + b] : 0.0f; });
  }
  return model;
}

void LocationMahalanobisModel::map_checked(const Features& features, float* map) const {
  constexpr int64_t kImages = 16, kLocations = 8;  // worked on at once
  const int64_t images = features.images, channels = features.channels, padded = rotation_.layout().padded_columns();
  const int64_t image_blocks = (images + kImages - 1) / kImages;
  const int64_t location_blocks = (locations() + kLocations - 1) / kLocations;
  parallel_for(0, image_blocks * location_blocks, 1, [&](int64_t begin, int64_t end) {
    Buffer<float> cells(kLocations * channels), deviations(kImages * kLocations * padded), whitened(kImages * padded);
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block / image_blocks * kLocations, here = std::min(kLocations, locations() - first);
      const int64_t first_image = block % image_blocks * kImages, count = std::min(kImages, images - first_image);
      for (int64_t i = 0; i < count; ++i) {
        const float* const from = features.cell(first_image + i, first);
        for (int64_t l = 0; l < here; ++l) {
          for (int64_t c = 0; c < channels; ++c) {
            const auto column = static_cast<size_t>(c);
            cells[l * channels + c] = (from[l * channels + c] - channel_mean_[column]) * channel_inverse_std_[column];
          }
        }
        float* const deviation = deviations.data() + i * kLocations * padded;
        multiply<float>({cells.data(), channels, 1}, here, rotation_.layout(), rotation_.data(), deviation, padded);
        const float* const mean = location_mean_.data() + first * padded;
        for (int64_t e = 0; e < here * padded; ++e) deviation[e] -= mean[e];
      }
      for (int64_t l = 0; l < here; ++l) {
        multiply_by_upper<float>({deviations.data() + l * padded, kLocations * padded, 1}, count, whitening_layout_,
                                 whitening(first + l), whitened.data(), padded);
        for (int64_t i = 0; i < count; ++i) {
          const float* const row = whitened.data() + i * padded;
          float sum = 0;
#pragma omp simd reduction(+ : sum)
          for (int64_t j = 0; j < padded; ++j) sum += row[j] * row[j];
          map[(first_image + i) * locations() + first + l] = sum;
        }
      }
    }
  });
}

ModelContent LocationMahalanobisModel::content() const {
  const int64_t k = components(), padded = rotation_.layout().padded_columns(), triangle = triangle_size(k);
  Buffer<float> rotation(channels() * k), means(locations() * k), factors(locations() * triangle);
  for (int64_t channel = 0; channel < channels(); ++channel) {
    for (int64_t j = 0; j < k; ++j) rotation[channel * k + j] = rotation_.data()[rotation_.layout().offset(channel, j)];
  }
  for (int64_t l = 0; l < locations(); ++l) {
    std::copy_n(location_mean_.data() + l * padded, k, means.data() + l * k);
    float* to = factors.data() + l * triangle;
    for (int64_t a = 0; a < k; ++a) {
      for (int64_t b = 0; b <= a; ++b) *to++ = whitening(l)[whitening_layout_.offset(b, a)];
    }
  }
  ModelContent file;
  file.say("kind", kKind);
  file.add("channel_mean", channel_mean_);
  file.add("channel_inverse_std", channel_inverse_std_);
  file.keep("rotation", {channels(), k}, std::move(rotation));
  file.keep("location_mean", {locations(), k}, std::move(means));
  file.keep("whitening", {locations(), triangle}, std::move(factors));
  return file;
}

}  // namespace diffcont
