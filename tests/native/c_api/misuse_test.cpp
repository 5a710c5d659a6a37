// Every exported function, called wrongly in every way: an error code and a message, never a crash. The table has a row
// for each function; a function without one fails the last test.
#include "c_api/misuse.h"

#include <climits>
#include <cmath>

#include "c_api/symbols.h"

namespace {

const std::string kBackboneFile = std::string(DIFFCONT_SOURCE) + "/tests/golden/backbone/layers.pt";

class MisuseTable : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    batch = images(2);
    reading = {sizeof reading, 0, 2, batch.data(), timesteps, labels, streams, 5};
    normality_config = {sizeof normality_config, DC_NORMALITY_DIAGONAL, 1, 0};
    features_config = {sizeof features_config, DC_IMAGE_FEATURES_PIXELS, DC_EXPOSURE_AS_IS, 8, 2};
    losses.struct_size = sizeof losses;
    for (uint64_t* set : {handles.freed, handles.live}) {
      ASSERT_OK(dc_network_clone(network, &set[0]));
      ASSERT_OK(dc_sampler_create(network, &sampler_config, labels, streams, 2, 1, &set[1]));
      ASSERT_OK(dc_trainer_create(network, 0, &training, &set[2]));
      ASSERT_OK(dc_normality_fit(&normality_config, batch.data(), 2, 4, 48, &set[3]));
      ASSERT_OK(dc_backbone_load(kBackboneFile.c_str(), "forward", &backbone_config, &set[4]));
    }
    free_all(handles.freed);
    live = dc_live_handles();
  }
  void TearDown() override {
    EXPECT_EQ(dc_live_handles(), live);
    free_all(handles.live);
    WithNetwork::TearDown();
  }

  static void free_all(uint64_t* set) {
    EXPECT_OK(dc_network_free(set[0]));
    EXPECT_OK(dc_sampler_free(set[1]));
    EXPECT_OK(dc_trainer_free(set[2]));
    EXPECT_OK(dc_normality_free(set[3]));
    EXPECT_OK(dc_backbone_free(set[4]));
  }

  // Refuses every misuse; and the same call, right, succeeds.
  template <class... Args>
  void row(const char* name, dc_status (*function)(Args...) noexcept, std::vector<Kind> kinds,
           std::type_identity_t<Args>... good) {
    const Misuse<Args...> misuse(name, function, handles, std::move(kinds), good...);
    misuse.expect_refused();
    EXPECT_OK(misuse.call()) << name;
  }

  std::vector<float> batch;
  const int32_t timesteps[2] = {1, 2}, labels[2] = {0, 1};
  const uint64_t streams[2] = {1, 2};
  const dc_sampler_config sampler_config{sizeof(dc_sampler_config), 2, DC_SPACING_LEADING, 0, 1, 1};
  const dc_training_config training = training_config();
  const dc_backbone_config backbone_config{sizeof(dc_backbone_config), 16, {0.5f, 0.5f, 0.5f}, {0.25f, 0.25f, 0.25f}};
  dc_reading reading{};
  dc_normality_config normality_config{};
  dc_image_features_config features_config{};
  dc_losses losses{};
  Handles handles{};
  int64_t live = 0;
  std::vector<float> result = std::vector<float>(4096);
};

#define ROW(function, ...) row(#function, &function, __VA_ARGS__)
using enum Kind;

TEST_F(MisuseTable, Status) {
  // dc_abi_version and dc_live_handles take nothing that could be wrong.
  for (const int status : {-1, 9, INT_MIN, INT_MAX}) {
    EXPECT_STREQ(dc_status_name(status), "unknown status");
  }
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
  ROW(dc_set_device, {kPointer, kAny}, "cpu", 0);
  ROW(dc_device_describe, {kAny, kAny, kPointer}, nullptr, 0, &length);
}

TEST_F(MisuseTable, Network) {
  const dc_network_config config = tiny_config();
  dc_network made = 0;
  ROW(dc_network_create, {kStruct, kAny, kPointer}, &config, 1, &made);
  ROW(dc_network_free, {kNetwork}, made);
  EXPECT_FAILS(dc_network_free(made), DC_ERROR_BAD_HANDLE, "was freed");
  ROW(dc_network_clone, {kNetwork, kPointer}, network, &made);
  EXPECT_OK(dc_network_free(made));
  dc_network_config read = config;
  ROW(dc_network_get_config, {kNetwork, kStruct}, network, &read);
  ROW(dc_network_set_precision, {kNetwork, kAny}, network, DC_PRECISION_F32);
  EXPECT_FAILS(dc_network_set_precision(network, 2), DC_ERROR_INVALID_ARGUMENT, "precision");
  ROW(dc_network_set_device, {kNetwork, kPointer}, network, "cpu");
  size_t length = 0;
  ROW(dc_network_device, {kNetwork, kAny, kAny, kPointer}, network, nullptr, 0, &length);
  int64_t count = 0;
  ROW(dc_network_parameter_count, {kNetwork, kPointer}, network, &count);
  ROW(dc_network_read_parameter, {kNetwork, kPointer, kPointer, kSize, kPointer}, network, "head.bias", result.data(),
      2, &count);
  const Scratch folder;
  ROW(dc_network_save, {kNetwork, kPath}, network, folder.path().c_str());
  ROW(dc_network_load, {kPath, kPointer}, folder.path().c_str(), &made);
  EXPECT_OK(dc_network_free(made));
  ROW(dc_network_predict_noise, {kNetwork, kPointer, kPointer, kPointer, kAny, kPointer}, network, batch.data(),
      timesteps, labels, 2, result.data());
  for (const int64_t images : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_network_predict_noise(network, batch.data(), timesteps, labels, images, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "count");
  }
  // Last: the network's trainer does not fit any more.
  ROW(dc_network_add_classes, {kNetwork, kAny, kAny}, network, 1, 1);
  for (const int classes : {0, -1, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dc_network_add_classes(network, classes, 1), DC_ERROR_INVALID_ARGUMENT, "");
  }
}

TEST_F(MisuseTable, Diffusion) {
  ROW(dc_noise, {kAny, kAny, kPointer, kAny}, 1, 2, result.data(), 4);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_noise(1, 2, result.data(), count), DC_ERROR_INVALID_ARGUMENT, "count");
  }
  dc_sampler sampler = 0;
  ROW(dc_sampler_create, {kNetwork, kStruct, kPointer, kPointer, kAny, kAny, kPointer}, network, &sampler_config,
      labels, streams, 2, 1, &sampler);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_sampler_create(network, &sampler_config, labels, streams, count, 1, &sampler),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  int32_t remaining = 0;
  ROW(dc_sampler_step, {kSampler, kPointer}, sampler, &remaining);
  ROW(dc_sampler_images, {kSampler, kPointer, kSize}, sampler, result.data(), 2 * kImage);
  ROW(dc_sampler_free, {kSampler}, sampler);
  EXPECT_FAILS(dc_sampler_free(sampler), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Features) {
  ROW(dc_features_embed, {kNetwork, kStruct, kPointer, kSize, kPointer, kSize}, network, &reading, result.data(),
      2 * kDimension, result.data() + 2 * kDimension, 4);
  int32_t channels = 0;
  ROW(dc_features_level_channels, {kNetwork, kPointer}, network, &channels);
  ROW(dc_features_levels, {kNetwork, kStruct, kAny, kPointer, kSize}, network, &reading, 1, result.data(),
      2 * channels);
  for (const int grid : {0, -1, 9, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dc_features_levels(network, &reading, grid, result.data(), 2 * channels), DC_ERROR_INVALID_ARGUMENT,
                 "grid");
  }
  ROW(dc_features_reconstruction, {kNetwork, kStruct, kAny, kPointer, kSize}, network, &reading, 2, result.data(),
      2 * 2 * 2 * 4);
  for (const int grid : {0, -1, 9, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dc_features_reconstruction(network, &reading, grid, result.data(), 32), DC_ERROR_INVALID_ARGUMENT,
                 "grid");
  }
  for (const auto spoil : {+[](dc_reading& r) { r.images = nullptr; }, +[](dc_reading& r) { r.timesteps = nullptr; },
                           +[](dc_reading& r) { r.labels = nullptr; }, +[](dc_reading& r) { r.streams = nullptr; },
                           +[](dc_reading& r) { r.count = -1; }, +[](dc_reading& r) { r.count = INT64_MAX; },
                           +[](dc_reading& r) { r.reserved = 1; }}) {
    dc_reading spoilt = reading;
    spoil(spoilt);
    EXPECT_FAILS(dc_features_embed(network, &spoilt, result.data(), 2 * kDimension, nullptr, 0),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
}

TEST_F(MisuseTable, ImageFeatures) {
  int64_t locations = 0;
  int32_t channels = 0;
  ROW(dc_image_features_shape, {kStruct, kPointer, kPointer}, &features_config, &locations, &channels);
  ROW(dc_image_features, {kStruct, kPointer, kSize, kPointer, kSize}, &features_config, batch.data(), 2, result.data(),
      2 * locations * channels);
}

TEST_F(MisuseTable, Learning) {
  dc_trainer trainer = 0;
  ROW(dc_trainer_create, {kNetwork, kAny, kStruct, kPointer}, network, 0, &training, &trainer);
  for (const uint64_t teacher : {kStale, handles.freed[0], handles.live[1], handles.live[2], handles.live[3]}) {
    EXPECT_FAILS(dc_trainer_create(network, teacher, &training, &trainer), DC_ERROR_BAD_HANDLE, "network");
  }
  ROW(dc_trainer_step, {kTrainer, kPointer, kPointer, kAny, kAny, kStruct}, trainer, batch.data(), labels, 2, 0,
      &losses);
  for (const auto& [current, replayed] : {std::pair<int64_t, int64_t>{0, 0}, {-1, 2}, {2, -1}, {INT64_MAX, 0},
                                          {INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}) {
    EXPECT_FAILS(dc_trainer_step(trainer, batch.data(), labels, current, replayed, &losses), DC_ERROR_INVALID_ARGUMENT,
                 "");
  }
  ROW(dc_trainer_set_precision, {kTrainer, kAny}, trainer, DC_PRECISION_F32);
  for (const int precision : {-1, 2, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dc_trainer_set_precision(trainer, precision), DC_ERROR_INVALID_ARGUMENT, "precision");
  }
  const Scratch folder;
  const std::string file = folder.path("trainer.safetensors");
  ROW(dc_trainer_save, {kTrainer, kPath}, trainer, file.c_str());
  ROW(dc_trainer_load, {kTrainer, kPath}, trainer, file.c_str());
  ROW(dc_trainer_free, {kTrainer}, trainer);
  EXPECT_FAILS(dc_trainer_free(trainer), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Continual) {
  dc_trainer trainer = 0;
  ASSERT_OK(dc_trainer_create(network, handles.live[0], &training, &trainer));
  int64_t weights = 0;
  ROW(dc_trainer_weight_count, {kTrainer, kPointer}, trainer, &weights);
  std::vector<float> center(weights), importance(weights);
  ROW(dc_trainer_weights, {kTrainer, kPointer, kSize}, trainer, center.data(), weights);
  ROW(dc_trainer_expand, {kTrainer, kPointer, kSize, kSize, kPointer, kSize}, trainer, center.data(), weights, 2,
      importance.data(), weights);
  ROW(dc_trainer_importance, {kTrainer, kPointer, kPointer, kAny, kPointer, kSize}, trainer, batch.data(), labels, 2,
      importance.data(), weights);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_trainer_importance(trainer, batch.data(), labels, count, importance.data(), weights),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  ROW(dc_trainer_set_anchor, {kTrainer, kPointer, kPointer, kSize, kSize, kAny}, trainer, importance.data(),
      center.data(), weights, 2, 1.0);
  ROW(dc_trainer_set_old_outputs, {kTrainer, kAny, kAny}, trainer, 1.0, 2.0);
  EXPECT_FAILS(dc_trainer_set_old_outputs(handles.live[2], 1, 2), DC_ERROR_INVALID_ARGUMENT, "teacher");
  for (const double wrong : {-1.0, double{kNaN}, HUGE_VAL, -HUGE_VAL}) {
    EXPECT_FAILS(dc_trainer_set_anchor(trainer, importance.data(), center.data(), weights, 2, wrong),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_trainer_set_old_outputs(trainer, wrong, 2), DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dc_trainer_set_old_outputs(trainer, 1, wrong), DC_ERROR_INVALID_ARGUMENT, "");
  }
  std::vector<float> noise(2 * kImage), logits(4);
  ROW(dc_trainer_outputs, {kTrainer, kPointer, kPointer, kPointer, kAny, kAny, kPointer, kPointer}, trainer,
      batch.data(), labels, streams, 2, 5, noise.data(), logits.data());
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_trainer_outputs(trainer, batch.data(), labels, streams, count, 5, noise.data(), logits.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  const dc_stored_outputs stored{sizeof stored, 0, 5, streams, noise.data(), logits.data(), 0.5, 0.5};
  ROW(dc_trainer_step_stored, {kTrainer, kPointer, kPointer, kAny, kAny, kStruct, kStruct}, trainer, batch.data(),
      labels, 1, 1, &stored, &losses);
  for (const auto& [current, replayed] : {std::pair<int64_t, int64_t>{1, 0}, {-1, 2}, {2, -1}, {INT64_MAX, 1},
                                          {1, INT64_MAX}, {INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}) {
    EXPECT_FAILS(dc_trainer_step_stored(trainer, batch.data(), labels, current, replayed, &stored, &losses),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  for (const auto spoil :
       {+[](dc_stored_outputs& s) { s.streams = nullptr; }, +[](dc_stored_outputs& s) { s.noise = nullptr; },
        +[](dc_stored_outputs& s) { s.logits = nullptr; }, +[](dc_stored_outputs& s) { s.reserved = 1; },
        +[](dc_stored_outputs& s) { s.weight = kNaN; }, +[](dc_stored_outputs& s) { s.replay_weight = -1; }}) {
    dc_stored_outputs spoilt = stored;
    spoil(spoilt);
    EXPECT_FAILS(dc_trainer_step_stored(trainer, batch.data(), labels, 1, 1, &spoilt, &losses),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  double term = 0;
  ROW(dc_trainer_strategy_term, {kTrainer, kPointer}, trainer, &term);
  EXPECT_OK(dc_trainer_free(trainer));
}

TEST_F(MisuseTable, Backbone) {
  dc_backbone backbone = 0;
  ROW(dc_backbone_load, {kPath, kPointer, kStruct, kPointer}, kBackboneFile.c_str(), "forward", &backbone_config,
      &backbone);
  EXPECT_FAILS(dc_backbone_load(kBackboneFile.c_str(), "", &backbone_config, &backbone), DC_ERROR_INVALID_ARGUMENT, "");
  EXPECT_FAILS(dc_backbone_load(kBackboneFile.c_str(), "backward", &backbone_config, &backbone), DC_ERROR_FORMAT, "");
  for (const auto spoil :
       {+[](dc_backbone_config& c) { c.image_size = 0; }, +[](dc_backbone_config& c) { c.image_size = INT_MAX; },
        +[](dc_backbone_config& c) { c.std[1] = 0; }, +[](dc_backbone_config& c) { c.std[1] = kNaN; },
        +[](dc_backbone_config& c) { c.mean[1] = kNaN; }}) {
    dc_backbone_config spoilt = backbone_config;
    spoil(spoilt);
    dc_backbone none = 0;
    EXPECT_FAILS(dc_backbone_load(kBackboneFile.c_str(), "forward", &spoilt, &none), DC_ERROR_INVALID_ARGUMENT, "");
  }
  int32_t channels = 0;
  ROW(dc_backbone_channels, {kBackbone, kPointer}, backbone, &channels);
  const std::vector<float> pixels = images(2 * 16 * 16 * 3 / kImage);
  ROW(dc_backbone_features, {kBackbone, kPointer, kAny, kAny, kPointer, kSize}, backbone, pixels.data(), 2, 4,
      result.data(), 2 * 4 * 4 * channels);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dc_backbone_features(backbone, pixels.data(), count, 4, result.data(), 2 * 4 * 4 * channels),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  for (const int grid : {0, -1, 1025, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dc_backbone_features(backbone, pixels.data(), 2, grid, result.data(), 2 * 4 * 4 * channels),
                 DC_ERROR_INVALID_ARGUMENT, "grid");
  }
  ROW(dc_backbone_free, {kBackbone}, backbone);
  EXPECT_FAILS(dc_backbone_free(backbone), DC_ERROR_BAD_HANDLE, "was freed");
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

TEST(Misuse, HasARowForEveryExportedFunction) {
  const std::string table =
      read_file(std::filesystem::path(DIFFCONT_SOURCE) / "tests/native/c_api/misuse_test.cpp");
  Names rows = find_all(table, std::regex(R"(ROW\((dc_\w+),)"));
  rows.insert({"dc_abi_version", "dc_live_handles", "dc_status_name", "dc_last_error"});  // the test named Status
  for (const std::string& name : exported()) {
    EXPECT_TRUE(rows.contains(name)) << name << " is exported and has no row in misuse_test.cpp: add one";
  }
}

}  // namespace
