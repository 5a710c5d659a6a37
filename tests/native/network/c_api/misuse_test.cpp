// Every exported function, called wrongly in every way: an error code and a message, never a crash. The table has a row
// for each function; a function without one fails the last test.
#include "common/c_api/misuse.h"
#include "network/c_api/support.h"

#include <climits>
#include <cmath>


namespace {

const std::string kBackboneFile = std::string(DIFFCONT_SOURCE) + "/tests/golden/backbone/layers.pt";

class MisuseTable : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    batch = images(2);
    reading = {sizeof reading, 0, 2, batch.data(), timesteps, labels, streams, 5};
    losses.struct_size = sizeof losses;
    handles = {std::vector<uint64_t>(4), std::vector<uint64_t>(4)};
    for (uint64_t* set : {handles.freed.data(), handles.live.data()}) {
      ASSERT_OK(dcn_network_clone(network, &set[0]));
      ASSERT_OK(dcn_sampler_create(network, &sampler_config, labels, streams, 2, 1, &set[1]));
      ASSERT_OK(dcn_trainer_create(network, 0, &training, &set[2]));
      ASSERT_OK(dcn_backbone_load(kBackboneFile.c_str(), "forward", &backbone_config, &set[3]));
    }
    free_all(handles.freed.data());
    live = dcn_live_handles();
  }
  void TearDown() override {
    EXPECT_EQ(dcn_live_handles(), live);
    free_all(handles.live.data());
    WithNetwork::TearDown();
  }

  static void free_all(const uint64_t* set) {
    EXPECT_OK(dcn_network_free(set[0]));
    EXPECT_OK(dcn_sampler_free(set[1]));
    EXPECT_OK(dcn_trainer_free(set[2]));
    EXPECT_OK(dcn_backbone_free(set[3]));
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
  const dcn_sampler_config sampler_config{sizeof(dcn_sampler_config), 2, DCN_SPACING_LEADING, 0};
  const dcn_training_config training = training_config();
  const dcn_backbone_config backbone_config{sizeof(dcn_backbone_config), 16, {0.5f, 0.5f, 0.5f}, {0.25f, 0.25f, 0.25f}};
  dcn_reading reading{};
  dcn_losses losses{};
  Handles handles{};
  int64_t live = 0;
  std::vector<float> result = std::vector<float>(4096);
};

#define ROW(function, ...) row(#function, &function, __VA_ARGS__)
using enum Kind;
constexpr Kind kNetwork = Kind::kHandle0, kSampler = Kind::kHandle1, kTrainer = Kind::kHandle2,
               kBackbone = Kind::kHandle3;

TEST_F(MisuseTable, Status) {
  // dcn_abi_version and dcn_live_handles take nothing that could be wrong.
  // dcn_last_error must leave the error that it tells of in place, so it has no message of its own.
  char text[8];
  size_t length = 0;
  EXPECT_EQ(dcn_last_error(text, sizeof text, nullptr), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dcn_last_error(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dcn_last_error(nullptr, SIZE_MAX, &length), DC_ERROR_INVALID_ARGUMENT);
}

TEST_F(MisuseTable, Runtime) {
  size_t length = 0;
  ROW(dcn_runtime_describe, {kAny, kAny, kPointer}, nullptr, 0, &length);
  ROW(dcn_struct_layouts, {kAny, kAny, kPointer}, nullptr, 0, &length);
  EXPECT_FAILS(dcn_runtime_describe(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  EXPECT_FAILS(dcn_struct_layouts(nullptr, 1, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
  ROW(dcn_set_threads, {kAny}, 1);
  for (const int threads : {-1, 1025, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dcn_set_threads(threads), DC_ERROR_INVALID_ARGUMENT, "threads");
  }
  EXPECT_OK(dcn_set_threads(0));
  ROW(dcn_set_device, {kPointer, kAny}, "cpu", 0);
  ROW(dcn_device_describe, {kAny, kAny, kPointer}, nullptr, 0, &length);
}

TEST_F(MisuseTable, Network) {
  const dcn_network_config config = tiny_config();
  dcn_network made = 0;
  ROW(dcn_network_create, {kStruct, kAny, kPointer}, &config, 1, &made);
  ROW(dcn_network_free, {kNetwork}, made);
  EXPECT_FAILS(dcn_network_free(made), DC_ERROR_BAD_HANDLE, "was freed");
  ROW(dcn_network_clone, {kNetwork, kPointer}, network, &made);
  EXPECT_OK(dcn_network_free(made));
  dcn_network_config read = config;
  ROW(dcn_network_get_config, {kNetwork, kStruct}, network, &read);
  ROW(dcn_network_set_precision, {kNetwork, kAny}, network, DCN_PRECISION_F32);
  EXPECT_FAILS(dcn_network_set_precision(network, 2), DC_ERROR_INVALID_ARGUMENT, "precision");
  size_t length = 0;
  ROW(dcn_network_device, {kNetwork, kAny, kAny, kPointer}, network, nullptr, 0, &length);
  int64_t count = 0;
  ROW(dcn_network_parameter_count, {kNetwork, kPointer}, network, &count);
  ROW(dcn_network_read_parameter, {kNetwork, kPointer, kPointer, kSize, kPointer}, network, "head.bias", result.data(),
      2, &count);
  const Scratch folder;
  ROW(dcn_network_save, {kNetwork, kPath}, network, folder.path().c_str());
  ROW(dcn_network_load, {kPath, kPointer}, folder.path().c_str(), &made);
  EXPECT_OK(dcn_network_free(made));
  ROW(dcn_network_predict_noise, {kNetwork, kPointer, kPointer, kPointer, kAny, kPointer}, network, batch.data(),
      timesteps, labels, 2, result.data());
  for (const int64_t images : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_network_predict_noise(network, batch.data(), timesteps, labels, images, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "count");
  }
  // Last: the network's trainer does not fit any more.
  ROW(dcn_network_add_classes, {kNetwork, kAny, kAny}, network, 1, 1);
  for (const int classes : {0, -1, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dcn_network_add_classes(network, classes, 1), DC_ERROR_INVALID_ARGUMENT, "");
  }
}

TEST_F(MisuseTable, Diffusion) {
  dcn_sampler sampler = 0;
  ROW(dcn_sampler_create, {kNetwork, kStruct, kPointer, kPointer, kAny, kAny, kPointer}, network, &sampler_config,
      labels, streams, 2, 1, &sampler);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_sampler_create(network, &sampler_config, labels, streams, count, 1, &sampler),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  int32_t remaining = 0;
  ROW(dcn_sampler_step, {kSampler, kPointer}, sampler, &remaining);
  ROW(dcn_sampler_images, {kSampler, kPointer, kSize}, sampler, result.data(), 2 * kImage);
  ROW(dcn_sampler_free, {kSampler}, sampler);
  EXPECT_FAILS(dcn_sampler_free(sampler), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Features) {
  ROW(dcn_features_embed, {kNetwork, kStruct, kPointer, kSize, kPointer, kSize}, network, &reading, result.data(),
      2 * kDimension, result.data() + 2 * kDimension, 4);
  int32_t channels = 0;
  ROW(dcn_features_level_channels, {kNetwork, kPointer}, network, &channels);
  ROW(dcn_features_levels, {kNetwork, kStruct, kAny, kPointer, kSize}, network, &reading, 1, result.data(),
      2 * channels);
  for (const int grid : {0, -1, 9, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dcn_features_levels(network, &reading, grid, result.data(), 2 * channels), DC_ERROR_INVALID_ARGUMENT,
                 "grid");
  }
  ROW(dcn_features_reconstruction, {kNetwork, kStruct, kAny, kPointer, kSize}, network, &reading, 2, result.data(),
      2 * 2 * 2 * 4);
  for (const int grid : {0, -1, 9, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dcn_features_reconstruction(network, &reading, grid, result.data(), 32), DC_ERROR_INVALID_ARGUMENT,
                 "grid");
  }
  for (const auto spoil : {+[](dcn_reading& r) { r.images = nullptr; }, +[](dcn_reading& r) { r.timesteps = nullptr; },
                           +[](dcn_reading& r) { r.labels = nullptr; }, +[](dcn_reading& r) { r.streams = nullptr; },
                           +[](dcn_reading& r) { r.count = -1; }, +[](dcn_reading& r) { r.count = INT64_MAX; },
                           +[](dcn_reading& r) { r.reserved = 1; }}) {
    dcn_reading spoilt = reading;
    spoil(spoilt);
    EXPECT_FAILS(dcn_features_embed(network, &spoilt, result.data(), 2 * kDimension, nullptr, 0),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
}

TEST_F(MisuseTable, Learning) {
  dcn_trainer trainer = 0;
  ROW(dcn_trainer_create, {kNetwork, kAny, kStruct, kPointer}, network, 0, &training, &trainer);
  for (const uint64_t teacher : {kStale, handles.freed[0], handles.live[1], handles.live[2], handles.live[3]}) {
    EXPECT_FAILS(dcn_trainer_create(network, teacher, &training, &trainer), DC_ERROR_BAD_HANDLE, "network");
  }
  ROW(dcn_trainer_step, {kTrainer, kPointer, kPointer, kAny, kAny, kStruct}, trainer, batch.data(), labels, 2, 0,
      &losses);
  for (const auto& [current, replayed] : {std::pair<int64_t, int64_t>{0, 0}, {-1, 2}, {2, -1}, {INT64_MAX, 0},
                                          {INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}) {
    EXPECT_FAILS(dcn_trainer_step(trainer, batch.data(), labels, current, replayed, &losses), DC_ERROR_INVALID_ARGUMENT,
                 "");
  }
  ROW(dcn_trainer_set_precision, {kTrainer, kAny}, trainer, DCN_PRECISION_F32);
  for (const int precision : {-1, 2, INT_MIN, INT_MAX}) {
    EXPECT_FAILS(dcn_trainer_set_precision(trainer, precision), DC_ERROR_INVALID_ARGUMENT, "precision");
  }
  ROW(dcn_trainer_free, {kTrainer}, trainer);
  EXPECT_FAILS(dcn_trainer_free(trainer), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Continual) {
  dcn_trainer trainer = 0;
  ASSERT_OK(dcn_trainer_create(network, handles.live[0], &training, &trainer));
  int64_t weights = 0;
  ROW(dcn_trainer_weight_count, {kTrainer, kPointer}, trainer, &weights);
  std::vector<float> center(weights), importance(weights);
  ROW(dcn_trainer_weights, {kTrainer, kPointer, kSize}, trainer, center.data(), weights);
  ROW(dcn_trainer_expand, {kTrainer, kPointer, kSize, kSize, kPointer, kSize}, trainer, center.data(), weights, 2,
      importance.data(), weights);
  ROW(dcn_trainer_importance, {kTrainer, kPointer, kPointer, kAny, kPointer, kSize}, trainer, batch.data(), labels, 2,
      importance.data(), weights);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_trainer_importance(trainer, batch.data(), labels, count, importance.data(), weights),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  ROW(dcn_trainer_set_anchor, {kTrainer, kPointer, kPointer, kSize, kSize, kAny}, trainer, importance.data(),
      center.data(), weights, 2, 1.0);
  ROW(dcn_trainer_set_old_outputs, {kTrainer, kAny, kAny}, trainer, 1.0, 2.0);
  EXPECT_FAILS(dcn_trainer_set_old_outputs(handles.live[2], 1, 2), DC_ERROR_INVALID_ARGUMENT, "teacher");
  for (const double wrong : {-1.0, double{kNaN}, HUGE_VAL, -HUGE_VAL}) {
    EXPECT_FAILS(dcn_trainer_set_anchor(trainer, importance.data(), center.data(), weights, 2, wrong),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dcn_trainer_set_old_outputs(trainer, wrong, 2), DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dcn_trainer_set_old_outputs(trainer, 1, wrong), DC_ERROR_INVALID_ARGUMENT, "");
  }
  std::vector<float> noise(2 * kImage), logits(4);
  ROW(dcn_trainer_outputs, {kTrainer, kPointer, kPointer, kPointer, kAny, kAny, kPointer, kPointer}, trainer,
      batch.data(), labels, streams, 2, 5, noise.data(), logits.data());
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_trainer_outputs(trainer, batch.data(), labels, streams, count, 5, noise.data(), logits.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  const dcn_stored_outputs stored{sizeof stored, 0, 5, streams, noise.data(), logits.data(), 0.5, 0.5};
  ROW(dcn_trainer_step_stored, {kTrainer, kPointer, kPointer, kAny, kAny, kStruct, kStruct}, trainer, batch.data(),
      labels, 1, 1, &stored, &losses);
  for (const auto& [current, replayed] : {std::pair<int64_t, int64_t>{1, 0}, {-1, 2}, {2, -1}, {INT64_MAX, 1},
                                          {1, INT64_MAX}, {INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}) {
    EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, current, replayed, &stored, &losses),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  for (const auto spoil :
       {+[](dcn_stored_outputs& s) { s.streams = nullptr; }, +[](dcn_stored_outputs& s) { s.noise = nullptr; },
        +[](dcn_stored_outputs& s) { s.logits = nullptr; }, +[](dcn_stored_outputs& s) { s.reserved = 1; },
        +[](dcn_stored_outputs& s) { s.weight = kNaN; }, +[](dcn_stored_outputs& s) { s.replay_weight = -1; }}) {
    dcn_stored_outputs spoilt = stored;
    spoil(spoilt);
    EXPECT_FAILS(dcn_trainer_step_stored(trainer, batch.data(), labels, 1, 1, &spoilt, &losses),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  double term = 0;
  ROW(dcn_trainer_strategy_term, {kTrainer, kPointer}, trainer, &term);
  EXPECT_OK(dcn_trainer_free(trainer));
}

TEST_F(MisuseTable, Backbone) {
  dcn_backbone backbone = 0;
  ROW(dcn_backbone_load, {kPath, kPointer, kStruct, kPointer}, kBackboneFile.c_str(), "forward", &backbone_config,
      &backbone);
  EXPECT_FAILS(dcn_backbone_load(kBackboneFile.c_str(), "", &backbone_config, &backbone), DC_ERROR_INVALID_ARGUMENT, "");
  EXPECT_FAILS(dcn_backbone_load(kBackboneFile.c_str(), "backward", &backbone_config, &backbone), DC_ERROR_FORMAT, "");
  for (const auto spoil :
       {+[](dcn_backbone_config& c) { c.image_size = 0; }, +[](dcn_backbone_config& c) { c.image_size = INT_MAX; },
        +[](dcn_backbone_config& c) { c.std[1] = 0; }, +[](dcn_backbone_config& c) { c.std[1] = kNaN; },
        +[](dcn_backbone_config& c) { c.mean[1] = kNaN; }}) {
    dcn_backbone_config spoilt = backbone_config;
    spoil(spoilt);
    dcn_backbone none = 0;
    EXPECT_FAILS(dcn_backbone_load(kBackboneFile.c_str(), "forward", &spoilt, &none), DC_ERROR_INVALID_ARGUMENT, "");
  }
  int32_t channels = 0;
  ROW(dcn_backbone_channels, {kBackbone, kPointer}, backbone, &channels);
  const std::vector<float> pixels = images(2 * 16 * 16 * 3 / kImage);
  ROW(dcn_backbone_features, {kBackbone, kPointer, kAny, kAny, kPointer, kSize}, backbone, pixels.data(), 2, 4,
      result.data(), 2 * 4 * 4 * channels);
  for (const int64_t count : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_backbone_features(backbone, pixels.data(), count, 4, result.data(), 2 * 4 * 4 * channels),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
  for (const int grid : {0, -1, 1025, INT_MAX, INT_MIN}) {
    EXPECT_FAILS(dcn_backbone_features(backbone, pixels.data(), 2, grid, result.data(), 2 * 4 * 4 * channels),
                 DC_ERROR_INVALID_ARGUMENT, "grid");
  }
  ROW(dcn_backbone_free, {kBackbone}, backbone);
  EXPECT_FAILS(dcn_backbone_free(backbone), DC_ERROR_BAD_HANDLE, "was freed");
}

TEST_F(MisuseTable, Distances) {
  ROW(dcn_squared_distances, {kPointer, kAny, kAny, kAny, kAny, kPointer, kAny, kPointer}, batch.data(), 2, 4, nullptr,
      nullptr, batch.data(), 3, result.data());
  for (const int64_t size : {int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FAILS(dcn_squared_distances(batch.data(), size, 4, nullptr, nullptr, batch.data(), 3, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dcn_squared_distances(batch.data(), 2, size, nullptr, nullptr, batch.data(), 3, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
    EXPECT_FAILS(dcn_squared_distances(batch.data(), 2, 4, nullptr, nullptr, batch.data(), size, result.data()),
                 DC_ERROR_INVALID_ARGUMENT, "");
  }
}

}  // namespace
