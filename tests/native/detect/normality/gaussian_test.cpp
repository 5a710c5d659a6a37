// The Gaussians of every sharing against plain loops, without each fold, and through a file.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "common/kernels/bfloat16.h"
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

const Sharing kSharings[] = {Sharing::kPosition, Sharing::kBlock, Sharing::kPooled, Sharing::kFree};

NormalityConfig gaussian(Sharing sharing, int64_t directions = 100) {
  return {NormalityKind::kGaussian, 1, sharing, directions};
}

// What rounding to bf16 changes at most.
double tolerance(Sharing sharing) { return sharing == Sharing::kPosition || sharing == Sharing::kBlock ? 1e-2 : 1e-5; }

// Correlated features with a mean of their own at each location.
Cells features_of(const std::string& name, int64_t count, int64_t locations, int64_t channels) {
  const auto raw = formula::uniform_values(name, count * locations * channels);
  const auto mixing = formula::uniform_values("mixing", channels * channels);
  const auto offset = formula::uniform_values("offset", locations * channels);
  Cells cells(count, locations, channels);
  for (int64_t row = 0; row < count * locations; ++row) {
    for (int64_t c = 0; c < channels; ++c) {
      double mixed = raw[row * channels + c];
      for (int64_t k = 0; k < channels; ++k) mixed += raw[row * channels + k] * 0.7 * mixing[k * channels + c];
      const double scale = 1 + static_cast<double>(row % locations % 3);
      cells.values[row * channels + c] =
          static_cast<float>(mixed * scale + 3 * offset[row % locations * channels + c]);
    }
  }
  return cells;
}

void add_ridge(Matrix& covariance) {
  double mean = 0;
  const size_t channels = covariance.size();
  for (size_t c = 0; c < channels; ++c) mean += covariance[c][c] / static_cast<double>(channels);
  for (size_t c = 0; c < channels; ++c) covariance[c][c] += 1e-4 * std::max(covariance[c][c], 0.01 * mean);
}

Matrix cells_at(const Matrix& rows, int64_t location, int64_t locations) {
  Matrix here;
  for (size_t i = static_cast<size_t>(location); i < rows.size(); i += static_cast<size_t>(locations)) {
    here.push_back(rows[i]);
  }
  return here;
}

Matrix mean_of(const std::vector<Matrix>& matrices) {
  Matrix mean = plain::matrix(matrices[0].size(), matrices[0].size());
  for (const Matrix& matrix : matrices) {
    for (size_t a = 0; a < mean.size(); ++a) {
      for (size_t b = 0; b < mean.size(); ++b) mean[a][b] += matrix[a][b] / static_cast<double>(matrices.size());
    }
  }
  return mean;
}

// Distances by the definition in gaussian.h, images x locations.
std::vector<double> expected_map(const NormalityConfig& config, const Cells& normal, const Cells& test) {
  const int64_t locations = normal.locations, side = std::lround(std::sqrt(static_cast<double>(locations)));
  const double channels = static_cast<double>(normal.channels);
  const Matrix rows = plain::patches_of(normal), tests = plain::patches_of(test);
  std::vector<Matrix> own;
  Matrix centres;
  for (int64_t l = 0; l < locations; ++l) {
    own.push_back(plain::covariance(cells_at(rows, l, locations)));
    centres.push_back(config.sharing == Sharing::kFree ? plain::means(rows)
                                                       : plain::means(cells_at(rows, l, locations)));
  }
  Matrix shared = config.sharing == Sharing::kFree ? plain::covariance(rows) : mean_of(own);
  add_ridge(shared);
  const size_t kept = static_cast<size_t>(std::ceil(channels * static_cast<double>(config.directions) / 100));
  const plain::Eigen principal = kept < shared.size() ? plain::eigen(shared) : plain::Eigen{};
  std::vector<double> map(tests.size());
  for (int64_t l = 0; l < locations; ++l) {
    Matrix s = shared;
    if (config.sharing == Sharing::kPosition || config.sharing == Sharing::kBlock) {
      std::vector<Matrix> together;
      for (int64_t o = 0; o < locations; ++o) {
        const bool near = o / side / 2 == l / side / 2 && o % side / 2 == l % side / 2;
        if (config.sharing == Sharing::kBlock ? near : o == l) together.push_back(own[static_cast<size_t>(o)]);
      }
      const Matrix mean = mean_of(together);
      const double n = static_cast<double>(normal.images * static_cast<int64_t>(together.size()));
      for (size_t a = 0; a < s.size(); ++a) {
        for (size_t b = 0; b < s.size(); ++b) {
          s[a][b] = (n * mean[a][b] + channels * shared[a][b]) / (n + channels) + 0.01 * shared[a][b];
        }
      }
    }
    for (size_t row = static_cast<size_t>(l); row < tests.size(); row += static_cast<size_t>(locations)) {
      std::vector<double> deviation = tests[row];
      for (size_t c = 0; c < deviation.size(); ++c) deviation[c] -= centres[static_cast<size_t>(l)][c];
      if (kept == shared.size()) {
        map[row] = plain::dot(deviation, plain::solve(s, deviation));
      } else {
        for (size_t k = shared.size() - kept; k < shared.size(); ++k) {
          map[row] += std::pow(plain::dot(deviation, principal.vectors[k]), 2) / principal.values[k];
        }
      }
    }
  }
  return map;
}

void check(const NormalityConfig& config, int64_t count, int64_t locations, int64_t channels) {
  const Cells normal = features_of("normal", count, locations, channels);
  const Cells test = features_of("test", 5, locations, channels);
  const std::vector<float> map = fit_and_map(config, normal, test);
  const std::vector<double> expected = expected_map(config, normal, test);
  ASSERT_EQ(map.size(), expected.size());
  for (size_t i = 0; i < map.size(); ++i) {
    ASSERT_NEAR(map[i], expected[i], tolerance(config.sharing) * expected[i] + 1e-6)
        << static_cast<int>(config.sharing) << " " << count << " x " << locations << " x " << channels << " at " << i;
  }
}

TEST(Gaussian, IsTheDistanceWithTheCovarianceThatIsShared) {
  for (const Sharing sharing : kSharings) {
    check(gaussian(sharing), 20, 9, 5);
    check(gaussian(sharing), 30, 16, 7);
    check(gaussian(sharing), 4, 9, 5);   // fewer images than channels
    check(gaussian(sharing), 12, 1, 5);  // one location
    check(gaussian(sharing), 2, 4, 5);
    check(gaussian(sharing), 9, 4, 1);   // one channel
    check(gaussian(sharing), 70, 4, 53);  // more than a panel of columns
  }
  check(gaussian(Sharing::kPosition), 12, 6, 5);  // no square of locations
}

TEST(Gaussian, KeepsTheDirectionsOfLeastVariance) {
  for (const Sharing sharing : {Sharing::kPooled, Sharing::kFree}) {
    check(gaussian(sharing, 75), 20, 9, 8);
    check(gaussian(sharing, 1), 20, 9, 8);
    check(gaussian(sharing, 99), 20, 9, 8);
    check(gaussian(sharing, 50), 40, 4, 53);
  }
}

TEST(Gaussian, OfFewImagesTellsADefectFromAnotherNormal) {
  const Cells normal = features_of("normal", 10, 64, 176), test = features_of("test", 4, 64, 176);
  Cells defect = test;
  for (int64_t i = 0; i < 4; ++i) {
    for (int64_t c = 0; c < 176; ++c) defect.at(i, 5, c) += c % 2 == 0 ? 6.0f : -6.0f;
  }
  for (const Sharing sharing : kSharings) {
    const auto model = NormalityModel::fit(gaussian(sharing), normal.view());
    const std::vector<float> seen = map_of(*model, normal), near = map_of(*model, test), far = map_of(*model, defect);
    for (const float distance : near) EXPECT_TRUE(std::isfinite(distance) && distance > 0);
    for (int64_t i = 0; i < 4; ++i) EXPECT_GT(far[i * 64 + 5], 2 * near[i * 64 + 5]);
    // What was not seen is farther than what was, but not beyond all measure.
    double of_seen = 0, of_new = 0;
    for (const float distance : seen) of_seen += static_cast<double>(distance) / static_cast<double>(seen.size());
    for (const float distance : near) of_new += static_cast<double>(distance) / static_cast<double>(near.size());
    EXPECT_LT(of_new, 20 * of_seen);
  }
}

TEST(Gaussian, AChannelThatNeverVariesDoesNotDrownTheOthers) {
  Cells normal = features_of("normal", 30, 9, 6), test = features_of("test", 3, 9, 6);
  for (int64_t i = 0; i < 30; ++i) {
    for (int64_t l = 0; l < 9; ++l) normal.at(i, l, 2) = 0.1f;
  }
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t l = 0; l < 9; ++l) test.at(i, l, 2) = std::nextafter(0.1f, 1.0f);
  }
  for (const Sharing sharing : kSharings) {
    const std::vector<float> map = fit_and_map(gaussian(sharing), normal, test);
    const std::vector<double> expected = expected_map(gaussian(sharing), normal, test);
    for (size_t i = 0; i < map.size(); ++i) {
      EXPECT_NEAR(map[i], expected[i], tolerance(sharing) * expected[i]);
      EXPECT_LT(map[i], 1000);
    }
  }
}

TEST(Gaussian, IsTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  const int threads = thread_count();
  for (const Sharing sharing : kSharings) {
    const Cells normal = features_of("normal", 30, 81, 19), test = features_of("test", 70, 81, 19);
    set_threads(1);
    const std::vector<float> all = fit_and_map(gaussian(sharing), normal, test);
    set_threads(3);
    const auto model = NormalityModel::fit(gaussian(sharing), normal.view());
    EXPECT_EQ(map_of(*model, test), all);
    for (const auto& [first, last] : {std::pair<int64_t, int64_t>{0, 1}, {15, 17}, {63, 66}, {5, 69}}) {
      const std::vector<float> some = map_of(*model, test.slice(first, last));
      EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin() + first * 81)) << first << ".." << last;
    }
  }
  set_threads(threads);
}

TEST(Gaussian, RefusesSharesAndBlocksThatThereAreNot) {
  const Cells normal = features_of("normal", 8, 6, 4);
  EXPECT_THROW(NormalityModel::fit(gaussian(Sharing::kBlock), normal.view()), std::invalid_argument);
  EXPECT_THROW(NormalityModel::fit(gaussian(Sharing::kPosition, 75), normal.view()), std::invalid_argument);
  EXPECT_THROW(NormalityModel::fit(gaussian(Sharing::kPooled, 0), normal.view()), std::invalid_argument);
  EXPECT_THROW(NormalityModel::fit(gaussian(Sharing::kFree, 101), normal.view()), std::invalid_argument);
}

// Images outside a fold.
Cells without(const Cells& all, const std::vector<int32_t>& folds, int32_t fold) {
  Cells others(0, all.locations, all.channels);
  for (int64_t i = 0; i < all.images; ++i) {
    if (folds[static_cast<size_t>(i)] == fold) continue;
    const Cells image = all.slice(i, i + 1);
    others.values.insert(others.values.end(), image.values.begin(), image.values.end());
    ++others.images;
  }
  return others;
}

TEST(CrossFit, IsAFitToTheImagesOutsideEachFoldAndOneToAll) {
  const Cells normal = features_of("normal", 25, 9, 6), test = features_of("test", 5, 9, 6);
  std::vector<int32_t> folds;
  for (int32_t i = 0; i < 25; ++i) folds.push_back(i * 7 % 11 % 4);
  std::vector<NormalityConfig> configs = {{NormalityKind::kDiagonal},
                                          {NormalityKind::kPcaResidual, 3},
                                          {NormalityKind::kLocationMahalanobis, 4},
                                          {NormalityKind::kPatchMemory, 9},
                                          gaussian(Sharing::kPooled, 60)};
  for (const Sharing sharing : kSharings) configs.push_back(gaussian(sharing));
  for (const NormalityConfig& config : configs) {
    const auto models = NormalityModel::cross_fit(config, normal.view(), folds.data(), 4);
    ASSERT_EQ(models.size(), 5u);
    for (int32_t fold = 0; fold <= 4; ++fold) {
      const std::vector<float> expected = fit_and_map(config, without(normal, folds, fold), test);
      const std::vector<float> map = map_of(*models[static_cast<size_t>(fold)], test);
      for (size_t i = 0; i < map.size(); ++i) {
        EXPECT_NEAR(map[i], expected[i], tolerance(config.sharing) * expected[i]) << static_cast<int>(config.kind);
        if (config.kind != NormalityKind::kGaussian) {
          EXPECT_EQ(map[i], expected[i]);
        }
      }
    }
  }
}

TEST(CrossFit, RefusesFoldsThatLeaveTooLittle) {
  const Cells normal = features_of("normal", 4, 4, 3);
  const auto refused = [&](const std::vector<int32_t>& folds, int64_t count) {
    EXPECT_THROW(NormalityModel::cross_fit(gaussian(Sharing::kPooled), normal.view(), folds.data(), count),
                 std::invalid_argument);
  };
  refused({0, 0, 0, 1}, 2);
  refused({0, 1, 2, -1}, 3);
  refused({0, 1, 2, 3}, 3);
  refused({0, 0, 0, 0}, 1);
}

using GaussianFile = ModelFile;

TEST_F(GaussianFile, GivesTheSameBitsBack) {
  const Cells normal = features_of("normal", 30, 25, 51), test = features_of("test", 5, 25, 51);
  std::vector<NormalityConfig> configs = {gaussian(Sharing::kPooled, 75), gaussian(Sharing::kFree, 30)};
  for (const Sharing sharing : kSharings) configs.push_back(gaussian(sharing));
  for (const NormalityConfig& config : configs) {
    const auto model = NormalityModel::fit(config, normal.view());
    model->save(file());
    EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(file())), model->bytes());
    EXPECT_EQ(map_of(*NormalityModel::load(file()), test), map_of(*model, test));
  }
}

TEST_F(GaussianFile, OfPositionsTakesTwoBytesForEachElementOfATriangle) {
  const auto bytes = [](Sharing sharing) {
    return NormalityModel::fit(gaussian(sharing), features_of("normal", 4, 16, 40).view())->bytes();
  };
  const int64_t triangle = 40 * 41 / 2, header = 600;
  EXPECT_LT(bytes(Sharing::kFree), 4 * (triangle + 40) + header);
  EXPECT_LT(bytes(Sharing::kPooled), 4 * (triangle + 16 * 40) + header);
  EXPECT_LT(bytes(Sharing::kBlock), 4 * (triangle + 16 * 40) + 4 * 2 * triangle + header);
  EXPECT_LT(bytes(Sharing::kPosition), 4 * (triangle + 16 * 40) + 16 * 2 * triangle + header);
}

// A file's tensors as bytes, to be changed and written again.
struct Content {
  struct Tensor {
    TensorType type;
    std::vector<int64_t> shape;
    std::vector<char> bytes;
  };
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;

  explicit Content(const std::filesystem::path& file) {
    const SafetensorsReader reader(file, Bfloat16::kRead);
    metadata = reader.header().metadata;
    for (const TensorEntry& entry : reader.header().entries) {
      Tensor tensor{entry.type, entry.shape, std::vector<char>(entry.end - entry.begin)};
      reader.read(entry, tensor.bytes.data());
      tensors[entry.name] = tensor;
    }
  }
  void write(const std::filesystem::path& file) const {
    SafetensorsContent content{{}, metadata};
    for (const auto& [name, tensor] : tensors) {
      content.tensors.push_back({name, tensor.type, tensor.shape, tensor.bytes.data()});
    }
    write_safetensors_file(file, content);
  }
};

TEST_F(GaussianFile, RefusesFilesThatAreNotAModel) {
  NormalityModel::fit(gaussian(Sharing::kBlock), features_of("normal", 8, 9, 4).view())->save(file());
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
  refused([](Content& f) { f.metadata["sharing"] = "all"; }, "\"sharing\" is \"all\"");
  refused([](Content& f) { f.metadata["sharing"] = "free"; }, "\"mean\" is Float [9, 4], expected Float [4]");
  refused([](Content& f) { f.metadata["sharing"] = "position"; }, "\"own_whitening\" is BFloat16 [4, 10]");
  refused([](Content& f) { f.metadata.erase("directions"); }, "directions");
  refused([](Content& f) { f.metadata["directions"] = "5"; }, "directions");
  refused([](Content& f) { f.metadata["directions"] = "3"; }, "directions");
  refused([](Content& f) { f.metadata["locations"] = "8"; }, "no square");
  refused([](Content& f) { f.metadata["channels"] = "2147483648"; }, "directions");
  refused([](Content& f) { f.tensors.erase("own_whitening"); }, "own_whitening");
  refused(
      [](Content& f) {
        f.tensors["own_whitening"] = {TensorType::kF32, {4, 10}, std::vector<char>(4 * 10 * 4)};
      },
      "is Float [4, 10], expected BFloat16 [4, 10]");
  refused(
      [](Content& f) {
        f.tensors["own_whitening"].bytes[6] = static_cast<char>(0xC0);
        f.tensors["own_whitening"].bytes[7] = static_cast<char>(0x7F);
      },
      "own_whitening");
  refused([](Content& f) { std::fill_n(f.tensors["mean"].bytes.begin(), 4, static_cast<char>(0xFF)); }, "mean");
  good.write(file());
  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) - 1);
  EXPECT_THROW(NormalityModel::load(file()), FormatError);
}

TEST(Bfloat16, IsTheNearestWithTiesToEven) {
  const auto rounded = [](float value) { return kernels::to_float(kernels::to_bfloat16(value)); };
  EXPECT_EQ(rounded(1.0f), 1.0f);
  EXPECT_EQ(rounded(1.0f + 1.0f / 256), 1.0f);
  EXPECT_EQ(rounded(1.0f + 3.0f / 256), 1.0f + 4.0f / 256);
  EXPECT_EQ(rounded(-(1.0f + 1.5f / 256)), -(1.0f + 2.0f / 256));
  EXPECT_EQ(rounded(0.0f), 0.0f);
  EXPECT_TRUE(kernels::is_finite(kernels::to_bfloat16(3e38f)));
  EXPECT_FALSE(kernels::is_finite(0x7F80));
  EXPECT_FALSE(kernels::is_finite(0xFFC1));
}

}  // namespace
}  // namespace diffcont
