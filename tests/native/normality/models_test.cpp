// Each normality model against plain loops, at its edges, and through a file.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>

#include "normality/normality.h"
#include "normality/plain.h"
#include "storage/errors.h"
#include "unet/formula.h"

namespace diffcont {
namespace {

using plain::Matrix;

const NormalityKind kKinds[] = {NormalityKind::kDiagonal, NormalityKind::kPcaResidual,
                                NormalityKind::kLocationMahalanobis, NormalityKind::kPatchMemory};

// Correlated features with a scale and a mean of their own for each location and channel.
at::Tensor features_of(const std::string& name, int64_t count, int64_t locations, int64_t channels) {
  const at::Tensor raw = formula::uniform(name, {count, locations, channels});
  const at::Tensor mixing = at::eye(channels, at::kDouble) + 0.7 * formula::uniform("mixing", {channels, channels});
  const at::Tensor scale = 1.5 + formula::uniform("scale", {locations, channels});
  const at::Tensor offset = 3 * formula::uniform("offset", {locations, channels});
  return (raw.matmul(mixing) * scale + offset).to(at::kFloat);
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
    const at::Tensor normal = features_of("normal", 9, locations, channels);
    const at::Tensor test = features_of("test", 5, locations, channels);
    const auto model = NormalityModel::fit({NormalityKind::kDiagonal}, normal);
    const at::Tensor map = model->map(test);
    ASSERT_EQ(map.sizes(), at::IntArrayRef({5, 1}));
    const Matrix rows = plain::rows_of(normal);
    Matrix scores = plain::rows_of(test);
    standardise(scores, plain::means(rows), floored(rows, locations, channels));
    for (int64_t i = 0; i < 5; ++i) {
      const double expected = plain::dot(scores[i], scores[i]);
      EXPECT_NEAR(map[i][0].item<double>(), expected, 1e-5 * expected);
    }
  }
}

void check_pca(int64_t count, int64_t locations, int64_t channels, int64_t components) {
  const at::Tensor normal = features_of("normal", count, locations, channels);
  const at::Tensor test = features_of("test", 5, locations, channels);
  const at::Tensor map = NormalityModel::fit({NormalityKind::kPcaResidual, components}, normal)->map(test);
  ASSERT_EQ(map.sizes(), at::IntArrayRef({5, 1}));
  Matrix rows = plain::rows_of(normal), scores = plain::rows_of(test);
  const auto mean = plain::means(rows), std = floored(rows, locations, channels);
  standardise(rows, mean, std);
  standardise(scores, mean, std);
  const plain::Eigen principal = plain::eigen(plain::covariance(rows));
  const size_t kept = static_cast<size_t>(std::min({components, count - 1, locations * channels}));
  for (int64_t i = 0; i < 5; ++i) {
    double expected = plain::dot(scores[i], scores[i]);
    for (size_t k = 0; k < kept; ++k) expected -= std::pow(plain::dot(scores[i], principal.vectors[k]), 2);
    EXPECT_NEAR(map[i][0].item<double>(), expected, 1e-4 * plain::dot(scores[i], scores[i]))
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
  const at::Tensor normal = features_of("normal", 6, 5, 4);
  const at::Tensor map = NormalityModel::fit({NormalityKind::kPcaResidual, 5}, normal)->map(normal);
  EXPECT_LT(map.max().item<double>(), 1e-8);
}

void check_mahalanobis(int64_t count, int64_t locations, int64_t channels, int64_t components) {
  const at::Tensor normal = features_of("normal", count, locations, channels);
  const at::Tensor test = features_of("test", 5, locations, channels);
  const at::Tensor map = NormalityModel::fit({NormalityKind::kLocationMahalanobis, components}, normal)->map(test);
  ASSERT_EQ(map.sizes(), at::IntArrayRef({5, locations}));

  Matrix rows = plain::rows_of(normal.view({count * locations, channels}));
  Matrix scores = plain::rows_of(test.view({5 * locations, channels}));
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
      EXPECT_NEAR(map[i][l].item<double>(), expected, 1e-4 * expected + 1e-5) << count << " " << components;
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

TEST(Normality, DefectsAreFartherThanNormals) {
  for (const NormalityKind kind : kKinds) {
    const auto model = NormalityModel::fit({kind, 3}, features_of("normal", 60, 6, 4));
    const at::Tensor test = features_of("test", 10, 6, 4);
    at::Tensor defect = test.clone();
    defect.select(1, 2).mul_(-1).add_(8);
    EXPECT_GT(model->map(defect).sum(1).min().item<double>(), model->map(test).sum(1).max().item<double>());
  }
}

TEST(LocationMahalanobis, MarksThePlaceOfTheDefect) {
  const auto model = NormalityModel::fit({NormalityKind::kLocationMahalanobis, 4}, features_of("normal", 60, 6, 4));
  at::Tensor defect = features_of("test", 1, 6, 4);
  defect[0][2] += 9;
  EXPECT_EQ(model->map(defect)[0].argmax().item<int64_t>(), 2);
}

TEST(Normality, HandlesConstantChannelsAndEqualImages) {
  for (const NormalityKind kind : kKinds) {
    at::Tensor normal = features_of("normal", 8, 6, 4);
    normal.select(2, 1).fill_(0.1F);
    for (const at::Tensor& features : {normal, at::full({3, 6, 4}, 0.3F), at::full({2, 1, 1}, 7.0F)}) {
      const auto model = NormalityModel::fit({kind, 3}, features);
      EXPECT_TRUE(at::isfinite(model->map(features)).all().item<bool>());
      EXPECT_GT(model->map(features + 5).min().item<double>(), 1e-3);
    }
    EXPECT_LT(NormalityModel::fit({kind, 3}, at::full({3, 6, 4}, 0.3F))
                  ->map(at::full({1, 6, 4}, 0.3F)).max().item<double>(), 1e-9);
  }
}

TEST(Normality, DoesNotDependOnHowImagesAreGrouped) {
  for (const NormalityKind kind : kKinds) {
    const auto model = NormalityModel::fit({kind, 3}, features_of("normal", 12, 6, 4));
    const at::Tensor test = features_of("test", 131, 6, 4);
    const at::Tensor all = model->map(test);
    for (const int64_t row : {0, 63, 64, 130}) {
      const at::Tensor one = model->map(test.slice(0, row, row + 1));
      EXPECT_TRUE(at::allclose(one[0], all[row], 1e-5, 1e-6)) << row;
    }
    EXPECT_EQ(model->map(test.slice(0, 0, 0)).size(0), 0);
  }
}

TEST(Normality, RefusesWhatItCannotUse) {
  for (const NormalityKind kind : kKinds) {
    const at::Tensor normal = features_of("normal", 8, 6, 4);
    EXPECT_THROW(NormalityModel::fit({kind, 3}, normal.slice(0, 0, 1)), std::invalid_argument);
    EXPECT_THROW(NormalityModel::fit({kind, 0}, normal), std::invalid_argument);
    EXPECT_THROW(NormalityModel::fit({kind, 3}, normal.flatten(1)), std::invalid_argument);
    const auto model = NormalityModel::fit({kind, 3}, normal);
    EXPECT_THROW(model->map(features_of("test", 2, 4, 6)), std::invalid_argument);
    at::Tensor broken = normal.clone();
    broken[1][2][3] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(NormalityModel::fit({kind, 3}, broken), NotFiniteError);
    EXPECT_THROW(model->map(broken), NotFiniteError);
  }
}

class NormalityFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("diffcont-normality-" + std::to_string(::getpid()) + "-" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "model.safetensors"; }

  std::filesystem::path folder_;
};

TEST_F(NormalityFile, GivesTheSameBitsBack) {
  for (const NormalityKind kind : kKinds) {
    for (const at::Tensor& normal : {features_of("normal", 8, 6, 4), at::full({3, 6, 4}, 0.3F)}) {
      const auto model = NormalityModel::fit({kind, 3}, normal);
      model->save(file());
      EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(file())), model->bytes());
      const auto loaded = NormalityModel::load(file());
      EXPECT_EQ(loaded->locations(), 6);
      EXPECT_EQ(loaded->channels(), 4);
      EXPECT_EQ(loaded->map_locations(), model->map_locations());
      const at::Tensor test = features_of("test", 5, 6, 4);
      EXPECT_TRUE(at::equal(loaded->map(test), model->map(test)));
    }
  }
}

TEST_F(NormalityFile, RefusesFilesThatAreNotAModel) {
  NormalityModel::fit({NormalityKind::kLocationMahalanobis, 3}, features_of("normal", 8, 6, 4))->save(file());
  const TensorFile good = read_safetensors(file());
  const auto refused = [&](const std::function<void(TensorFile&)>& change, const std::string& named) {
    TensorFile bad = good;
    change(bad);
    write_safetensors(file(), bad);
    try {
      NormalityModel::load(file());
      ADD_FAILURE() << named;
    } catch (const FormatError& error) {
      EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find("model.safetensors"), std::string::npos) << error.what();
    }
  };
  refused([](TensorFile& f) { f.metadata["kind"] = "other"; }, "kind");
  refused([](TensorFile& f) { f.metadata.erase("locations"); }, "locations");
  refused([](TensorFile& f) { f.metadata["channels"] = "-4"; }, "channels");
  refused([](TensorFile& f) { f.metadata["channels"] = "4x"; }, "channels");
  refused([](TensorFile& f) { f.metadata["locations"] = "7"; }, "expected Float [7, ");
  refused([](TensorFile& f) { f.tensors.replace("rotation", at::zeros({4, 5})); }, "rotation");
  refused([](TensorFile& f) { f.tensors.replace("whitening", at::zeros({6, 7})); }, "whitening");
  refused([](TensorFile& f) { f.tensors.replace("channel_mean", at::full({4}, std::nanf(""))); }, "channel_mean");
  EXPECT_THROW(NormalityModel::load(folder_ / "missing"), IoError);
}

}  // namespace
}  // namespace diffcont
