// Every exported function, called wrongly in every way: an error code and a message, never a crash. The table has a row
// for each function; a function without one fails the test of the exports.
#include "common/c_api/misuse.h"

#include <climits>

#include "detect/c_api/support.h"
#include "detect/small_trunk.h"

namespace {

using enum Kind;
constexpr Kind kNormality = Kind::kHandle0;
constexpr Kind kTrunk = Kind::kHandle1;

class MisuseTable : public CApi {
 protected:
  void SetUp() override {
    CApi::SetUp();
    for (size_t i = 0; i < batch.size(); ++i) batch[i] = static_cast<float>(i % 37) / 37.0f - 0.5f;
    small_trunk::write(trunk_file, small_trunk::content(small_trunk::small_description()).bytes());
    handles = {std::vector<uint64_t>(2), std::vector<uint64_t>(2)};
    for (std::vector<uint64_t>* set : {&handles.freed, &handles.live}) {
      ASSERT_OK(dc_normality_fit(&normality_config, batch.data(), 2, 4, 48, &set->at(0)));
      ASSERT_OK(dc_trunk_load(trunk_file.c_str(), DC_TRUNK_F32, &set->at(1)));
    }
    EXPECT_OK(dc_normality_free(handles.freed[0]));
    EXPECT_OK(dc_trunk_free(handles.freed[1]));
    live = dc_live_handles();
  }
  void TearDown() override {
    EXPECT_EQ(dc_live_handles(), live);
    EXPECT_OK(dc_normality_free(handles.live[0]));
    EXPECT_OK(dc_trunk_free(handles.live[1]));
    CApi::TearDown();
  }

  // Refuses every misuse; and the same call, right, succeeds.
  template <class... Args>
  void row(const char* name, dc_status (*function)(Args...) noexcept, std::vector<Kind> kinds,
           std::type_identity_t<Args>... good) {
    const Misuse<Args...> misuse(name, function, handles, std::move(kinds), good...);
    misuse.expect_refused();
    EXPECT_OK(misuse.call()) << name;
  }

  std::vector<float> batch = std::vector<float>(2 * 3 * 8 * 8);
  const dc_normality_config normality_config{sizeof(dc_normality_config), DC_NORMALITY_DIAGONAL, 1, 0};
  const dc_image_features_config features_config{sizeof(dc_image_features_config), DC_IMAGE_FEATURES_PIXELS,
                                                 DC_EXPOSURE_AS_IS, 8, 2};
  const Scratch trunk_folder;
  const std::string trunk_file = trunk_folder.path("trunk.safetensors");
  Handles handles;
  int64_t live = 0;
  std::vector<float> result = std::vector<float>(4096);
};

#define ROW(function, ...) row(#function, &function, __VA_ARGS__)

TEST_F(MisuseTable, Status) {
  // dc_abi_version and dc_live_handles take nothing that could be wrong.
  // dc_last_error must leave the error that it tells of in place, so it has no message of its own.
  char text[8];
  size_t length = 0;
  EXPECT_EQ(dc_last_error(text, sizeof text, nullptr), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dc_last_error(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dc_last_error(nullptr, SIZE_MAX, &length), DC_ERROR_INVALID_ARGUMENT);
}

TEST_F(MisuseTable, Runtime) {
  size_t length = 0;
  ROW(dc_runtime_describe, {kAny, kAny, kPointer}, nullptr, 0, &length);
  ROW(dc_struct_layouts, {kAny, kAny, kPointer}, nullptr, 0, &length);
  EXPECT_FAILS(dc_runtime_describe(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  EXPECT_FAILS(dc_struct_layouts(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  ROW(dc_set_threads, {kAny}, 1);
  for (const int threads : {-1, 1025, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dc_set_threads(threads), DC_ERROR_INVALID_ARGUMENT, "threads");
  }
  EXPECT_OK(dc_set_threads(0));
}

TEST_F(MisuseTable, Noise) {
  ROW(dc_noise, {kAny, kAny, kPointer, kAny}, 1, 2, result.data(), 4);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_noise(1, 2, result.data(), count), DC_ERROR_INVALID_ARGUMENT, "count");
  }
}

TEST_F(MisuseTable, ImageFeatures) {
  int64_t locations = 0;
  int32_t channels = 0;
  ROW(dc_image_features_shape, {kStruct, kPointer, kPointer}, &features_config, &locations, &channels);
  ROW(dc_image_features, {kStruct, kPointer, kSize, kPointer, kSize}, &features_config, batch.data(), 2, result.data(),
      2 * locations * channels);
}

TEST_F(MisuseTable, Normality) {
  ROW(dc_squared_distances, {kPointer, kAny, kAny, kAny, kAny, kPointer, kAny, kPointer}, batch.data(), 2, 4, nullptr,
      nullptr, batch.data(), 3, result.data());
  for (const int64_t size : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_squared_distances(batch.data(), size, 4, nullptr, nullptr, batch.data(), 3, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_squared_distances(batch.data(), 2, size, nullptr, nullptr, batch.data(), 3, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_squared_distances(batch.data(), 2, 4, nullptr, nullptr, batch.data(), size, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
    double rank = 0;
    EXPECT_FAILS(dc_effective_rank(batch.data(), size, 4, &rank), DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_effective_rank(batch.data(), 4, size, &rank), DC_ERROR_INVALID_ARGUMENT, "");
  }
  double rank = 0;
  ROW(dc_effective_rank, {kPointer, kAny, kAny, kPointer}, batch.data(), 4, 4, &rank);
  dc_normality normality = 0;
  ROW(dc_normality_fit, {kStruct, kPointer, kAny, kAny, kAny, kPointer}, &normality_config, batch.data(), 2, 4, 48,
      &normality);
  for (const int64_t size : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    dc_normality other = 0;
    EXPECT_FAILS(dc_normality_fit(&normality_config, batch.data(), size, 4, 48, &other), DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_normality_fit(&normality_config, batch.data(), 2, size, 48, &other), DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_normality_fit(&normality_config, batch.data(), 2, 4, size, &other), DC_ERROR_INVALID_ARGUMENT, "");
  }
  ROW(dc_normality_map, {kNormality, kPointer, kSize, kSize, kSize, kPointer, kSize}, normality, batch.data(), 2, 4, 48,
      result.data(), 2);
  int64_t number = 0;
  ROW(dc_normality_map_locations, {kNormality, kPointer}, normality, &number);
  ROW(dc_normality_bytes, {kNormality, kPointer}, normality, &number);
  const Scratch folder;
  const std::string file = folder.path("model.safetensors");
  ROW(dc_normality_save, {kNormality, kPath}, normality, file.c_str());
  dc_normality loaded = 0;
  ROW(dc_normality_load, {kPath, kPointer}, file.c_str(), &loaded);
  EXPECT_OK(dc_normality_free(loaded));
  ROW(dc_normality_free, {kNormality}, normality);
  EXPECT_FAILS(dc_normality_free(normality), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Trunk) {
  dc_trunk trunk = 0;
  size_t length = 0;
  ROW(dc_trunk_load, {kPath, kAny, kPointer}, trunk_file.c_str(), DC_TRUNK_F32, &trunk);
  ROW(dc_trunk_describe, {kTrunk, kAny, kAny, kPointer}, trunk, nullptr, 0, &length);
  EXPECT_FAILS(dc_trunk_describe(trunk, nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  const std::vector<float> image(3 * 32 * 32);
  // Room for as many outputs as may be asked for.
  const std::vector<int32_t> blocks(64, 1), cells(64, 2);
  ROW(dc_trunk_read, {kTrunk, kPointer, kSize, kSize, kPointer, kPointer, kSize, kPointer, kSize}, trunk, image.data(),
      1, 32, blocks.data(), cells.data(), 1, result.data(), 2 * 2 * 16);
  ROW(dc_trunk_free, {kTrunk}, trunk);
  EXPECT_FAILS(dc_trunk_free(trunk), DC_ERROR_BAD_HANDLE, "was freed");
}

}  // namespace
