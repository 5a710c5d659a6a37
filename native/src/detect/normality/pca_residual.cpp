#include "detect/normality/pca_residual.h"

#include <algorithm>
#include <cmath>

#include "common/kernels/parallel.h"
#include "detect/kernels/dots.h"
#include "detect/kernels/multiply.h"
#include "detect/linear_algebra/decompositions.h"
#include "detect/normality/moments.h"
#include "detect/normality/scatter.h"

namespace diffcont {
namespace {

constexpr int64_t kBlock = 480;  // columns; whole tiles of every version of the kernels
constexpr int64_t kImages = 16;  // worked on at once

// result[r][c] = sum over k of left(r, k) * right[k * right_stride + c] for any width of whole vectors.
template <class T>
void multiply_wide(const kernels::LeftMatrix<T>& left, int64_t rows, const T* right, int64_t right_stride,
                   int64_t width, int64_t depth, T* result, int64_t result_stride) {
  const kernels::MultiplyVersion<T>& version = kernels::multiply_version<T>();
  for (int64_t c = 0; c < width; c += version.panel) {
    version.multiply(left, rows, right + c, right_stride, std::min(version.panel, width - c), depth, result + c,
                     result_stride, /*add=*/false);
  }
}

struct Principal {
  SymmetricEigen eigen;
  int64_t size = 0;  // of the matrix
  int64_t kept = 0;
  bool of_rows = false;

  double vector(int64_t element, int64_t component) const {
    return eigen.vectors[element * size + size - 1 - component];
  }
  double value(int64_t component) const { return eigen.values[static_cast<size_t>(size - 1 - component)]; }
};

// Right singular vectors by way of the smaller of the two products. Directions without variance are left out.
Principal principal_components(const Standardised& z, int64_t components) {
  constexpr double kNoVariance = 1e-10;  // against the largest: below, a direction is rounding
  Principal principal;
  principal.of_rows = z.rows < z.columns;
  const SymmetricMatrix product = principal.of_rows ? row_scatter(z) : column_scatter(z);
  principal.eigen = symmetric_eigen(product.values.data(), product.size, product.stride);
  principal.size = product.size;
  const double largest = principal.value(0);
  while (largest > 0 && principal.kept < std::min(components, principal.size) &&
         principal.value(principal.kept) > largest * kNoVariance) {
    ++principal.kept;
  }
  return principal;
}

// Columns first..first+count of the directions of a product of rows: components x stride.
void directions_from_rows(const Standardised& z, const Principal& principal, int64_t first, int64_t count,
                          int64_t stride, float* directions) {
  const int64_t kept = principal.kept;
  Buffer<double> part(z.rows * stride), weights(z.rows * kept), result(kept * stride);
  for (int64_t i = 0; i < z.rows; ++i) {
    for (int64_t c = 0; c < stride; ++c) part[i * stride + c] = c < count ? z.at(i, first + c) : 0.0;
    for (int64_t j = 0; j < kept; ++j) weights[i * kept + j] = principal.vector(i, j) / std::sqrt(principal.value(j));
  }
  multiply_wide<double>({weights.data(), 1, kept}, kept, part.data(), stride, stride, z.rows, result.data(), stride);
  std::copy_n(result.data(), kept * stride, directions);
}

}  // namespace

// Some columns of the features.
struct PcaResidualModel::Block {
  int64_t first;  // column
  int64_t count;  // columns
  int64_t width;  // with those that fill it up
  int64_t offset; // of its directions

  static Block of(int64_t index, int64_t columns, int64_t components) {
    const int64_t first = index * kBlock, count = std::min(kBlock, columns - first);
    const int64_t width = (count + kernels::kDotLanes - 1) / kernels::kDotLanes * kernels::kDotLanes;
    return {first, count, width, first * components};
  }
};

int64_t PcaResidualModel::blocks() const { return (columns() + kBlock - 1) / kBlock; }

PcaResidualModel::Block PcaResidualModel::block(int64_t index) const { return Block::of(index, columns(), components_); }

PcaResidualModel::PcaResidualModel(int64_t locations, int64_t channels, std::vector<float> mean,
                                   std::vector<float> inverse_std, int64_t components)
    : NormalityModel(locations, channels),
      mean_(std::move(mean)),
      inverse_std_(std::move(inverse_std)),
      components_(components) {
  const Block last = block(blocks() - 1);
  directions_ = Buffer<float>::zeros((last.first + last.width) * components_);
}

std::shared_ptr<const PcaResidualModel> PcaResidualModel::fit(const Features& features, int64_t components) {
  const int64_t locations = features.locations, channels = features.channels, columns = features.columns();
  const Moments moments = column_moments(features.values, features.images, columns);
  const std::vector<double> inverse_std = inverse_of(floored_std(moments.std, locations, channels));
  // Columns that vary by rounding only must not become directions.
  std::vector<double> scale = inverse_std;
  for (size_t c = 0; c < scale.size(); ++c) {
    if (!(moments.std[c] > 0)) scale[c] = 0;
  }
  const Standardised z{features.values, features.images, columns, moments.mean.data(), scale.data()};
  const Principal principal = principal_components(z, components);
  const std::shared_ptr<PcaResidualModel> model(new PcaResidualModel(
      locations, channels, to_floats(moments.mean), to_floats(inverse_std), principal.kept));
  parallel_for(0, model->blocks(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t index = begin; index < end; ++index) {
      const Block block = model->block(index);
      float* const to = model->directions_.data() + block.offset;
      if (principal.of_rows) {
        directions_from_rows(z, principal, block.first, block.count, block.width, to);
      } else {
        for (int64_t j = 0; j < principal.kept; ++j) {
          for (int64_t c = 0; c < block.count; ++c) {
            to[j * block.width + c] = static_cast<float>(principal.vector(block.first + c, j));
          }
        }
      }
    }
  });
  return model;
}

std::shared_ptr<const PcaResidualModel> PcaResidualModel::read(const StoredModel& stored, int64_t locations,
                                                               int64_t channels) {
  const int64_t columns = locations * channels;
  // A class whose images are all equal has no principal direction, and no entry for one.
  const int64_t components = stored.contains("directions") ? stored.length("directions", 0) : 0;
  std::vector<float> mean = stored.tensor("mean", {columns}), inverse_std = stored.tensor("inverse_std", {columns});
  const Buffer<float> directions =
      components > 0 ? stored.buffer("directions", {components, columns}) : Buffer<float>(0);
  const std::shared_ptr<PcaResidualModel> model(
      new PcaResidualModel(locations, channels, std::move(mean), std::move(inverse_std), components));
  for (int64_t index = 0; index < model->blocks(); ++index) {
    const Block block = model->block(index);
    for (int64_t j = 0; j < components; ++j) {
      std::copy_n(directions.data() + j * columns + block.first, block.count,
                  model->directions_.data() + block.offset + j * block.width);
    }
  }
  return model;
}

void PcaResidualModel::map_checked(const Features& features, float* map) const {
  for (int64_t begin = 0; begin < features.images; begin += kImages) {
    Features some = features;
    some.values = features.image(begin);
    some.images = std::min(kImages, features.images - begin);
    map_some(some, map + begin);
  }
}

void PcaResidualModel::map_some(const Features& features, float* map) const {
  const int64_t images = features.images, k = components_;
  const auto standardise = [&](const Block& b, float* z) {
    for (int64_t i = 0; i < images; ++i) {
      const float *const from = features.image(i) + b.first, *const mean = mean_.data() + b.first;
      const float* const scale = inverse_std_.data() + b.first;
      float* const to = z + i * b.width;
      for (int64_t c = 0; c < b.count; ++c) to[c] = (from[c] - mean[c]) * scale[c];
      std::fill(to + b.count, to + b.width, 0.0f);
    }
  };
  // Each block's share of a sum is kept, and added in order: nothing depends on who computed it.
  Buffer<float> shares(blocks() * images * k);
  parallel_for(0, k > 0 ? blocks() : 0, 1, [&](int64_t begin, int64_t end) {
    Buffer<float> z(images * kBlock);
    for (int64_t index = begin; index < end; ++index) {
      const Block b = block(index);
      standardise(b, z.data());
      kernels::dots(z.data(), b.width, images, directions_.data() + b.offset, b.width, k, b.width,
                    shares.data() + index * images * k, k);
    }
  });
  Buffer<float> projections(images * k);
  for (int64_t e = 0; e < images * k; ++e) {
    double sum = 0;
    for (int64_t index = 0; index < blocks(); ++index) sum += static_cast<double>(shares[index * images * k + e]);
    projections[e] = static_cast<float>(sum);
  }
  // The residual itself, not a difference of two squared norms, which would cancel.
  Buffer<double> squares(blocks() * images);
  parallel_for(0, blocks(), 1, [&](int64_t begin, int64_t end) {
    Buffer<float> z(images * kBlock), explained(images * kBlock);
    for (int64_t index = begin; index < end; ++index) {
      const Block b = block(index);
      standardise(b, z.data());
      multiply_wide<float>({projections.data(), k, 1}, images, directions_.data() + b.offset, b.width, b.width, k,
                           explained.data(), b.width);
      for (int64_t i = 0; i < images; ++i) {
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int64_t c = i * b.width; c < (i + 1) * b.width; ++c) {
          const float residual = z[c] - explained[c];
          sum += residual * residual;
        }
        squares[index * images + i] = static_cast<double>(sum);
      }
    }
  });
  for (int64_t i = 0; i < images; ++i) {
    double sum = 0;
    for (int64_t index = 0; index < blocks(); ++index) sum += squares[index * images + i];
    map[i] = static_cast<float>(sum);
  }
}

ModelContent PcaResidualModel::content() const {
  ModelContent file;
  file.say("kind", kKind);
  file.add("mean", mean_);
  file.add("inverse_std", inverse_std_);
  if (components_ > 0) {
    Buffer<float> directions(components_ * columns());
    for (int64_t index = 0; index < blocks(); ++index) {
      const Block b = block(index);
      for (int64_t j = 0; j < components_; ++j) {
        std::copy_n(directions_.data() + b.offset + j * b.width, b.count,
                    directions.data() + j * columns() + b.first);
      }
    }
    file.keep("directions", {components_, columns()}, std::move(directions));
  }
  return file;
}

}  // namespace diffcont
