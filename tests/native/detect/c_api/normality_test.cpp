#include <algorithm>
#include <cmath>
#include <filesystem>

#include "detect/c_api/support.h"

namespace {

constexpr int64_t kCount = 12, kLocations = 4, kChannels = 5;

std::vector<float> noise(uint64_t stream, int64_t size) {
  std::vector<float> values(static_cast<size_t>(size));
  EXPECT_OK(dc_noise(77, stream, values.data(), size));
  return values;
}

dc_normality_config config(int32_t kind) {
  dc_normality_config config{};
  config.struct_size = sizeof config;
  config.kind = kind;
  config.components = 3;
  config.directions = kind == DC_NORMALITY_GAUSSIAN ? 100 : 0;
  return config;
}

class Normality : public CApi {
 protected:
  const std::vector<float> features = noise(1, kCount * kLocations * kChannels);
  dc_normality fit(int32_t kind) {
    const dc_normality_config c = config(kind);
    dc_normality model = 0;
    EXPECT_OK(dc_normality_fit(&c, features.data(), kCount, kLocations, kChannels, &model));
    return model;
  }
};

TEST_F(Normality, SquaredDistancesAgreeWithTheSumWrittenOut) {
  constexpr int64_t count = 5, dimension = 37, classes = 3;
  const std::vector<float> x = noise(2, count * dimension), means = noise(3, classes * dimension);
  const std::vector<float> mean = noise(4, dimension), inverse_std = noise(5, dimension);
  std::vector<float> distances(count * classes), plain(count * classes);
  ASSERT_OK(dc_squared_distances(x.data(), count, dimension, mean.data(), inverse_std.data(), means.data(), classes,
                                 distances.data()));
  ASSERT_OK(dc_squared_distances(x.data(), count, dimension, nullptr, nullptr, means.data(), classes, plain.data()));
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = 0; j < classes; ++j) {
      double whitened = 0, unwhitened = 0;
      for (size_t k = 0; k < dimension; ++k) {
        const double value = x[i * dimension + k], centre = means[j * dimension + k];
        whitened += std::pow((value - mean[k]) * inverse_std[k] - centre, 2);
        unwhitened += std::pow(value - centre, 2);
      }
      EXPECT_NEAR(distances[i * classes + j], whitened, 1e-4 * whitened);
      EXPECT_NEAR(plain[i * classes + j], unwhitened, 1e-4 * unwhitened);
    }
  }
}

TEST_F(Normality, SquaredDistancesCheckTheirArguments) {
  std::vector<float> x = noise(2, 6), means = noise(3, 6), bad = {kNaN, 0, 0};
  float out[4];
  const auto call = [&](const float* e, int64_t n, int64_t d, const float* m, const float* c, int64_t k, float* o) {
    return dc_squared_distances(e, n, d, m, m, c, k, o);
  };
  EXPECT_FAILS(call(nullptr, 2, 3, nullptr, means.data(), 2, out), DC_ERROR_INVALID_ARGUMENT, "embeddings is NULL");
  EXPECT_FAILS(call(x.data(), 2, 3, nullptr, nullptr, 2, out), DC_ERROR_INVALID_ARGUMENT, "class_means is NULL");
  EXPECT_FAILS(call(x.data(), 2, 3, nullptr, means.data(), 2, nullptr), DC_ERROR_INVALID_ARGUMENT, "distances is NULL");
  EXPECT_FAILS(call(x.data(), 0, 3, nullptr, means.data(), 2, out), DC_ERROR_INVALID_ARGUMENT, "0 x 3");
  EXPECT_FAILS(call(x.data(), 2, -3, nullptr, means.data(), 2, out), DC_ERROR_INVALID_ARGUMENT, "2 x -3");
  EXPECT_FAILS(call(x.data(), 2, 3, nullptr, means.data(), 0, out), DC_ERROR_INVALID_ARGUMENT, "class_means");
  EXPECT_FAILS(call(x.data(), int64_t{1} << 40, int64_t{1} << 40, nullptr, means.data(), 2, out),
               DC_ERROR_INVALID_ARGUMENT, "2^36");
  EXPECT_FAILS(call(x.data(), 2, 3, bad.data(), means.data(), 2, out), DC_ERROR_NOT_FINITE, "mean[0]");
  x[4] = kNaN;
  EXPECT_FAILS(call(x.data(), 2, 3, nullptr, means.data(), 2, out), DC_ERROR_NOT_FINITE, "embeddings[4]");
}

TEST_F(Normality, EffectiveRankIsOneOnALineAndZeroWhenAllAreEqual) {
  std::vector<float> line;
  for (int i = 0; i < 6; ++i) {
    line.insert(line.end(), {static_cast<float>(i), 2.0f * static_cast<float>(i), 1.0f});
  }
  double rank = -1;
  ASSERT_OK(dc_effective_rank(line.data(), 6, 3, &rank));
  EXPECT_NEAR(rank, 1.0, 1e-3);
  const std::vector<float> equal(12, 0.5f);
  ASSERT_OK(dc_effective_rank(equal.data(), 4, 3, &rank));
  EXPECT_EQ(rank, 0);
}

TEST_F(Normality, EffectiveRankChecksItsArguments) {
  std::vector<float> x = noise(2, 6);
  double rank = 0;
  EXPECT_FAILS(dc_effective_rank(nullptr, 2, 3, &rank), DC_ERROR_INVALID_ARGUMENT, "embeddings is NULL");
  EXPECT_FAILS(dc_effective_rank(x.data(), 2, 3, nullptr), DC_ERROR_INVALID_ARGUMENT, "rank is NULL");
  EXPECT_FAILS(dc_effective_rank(x.data(), 1, 3, &rank), DC_ERROR_INVALID_ARGUMENT, "count is 1");
  EXPECT_FAILS(dc_effective_rank(x.data(), 2, 0, &rank), DC_ERROR_INVALID_ARGUMENT, "2 x 0");
  x[0] = kNaN;
  EXPECT_FAILS(dc_effective_rank(x.data(), 2, 3, &rank), DC_ERROR_NOT_FINITE, "embeddings[0]");
}

TEST_F(Normality, EveryKindFindsWhatLiesFarOutAndSurvivesSaveAndLoad) {
  const Scratch scratch;
  const std::string file = scratch.path("normality.safetensors");
  const std::vector<float> near = noise(9, kLocations * kChannels);
  std::vector<float> far = near;
  for (float& value : far) {
    value = 10 * value + 5;
  }
  for (const int32_t kind : {DC_NORMALITY_DIAGONAL, DC_NORMALITY_PCA_RESIDUAL, DC_NORMALITY_LOCATION_MAHALANOBIS,
                             DC_NORMALITY_PATCH_MEMORY, DC_NORMALITY_GAUSSIAN}) {
    const dc_normality model = fit(kind);
    int64_t locations = 0, bytes = 0;
    ASSERT_OK(dc_normality_map_locations(model, &locations));
    const bool located = kind != DC_NORMALITY_DIAGONAL && kind != DC_NORMALITY_PCA_RESIDUAL;
    EXPECT_EQ(locations, located ? kLocations : 1);
    std::vector<float> near_map(static_cast<size_t>(locations)), far_map = near_map, loaded_map = near_map;
    ASSERT_OK(dc_normality_map(model, near.data(), 1, kLocations, kChannels, near_map.data(), locations));
    ASSERT_OK(dc_normality_map(model, far.data(), 1, kLocations, kChannels, far_map.data(), locations));
    EXPECT_GT(*std::max_element(far_map.begin(), far_map.end()), *std::max_element(near_map.begin(), near_map.end()));

    ASSERT_OK(dc_normality_save(model, file.c_str()));
    ASSERT_OK(dc_normality_bytes(model, &bytes));
    EXPECT_EQ(bytes, static_cast<int64_t>(std::filesystem::file_size(file)));
    dc_normality loaded = 0;
    ASSERT_OK(dc_normality_load(file.c_str(), &loaded));
    ASSERT_OK(dc_normality_map(loaded, far.data(), 1, kLocations, kChannels, loaded_map.data(), locations));
    EXPECT_EQ(loaded_map, far_map);
    EXPECT_OK(dc_normality_free(loaded));
    EXPECT_OK(dc_normality_free(model));
    EXPECT_FAILS(dc_normality_free(model), DC_ERROR_BAD_HANDLE, "was freed");
  }
}

TEST_F(Normality, FitChecksItsArguments) {
  dc_normality model = 0;
  dc_normality_config c = config(DC_NORMALITY_DIAGONAL);
  std::vector<float> bad = features;
  bad.back() = kNaN;
  const auto call = [&](const float* f, int64_t n, int64_t l, int64_t k) {
    return dc_normality_fit(&c, f, n, l, k, &model);
  };
  EXPECT_FAILS(dc_normality_fit(nullptr, features.data(), 2, 1, 1, &model), DC_ERROR_INVALID_ARGUMENT, "config");
  EXPECT_FAILS(dc_normality_fit(&c, features.data(), 2, 1, 1, nullptr), DC_ERROR_INVALID_ARGUMENT, "normality is NULL");
  EXPECT_FAILS(call(nullptr, 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "features is NULL");
  EXPECT_FAILS(call(features.data(), 1, 1, 1), DC_ERROR_INVALID_ARGUMENT, "count is 1");
  EXPECT_FAILS(call(features.data(), 2, 0, 1), DC_ERROR_INVALID_ARGUMENT, "2 x 0 x 1");
  EXPECT_FAILS(call(bad.data(), kCount, kLocations, kChannels), DC_ERROR_NOT_FINITE, "features[239]");
  c.struct_size = 8;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "struct_size is 8");
  c = config(5);
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "kind is 5");
  c = config(DC_NORMALITY_PCA_RESIDUAL);
  c.components = 0;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "components is 0");
  c = config(DC_NORMALITY_DIAGONAL);
  c.sharing = DC_SHARING_FREE;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "sharing is 3");
  c = config(DC_NORMALITY_DIAGONAL);
  c.directions = 100;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "directions is 100");
  c = config(DC_NORMALITY_GAUSSIAN);
  c.sharing = 4;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "sharing is 4");
  c.sharing = DC_SHARING_POOLED;
  c.directions = 0;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "directions is 0");
  c.sharing = DC_SHARING_BLOCK;
  c.directions = 75;
  EXPECT_FAILS(call(features.data(), 2, 1, 1), DC_ERROR_INVALID_ARGUMENT, "directions is 75");
  c.directions = 100;
  EXPECT_FAILS(call(features.data(), 2, 6, 1), DC_ERROR_INVALID_ARGUMENT, "got 6 locations");
}

TEST_F(Normality, GaussiansDifferInWhatLocationsShare) {
  std::vector<std::vector<float>> maps;
  for (const auto& [sharing, directions] : {std::pair<int32_t, int32_t>{DC_SHARING_POSITION, 100},
                                            {DC_SHARING_BLOCK, 100},
                                            {DC_SHARING_POOLED, 100},
                                            {DC_SHARING_POOLED, 60},
                                            {DC_SHARING_FREE, 100},
                                            {DC_SHARING_FREE, 60}}) {
    dc_normality_config c = config(DC_NORMALITY_GAUSSIAN);
    c.sharing = sharing;
    c.directions = directions;
    dc_normality model = 0;
    ASSERT_OK(dc_normality_fit(&c, features.data(), kCount, kLocations, kChannels, &model));
    std::vector<float> map(kCount * kLocations);
    ASSERT_OK(dc_normality_map(model, features.data(), kCount, kLocations, kChannels, map.data(), kCount * kLocations));
    for (const std::vector<float>& other : maps) EXPECT_NE(map, other);
    maps.push_back(map);
    EXPECT_OK(dc_normality_free(model));
  }
}

TEST_F(Normality, CrossFitGivesTheModelsOfTheOtherFoldsAndOfAll) {
  std::vector<int32_t> folds(kCount);
  for (size_t i = 0; i < folds.size(); ++i) folds[i] = i < 8;
  const dc_normality_config c = config(DC_NORMALITY_GAUSSIAN);
  dc_normality models[3] = {};
  ASSERT_OK(dc_normality_cross_fit(&c, features.data(), kCount, kLocations, kChannels, folds.data(), 2, models));
  // Fold 1 is the first eight images, fold 0 the last four.
  const std::pair<int64_t, int64_t> fitted[] = {{0, 8}, {8, 12}, {0, 12}};
  for (size_t m = 0; m < 3; ++m) {
    const auto [first, last] = fitted[m];
    dc_normality alone = 0;
    ASSERT_OK(dc_normality_fit(&c, features.data() + first * kLocations * kChannels, last - first, kLocations,
                               kChannels, &alone));
    std::vector<float> map(kCount * kLocations), expected = map;
    for (const auto& [model, to] : {std::pair{models[m], &map}, {alone, &expected}}) {
      ASSERT_OK(dc_normality_map(model, features.data(), kCount, kLocations, kChannels, to->data(),
                                 kCount * kLocations));
      EXPECT_OK(dc_normality_free(model));
    }
    for (size_t i = 0; i < map.size(); ++i) EXPECT_NEAR(map[i], expected[i], 1e-2 * expected[i]);
  }
  folds[3] = 2;
  EXPECT_FAILS(dc_normality_cross_fit(&c, features.data(), kCount, kLocations, kChannels, folds.data(), 2, models),
               DC_ERROR_INVALID_ARGUMENT, "image 3 is in fold 2");
}

TEST_F(Normality, MapAndFilesCheckTheirArguments) {
  const dc_normality model = fit(DC_NORMALITY_DIAGONAL);
  const float* data = features.data();
  float out = 0;
  int64_t number = 0;
  dc_normality loaded = 0;
  EXPECT_FAILS(dc_normality_map(kStale, data, 1, 4, 5, &out, 1), DC_ERROR_BAD_HANDLE, "normality model");
  EXPECT_FAILS(dc_normality_map(model, nullptr, 1, 4, 5, &out, 1), DC_ERROR_INVALID_ARGUMENT, "features is NULL");
  EXPECT_FAILS(dc_normality_map(model, data, 1, 4, 5, nullptr, 1), DC_ERROR_INVALID_ARGUMENT, "map is NULL");
  EXPECT_FAILS(dc_normality_map(model, data, 1, 5, 4, &out, 1), DC_ERROR_INVALID_ARGUMENT, "fitted to 4 x 5");
  EXPECT_FAILS(dc_normality_map(model, data, 0, 4, 5, &out, 1), DC_ERROR_INVALID_ARGUMENT, "0 x 4 x 5");
  EXPECT_FAILS(dc_normality_map(model, data, 1, 4, 5, &out, 2), DC_ERROR_INVALID_ARGUMENT, "size is 2, must be 1");
  std::vector<float> bad = features;
  bad[1] = kNaN;
  EXPECT_FAILS(dc_normality_map(model, bad.data(), 1, 4, 5, &out, 1), DC_ERROR_NOT_FINITE, "features[1]");
  EXPECT_FAILS(dc_normality_map_locations(model, nullptr), DC_ERROR_INVALID_ARGUMENT, "map_locations is NULL");
  EXPECT_FAILS(dc_normality_map_locations(kStale, &number), DC_ERROR_BAD_HANDLE, "normality model");
  EXPECT_FAILS(dc_normality_bytes(model, nullptr), DC_ERROR_INVALID_ARGUMENT, "bytes is NULL");
  EXPECT_FAILS(dc_normality_bytes(kStale, &number), DC_ERROR_BAD_HANDLE, "normality model");
  EXPECT_FAILS(dc_normality_save(model, nullptr), DC_ERROR_INVALID_ARGUMENT, "file is NULL");
  EXPECT_FAILS(dc_normality_save(model, "/nonexistent/file"), DC_ERROR_IO, "/nonexistent");
  EXPECT_FAILS(dc_normality_save(kStale, "file"), DC_ERROR_BAD_HANDLE, "normality model");
  EXPECT_FAILS(dc_normality_load(nullptr, &loaded), DC_ERROR_INVALID_ARGUMENT, "file is NULL");
  EXPECT_FAILS(dc_normality_load("file", nullptr), DC_ERROR_INVALID_ARGUMENT, "normality is NULL");
  EXPECT_FAILS(dc_normality_load("/nonexistent/file", &loaded), DC_ERROR_IO, "/nonexistent/file");
  EXPECT_OK(dc_normality_free(model));
}

}  // namespace
