#include "detect/normality/fold_scatter.h"

#include <algorithm>

#include "common/kernels/parallel.h"

namespace diffcont {

FoldMeans::FoldMeans(const Features& features, const Folds& folds)
    : features_(features),
      folds_(folds.count),
      images_(static_cast<size_t>(std::max<int64_t>(1, folds.count))),
      means_(features.columns()),
      sums_(folds.count * features.columns()) {
  for (int64_t i = 0; i < features.images; ++i) {
    images_[folds_ > 0 ? static_cast<size_t>(folds.of_image[i]) : 0].push_back(i);
  }
  const int64_t channels = features.channels;
  parallel_for(0, features.locations, 1, [&](int64_t begin, int64_t end) {
    for (int64_t l = begin; l < end; ++l) {
      double* const mean = means_.data() + l * channels;
      std::fill_n(mean, channels, 0.0);
      for (int64_t i = 0; i < features.images; ++i) {
        const float* const cell = features.cell(i, l);
        for (int64_t c = 0; c < channels; ++c) mean[c] += static_cast<double>(cell[c]);
      }
      for (int64_t c = 0; c < channels; ++c) mean[c] /= static_cast<double>(features.images);
      for (int64_t fold = 0; fold < folds_; ++fold) {
        double* const sum = sums_.data() + (fold * features.locations + l) * channels;
        std::fill_n(sum, channels, 0.0);
        for (const int64_t i : images_of_group(fold)) {
          const float* const cell = features.cell(i, l);
          for (int64_t c = 0; c < channels; ++c) sum[c] += static_cast<double>(cell[c]) - mean[c];
        }
      }
    }
  });
}

int64_t FoldMeans::images_of_part(int64_t part) const {
  return features_.images - (part == folds_ ? 0 : static_cast<int64_t>(images_of_group(part).size()));
}

FoldScatter::FoldScatter(const FoldMeans& means) : means_(means) {
  const int64_t channels = means.features().channels;
  for (int64_t group = 0; group < means.groups(); ++group) {
    centred_.emplace_back(static_cast<int64_t>(means.images_of_group(group).size()), channels);
    scatters_.emplace_back(channels);
  }
  for (int64_t part = 0; part + 1 < means.parts(); ++part) shifts_.emplace_back(channels);
}

void FoldScatter::clear() {
  for (SquareMatrix& scatter : scatters_) scatter.fill(0);
  for (SquareMatrix& shift : shifts_) shift.fill(0);
}

void FoldScatter::add_cell(int64_t location) {
  const Features& features = means_.features();
  const double* const mean = means_.mean(location);
  for (int64_t group = 0; group < means_.groups(); ++group) {
    const std::vector<int64_t>& images = means_.images_of_group(group);
    Panels<double>& centred = centred_[static_cast<size_t>(group)];
    centred.fill([&](int64_t i, int64_t c) {
      return static_cast<double>(features.cell(images[static_cast<size_t>(i)], location)[c]) - mean[c];
    });
    add_gram(centred, scatters_[static_cast<size_t>(group)].data());
  }
  for (int64_t part = 0; part + 1 < means_.parts(); ++part) {
    SquareMatrix& shift = shifts_[static_cast<size_t>(part)];
    const double images = static_cast<double>(means_.images_of_part(part));
    for (int64_t a = 0; a < features.channels; ++a) {
      const double factor = means_.deviation(part, location, a) / images;
      for (int64_t b = 0; b <= a; ++b) shift(a, b) += factor * means_.deviation(part, location, b);
    }
  }
}

void FoldScatter::add(const FoldScatter& other) {
  const auto sum = [](std::vector<SquareMatrix>& to, const std::vector<SquareMatrix>& from) {
    for (size_t m = 0; m < to.size(); ++m) {
      for (int64_t e = 0; e < to[m].stride() * to[m].size(); ++e) to[m].data()[e] += from[m].data()[e];
    }
  };
  sum(scatters_, other.scatters_);
  sum(shifts_, other.shifts_);
}

void FoldScatter::of_part(int64_t part, SquareMatrix& scatter) const {
  const bool all = part + 1 == means_.parts();
  for (int64_t a = 0; a < scatter.size(); ++a) {
    for (int64_t b = 0; b <= a; ++b) {
      double sum = 0;
      for (int64_t group = 0; group < means_.groups(); ++group) {
        if (all || group != part) sum += scatters_[static_cast<size_t>(group)](a, b);
      }
      scatter(a, b) = all ? sum : sum - shifts_[static_cast<size_t>(part)](a, b);
    }
  }
}

}  // namespace diffcont
