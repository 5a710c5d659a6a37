// Each normality model against plain loops, at its edges, and through a file.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "common/runtime/threads.h"
#include "common/storage/errors.h"
#include "detect/normality/model_file.h"
#include "detect/normality/normality.h"
#include "detect/normality/plain.h"

namespace diffcont {
namespace {

using plain::Cells;
using plain::fit_and_map;
using plain::map_of;
using plain::Matrix;

const NormalityKind kKinds[] = {NormalityKind::kDiagonal, NormalityKind::kPcaResidual,
                                NormalityKind::kLocationMahalanobis, NormalityKind::kPatchMemory,
                                NormalityKind::kGaussian};

// Correlated features with a scale and a mean of their own for each location and channel.
Cells features_of(const std::string& name, int64_t count, int64_t locations, int64_t channels) {
  const auto raw = formula::uniform_values(name, count * locations * channels);
  const auto mixing = formula::uniform_values("mixing", channels * channels);
  const auto scale = formula::uniform_values("scale", locations * channels);
  const auto offset = formula::uniform_values("offset", locations * channels);
  Cells cells(count, locations, channels);
  for (int64_t row = 0; row < count * locations; ++row) {
    for (int64_t c = 0; c < channels; ++c) {
      double mixed = raw[row * channels + c];
      for (int64_t k = 0; k < channels; ++k) mixed += raw[row * channels + k] * 0.7 * mixing[k * channels + c];
      const int64_t cell = row % locations * channels + c;
      cells.values[row * channels + c] = static_cast<float>(mixed * (1.5 + scale[cell]) + 3 * offset[cell]);
    }
  }
  return cells;
}

std::vector<double> floored(const Matrix& rows, int64_t locations, int64_t channels) {
  const Matrix covariance = plain::covariance(rows);
  std::vector<double> std(rows[0].size());
  for (size_t k = 0; k < std.size(); ++k) std[k] = std::sqrt(covariance[k][k]);
  std::vector<double> result = std;
  for (int64_t l = 0; l < locations; ++l) {
    for (int64_t c = 0; c < channels; ++c) {
      double typical = 0;
      if (locations > 1) {
        for (int64_t i = 0; i < locations; ++i) typical += std[i * channels + c] / static_cast<double>(locations);
      } else {
        for (int64_t i = 0; i < channels; ++i) typical += std[i] / static_cast<double>(channels);
      }
      double& value = result[l * channels + c];
      value = std::max(value, 0.1 * typical);
      if (value == 0) value = 1;
    }
  }
  return result;
}

void standardise(Matrix& rows, const std::vector<double>& mean, const std::vector<double>& std) {
  for (auto& row : rows) {
    for (size_t k = 0; k < row.size(); ++k) row[k] = (row[k] - mean[k]) / std[k];
  }
}

TEST(Diagonal, IsTheSumOfSquaredStandardScores) {
  for (const auto& [locations, channels] : {std::pair<int64_t, int64_t>{6, 4}, {1, 24}}) {
    const Cells normal = features_of("normal", 9, locations, channels);
    const Cells test = features_of("test", 5, locations, channels);
    const std::vector<float> map = fit_and_map({NormalityKind::kDiagonal}, normal, test);
    const Matrix rows = plain::images_of(normal);
    Matrix scores = plain::images_of(test);
    standardise(scores, plain::means(rows), floored(rows, locations, channels));
    for (int64_t i = 0; i < 5; ++i) {
      const double expected = plain::dot(scores[i], scores[i]);
      EXPECT_NEAR(map[i], expected, 1e-5 * expected);
    }
  }
}

void check_pca(int64_t count, int64_t locations, int64_t channels, int64_t components) {
  const Cells normal = features_of("normal", count, locations, channels);
  const Cells test = features_of("test", 5, locations, channels);
  const std::vector<float> map = fit_and_map({NormalityKind::kPcaResidual, components}, normal, test);
  Matrix rows = plain::images_of(normal), scores = plain::images_of(test);
  const auto mean = plain::means(rows), std = floored(rows, locations, channels);
  standardise(rows, mean, std);
  standardise(scores, mean, std);
  const plain::Eigen principal = plain::eigen(plain::covariance(rows));
  const size_t kept = static_cast<size_t>(std::min({components, count - 1, locations * channels}));
  for (int64_t i = 0; i < 5; ++i) {
    double expected = plain::dot(scores[i], scores[i]);
    for (size_t k = 0; k < kept; ++k) expected -= std::pow(plain::dot(scores[i], principal.vectors[k]), 2);
    EXPECT_NEAR(map[i], expected, 1e-4 * plain::dot(scores[i], scores[i]))
        << count << " " << components;
  }
}

TEST(PcaResidual, IsTheSquaredDistanceFromThePrincipalSubspace) {
  check_pca(40, 4, 3, 5);   // more images than columns
  check_pca(8, 5, 4, 3);    // fewer
  check_pca(8, 5, 4, 100);  // components cut to the images
  check_pca(8, 1, 20, 3);   // one location
  check_pca(2, 5, 4, 3);
}

TEST(PcaResidual, OfItsOwnImagesIsNothingWhenAllDirectionsAreKept) {
  const Cells normal = features_of("normal", 6, 5, 4);
  const std::vector<float> map = fit_and_map({NormalityKind::kPcaResidual, 5}, normal, normal);
  EXPECT_LT(*std::max_element(map.begin(), map.end()), 1e-8);
}

void check_mahalanobis(int64_t count, int64_t locations, int64_t channels, int64_t components) {
  const Cells normal = features_of("normal", count, locations, channels);
  const Cells test = features_of("test", 5, locations, channels);
  const std::vector<float> map = fit_and_map({NormalityKind::kLocationMahalanobis, components}, normal, test);

  Matrix rows = plain::patches_of(normal), scores = plain::patches_of(test);
  const auto mean = plain::means(rows);
  const Matrix spread = plain::covariance(rows);
  std::vector<double> std;
  for (int64_t c = 0; c < channels; ++c) std.push_back(std::sqrt(spread[c][c]));
  standardise(rows, mean, std);
  standardise(scores, mean, std);
  const plain::Eigen principal = plain::eigen(plain::covariance(rows));
  const size_t kept = static_cast<size_t>(std::min(components, channels));
  const auto rotate = [&](const std::vector<double>& row) {
    std::vector<double> result;
    for (size_t k = 0; k < kept; ++k) result.push_back(plain::dot(row, principal.vectors[k]));
    return result;
  };

  std::vector<Matrix> covariances;
  std::vector<std::vector<double>> centres;
  Matrix pooled = plain::matrix(kept, kept);
  for (int64_t l = 0; l < locations; ++l) {
    Matrix here;
    for (int64_t i = 0; i < count; ++i) here.push_back(rotate(rows[i * locations + l]));
    centres.push_back(plain::means(here));
    covariances.push_back(plain::covariance(here));
    for (size_t a = 0; a < kept; ++a) {
      for (size_t b = 0; b < kept; ++b) pooled[a][b] += covariances[l][a][b] / static_cast<double>(locations);
    }
  }
  for (int64_t l = 0; l < locations; ++l) {
    const double n = static_cast<double>(count), d = static_cast<double>(kept);
    Matrix s = covariances[l];
    double trace = 0;
    for (size_t a = 0; a < kept; ++a) {
      for (size_t b = 0; b < kept; ++b) s[a][b] = (n * s[a][b] + d * pooled[a][b]) / (n + d);
      trace += s[a][a];
    }
    for (size_t a = 0; a < kept; ++a) s[a][a] += 0.01 * trace / d;
    for (int64_t i = 0; i < 5; ++i) {
      auto deviation = rotate(scores[i * locations + l]);
      for (size_t k = 0; k < kept; ++k) deviation[k] -= centres[l][k];
      const double expected = plain::dot(deviation, plain::solve(s, deviation));
      EXPECT_NEAR(map[i * locations + l], expected, 1e-4 * expected + 1e-5) << count << " " << components;
    }
  }
}

TEST(LocationMahalanobis, IsTheShrunkDistanceAtEachLocation) {
  check_mahalanobis(20, 6, 5, 5);
  check_mahalanobis(20, 6, 5, 3);
  check_mahalanobis(4, 6, 5, 60);  // fewer images than channels; components cut to the channels
  check_mahalanobis(12, 1, 5, 5);  // one location
  check_mahalanobis(2, 6, 5, 5);
  check_mahalanobis(9, 4, 1, 2);   // one channel
}

double smallest(const std::vector<float>& values) { return *std::min_element(values.begin(), values.end()); }
double largest(const std::vector<float>& values) { return *std::max_element(values.begin(), values.end()); }

// Sums over each image's map.
std::vector<float> image_sums(const std::vector<float>& map, int64_t images) {
  std::vector<float> sums(static_cast<size_t>(images));
  const int64_t length = static_cast<int64_t>(map.size()) / images;
  for (int64_t i = 0; i < static_cast<int64_t>(map.size()); ++i) sums[i / length] += map[i];
  return sums;
}

TEST(Normality, DefectsAreFartherThanNormals) {
  for (const NormalityKind kind : kKinds) {
    const auto model = NormalityModel::fit({kind, 3}, features_of("normal", 60, 6, 4).view());
    const Cells test = features_of("test", 10, 6, 4);
    Cells defect = test;
    for (int64_t i = 0; i < 10; ++i) {
      for (int64_t c = 0; c < 4; ++c) defect.at(i, 2, c) = 8 - defect.at(i, 2, c);
    }
    EXPECT_GT(smallest(image_sums(map_of(*model, defect), 10)), largest(image_sums(map_of(*model, test), 10)));
  }
}

TEST(LocationMahalanobis, MarksThePlaceOfTheDefect) {
  Cells defect = features_of("test", 1, 6, 4);
  for (int64_t c = 0; c < 4; ++c) defect.at(0, 2, c) += 9;
  const auto map = fit_and_map({NormalityKind::kLocationMahalanobis, 4}, features_of("normal", 60, 6, 4), defect);
  EXPECT_EQ(std::max_element(map.begin(), map.end()) - map.begin(), 2);
}

TEST(Normality, HandlesConstantChannelsAndEqualImages) {
  for (const NormalityKind kind : kKinds) {
    Cells normal = features_of("normal", 8, 6, 4);
    for (int64_t i = 0; i < 8; ++i) {
      for (int64_t l = 0; l < 6; ++l) normal.at(i, l, 1) = 0.1F;
    }
    for (const Cells& features : {normal, Cells(3, 6, 4, 0.3F), Cells(2, 1, 1, 7.0F)}) {
      const auto model = NormalityModel::fit({kind, 3}, features.view());
      for (const float distance : map_of(*model, features)) EXPECT_TRUE(std::isfinite(distance));
      Cells moved = features;
      for (float& value : moved.values) value += 5;
      EXPECT_GT(smallest(map_of(*model, moved)), 1e-3);
    }
    EXPECT_LT(largest(fit_and_map({kind, 3}, Cells(3, 6, 4, 0.3F), Cells(1, 6, 4, 0.3F))), 1e-9);
  }
}

TEST(Normality, IsTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  const int threads = thread_count();
  for (const NormalityKind kind : kKinds) {
    // More columns and locations than one block of either.
    const Cells normal = features_of("normal", 40, 70, 9), test = features_of("test", 131, 70, 9);
    set_threads(1);
    const auto one = NormalityModel::fit({kind, 7}, normal.view());
    const std::vector<float> all = map_of(*one, test);
    set_threads(3);
    const auto model = NormalityModel::fit({kind, 7}, normal.view());
    EXPECT_EQ(map_of(*model, test), all);
    for (const auto& [first, last] : {std::pair<int64_t, int64_t>{0, 1}, {63, 64}, {64, 66}, {130, 131}, {5, 130}}) {
      const std::vector<float> some = map_of(*model, test.slice(first, last));
      const auto expected = all.begin() + first * model->map_locations();
      EXPECT_TRUE(std::equal(some.begin(), some.end(), expected)) << first << ".." << last;
    }
    EXPECT_TRUE(map_of(*model, test.slice(0, 0)).empty());
  }
  set_threads(threads);
}

TEST(Normality, RefusesWhatItCannotUse) {
  for (const NormalityKind kind : kKinds) {
    const Cells normal = features_of("normal", 8, 6, 4);
    EXPECT_THROW(NormalityModel::fit({kind, 3}, normal.slice(0, 1).view()), std::invalid_argument);
    EXPECT_THROW(NormalityModel::fit({kind, 0}, normal.view()), std::invalid_argument);
    EXPECT_THROW(NormalityModel::fit({kind, 3}, {normal.values.data(), 8, 0, 4}), std::invalid_argument);
    const auto model = NormalityModel::fit({kind, 3}, normal.view());
    EXPECT_THROW(map_of(*model, features_of("test", 2, 4, 6)), std::invalid_argument);
    Cells broken = normal;
    broken.at(1, 2, 3) = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(NormalityModel::fit({kind, 3}, broken.view()), NotFiniteError);
    EXPECT_THROW(map_of(*model, broken), NotFiniteError);
  }
}

using NormalityFile = ModelFile;

TEST_F(NormalityFile, GivesTheSameBitsBack) {
  for (const NormalityKind kind : kKinds) {
    for (const Cells& normal : {features_of("normal", 8, 6, 4), Cells(3, 6, 4, 0.3F), features_of("wide", 9, 70, 9)}) {
      const auto model = NormalityModel::fit({kind, 3}, normal.view());
      model->save(file());
      EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(file())), model->bytes());
      const auto loaded = NormalityModel::load(file());
      EXPECT_EQ(loaded->locations(), normal.locations);
      EXPECT_EQ(loaded->channels(), normal.channels);
      EXPECT_EQ(loaded->map_locations(), model->map_locations());
      const Cells test = features_of("test", 5, normal.locations, normal.channels);
      EXPECT_EQ(map_of(*loaded, test), map_of(*model, test));
    }
  }
}

// A file's tensors, to be changed and written again.
struct Content {
  std::map<std::string, std::string> metadata;
  std::map<std::string, std::pair<std::vector<int64_t>, std::vector<float>>> tensors;

  explicit Content(const std::filesystem::path& file) {
    const SafetensorsReader reader(file);
    metadata = reader.header().metadata;
    for (const TensorEntry& entry : reader.header().entries) {
      std::vector<float> values((entry.end - entry.begin) / sizeof(float));
      reader.read(entry, values.data());
      tensors[entry.name] = {entry.shape, values};
    }
  }
  void write(const std::filesystem::path& file) const {
    SafetensorsContent content{{}, metadata};
    for (const auto& [name, tensor] : tensors) {
      content.tensors.push_back({name, TensorType::kF32, tensor.first, tensor.second.data()});
    }
    write_safetensors_file(file, content);
  }
};

TEST_F(NormalityFile, RefusesFilesThatAreNotAModel) {
  NormalityModel::fit({NormalityKind::kLocationMahalanobis, 3}, features_of("normal", 8, 6, 4).view())->save(file());
  const Content good(file());
  const auto refused = [&](const std::function<void(Content&)>& change, const std::string& named) {
    Content bad = good;
    change(bad);
    bad.write(file());
    try {
      NormalityModel::load(file());
      ADD_FAILURE() << named;
    } catch (const FormatError& error) {
      EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find("model.safetensors"), std::string::npos) << error.what();
    }
  };
  const auto zeros = [](std::vector<int64_t> shape) {
    int64_t size = 1;
    for (const int64_t side : shape) size *= side;
    return std::pair{std::move(shape), std::vector<float>(static_cast<size_t>(size))};
  };
  refused([](Content& f) { f.metadata["kind"] = "other"; }, "kind");
  refused([](Content& f) { f.metadata.erase("locations"); }, "locations");
  refused([](Content& f) { f.metadata["channels"] = "-4"; }, "channels");
  refused([](Content& f) { f.metadata["channels"] = "4x"; }, "channels");
  refused([](Content& f) { f.metadata["locations"] = "7"; }, "expected Float [7, ");
  refused([&](Content& f) { f.tensors["rotation"] = zeros({4, 5}); }, "rotation");
  refused([&](Content& f) { f.tensors["whitening"] = zeros({6, 7}); }, "whitening");
  refused([](Content& f) { f.tensors.erase("location_mean"); }, "location_mean");
  refused([](Content& f) { f.tensors["channel_mean"].second[0] = std::nanf(""); }, "channel_mean");
  EXPECT_THROW(NormalityModel::load(folder_ / "missing"), IoError);
}

}  // namespace
}  // namespace diffcont
