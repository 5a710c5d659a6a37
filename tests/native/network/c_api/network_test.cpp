#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "network/c_api/support.h"

namespace {

class Network : public WithNetwork {};

TEST_F(Network, SameSeedGivesTheSameBits) {
  const dcn_network_config config = tiny_config();
  dcn_network again = 0, other = 0;
  ASSERT_OK(dcn_network_create(&config, 7, &again));
  ASSERT_OK(dcn_network_create(&config, 8, &other));
  EXPECT_EQ(parameter(network, "conv_in.weight"), parameter(again, "conv_in.weight"));
  EXPECT_NE(parameter(network, "conv_in.weight"), parameter(other, "conv_in.weight"));
  EXPECT_OK(dcn_network_free(again));
  EXPECT_OK(dcn_network_free(other));
}

TEST_F(Network, GivesItsConfigurationBack) {
  const dcn_network_config wanted = tiny_config();
  dcn_network_config config{};
  config.struct_size = sizeof config;
  ASSERT_OK(dcn_network_get_config(network, &config));
  EXPECT_EQ(config.sample_size, wanted.sample_size);
  EXPECT_EQ(config.image_channels, wanted.image_channels);
  EXPECT_EQ(config.level_count, wanted.level_count);
  for (int level = 0; level < DCN_MAX_LEVELS; ++level) {
    EXPECT_EQ(config.channels[level], wanted.channels[level]);
    EXPECT_EQ(config.attention[level], wanted.attention[level]);
  }
  EXPECT_EQ(config.layers_per_block, wanted.layers_per_block);
  EXPECT_EQ(config.norm_num_groups, wanted.norm_num_groups);
  EXPECT_EQ(config.attention_head_dim, wanted.attention_head_dim);
  EXPECT_EQ(config.class_count, wanted.class_count);
  EXPECT_EQ(config.projector_channels, wanted.projector_channels);
  EXPECT_EQ(config.embedding_grid, wanted.embedding_grid);
  EXPECT_EQ(config.projector_init, wanted.projector_init);
  EXPECT_EQ(config.train_timesteps, wanted.train_timesteps);
  EXPECT_EQ(config.norm_eps, wanted.norm_eps);
  EXPECT_EQ(config.beta_start, wanted.beta_start);
  EXPECT_EQ(config.beta_end, wanted.beta_end);
}

TEST_F(Network, CreateNamesTheFieldThatIsWrong) {
  struct Case {
    const char* name;
    void (*spoil)(dcn_network_config&);
  };
  const Case cases[] = {
      {"struct_size", [](dcn_network_config& c) { c.struct_size = 12; }},
      {"sample_size", [](dcn_network_config& c) { c.sample_size = 9; }},
      {"sample_size", [](dcn_network_config& c) { c.sample_size = -8; }},
      {"image_channels", [](dcn_network_config& c) { c.image_channels = 17; }},
      {"level_count", [](dcn_network_config& c) { c.level_count = 0; }},
      {"level_count", [](dcn_network_config& c) { c.level_count = 9; }},
      {"channels", [](dcn_network_config& c) { c.channels[1] = 0x7FFFFFFC; }},
      {"channels", [](dcn_network_config& c) { c.channels[0] = 6; }},
      {"attention", [](dcn_network_config& c) { c.attention[0] = 2; }},
      {"attention_head_dim", [](dcn_network_config& c) { c.attention_head_dim = 5; }},
      {"layers_per_block", [](dcn_network_config& c) { c.layers_per_block = 0; }},
      {"norm_num_groups", [](dcn_network_config& c) { c.norm_num_groups = 0; }},
      {"class_count", [](dcn_network_config& c) { c.class_count = 0; }},
      {"projector_channels", [](dcn_network_config& c) { c.projector_channels = 0; }},
      {"embedding_grid", [](dcn_network_config& c) { c.embedding_grid = 0x7FFFFFFF; }},
      {"projector_init", [](dcn_network_config& c) { c.projector_init = 2; }},
      {"train_timesteps", [](dcn_network_config& c) { c.train_timesteps = 0; }},
      {"norm_eps", [](dcn_network_config& c) { c.norm_eps = std::nan(""); }},
      {"beta_start", [](dcn_network_config& c) { c.beta_start = -1; }},
      {"beta_end", [](dcn_network_config& c) { c.beta_end = 1.5; }},
  };
  for (const Case& one : cases) {
    dcn_network_config config = tiny_config();
    one.spoil(config);
    dcn_network made = 99;
    EXPECT_FAILS(dcn_network_create(&config, 1, &made), DC_ERROR_INVALID_ARGUMENT, one.name);
    EXPECT_EQ(made, 99u) << "a result was written by a call that failed";
  }
}

TEST_F(Network, RefusesNullPointers) {
  dcn_network_config config = tiny_config();
  dcn_network made = 0;
  int64_t count = 0;
  float value = 0;
  EXPECT_FAILS(dcn_network_create(nullptr, 1, &made), DC_ERROR_INVALID_ARGUMENT, "config is NULL");
  EXPECT_FAILS(dcn_network_create(&config, 1, nullptr), DC_ERROR_INVALID_ARGUMENT, "network is NULL");
  EXPECT_FAILS(dcn_network_clone(network, nullptr), DC_ERROR_INVALID_ARGUMENT, "copy is NULL");
  EXPECT_FAILS(dcn_network_get_config(network, nullptr), DC_ERROR_INVALID_ARGUMENT, "config is NULL");
  EXPECT_FAILS(dcn_network_parameter_count(network, nullptr), DC_ERROR_INVALID_ARGUMENT, "count is NULL");
  EXPECT_FAILS(dcn_network_read_parameter(network, nullptr, &value, 1, &count), DC_ERROR_INVALID_ARGUMENT, "name");
  EXPECT_FAILS(dcn_network_read_parameter(network, "head.bias", &value, 1, nullptr), DC_ERROR_INVALID_ARGUMENT,
               "needed");
  EXPECT_FAILS(dcn_network_read_parameter(network, "head.bias", nullptr, 2, &count), DC_ERROR_INVALID_ARGUMENT,
               "values");
  EXPECT_FAILS(dcn_network_save(network, nullptr), DC_ERROR_INVALID_ARGUMENT, "folder is NULL");
  EXPECT_FAILS(dcn_network_save(network, ""), DC_ERROR_INVALID_ARGUMENT, "folder is empty");
  EXPECT_FAILS(dcn_network_load(nullptr, &made), DC_ERROR_INVALID_ARGUMENT, "folder is NULL");
  EXPECT_FAILS(dcn_network_load("x", nullptr), DC_ERROR_INVALID_ARGUMENT, "network is NULL");
}

TEST_F(Network, GetConfigRefusesAStructOfAnotherSize) {
  dcn_network_config config{};
  config.struct_size = 3;
  EXPECT_FAILS(dcn_network_get_config(network, &config), DC_ERROR_INVALID_ARGUMENT, "struct_size is 3");
}

TEST_F(Network, EveryFunctionRefusesAHandleThatWasNeverGivenOut) {
  dcn_network made = 0;
  dcn_network_config config = tiny_config();
  int64_t count = 0;
  const std::vector<float> image = images(1);
  std::vector<float> out(kImage);
  const int32_t zero = 0;
  for (const uint64_t handle : {uint64_t{0}, kStale, uint64_t{1}, ~uint64_t{0}}) {
    EXPECT_FAILS(dcn_network_clone(handle, &made), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_free(handle), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_get_config(handle, &config), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_add_classes(handle, 1, 1), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_set_precision(handle, DCN_PRECISION_F32), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_parameter_count(handle, &count), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_read_parameter(handle, "head.bias", nullptr, 0, &count), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_save(handle, "/tmp"), DC_ERROR_BAD_HANDLE, "network");
    EXPECT_FAILS(dcn_network_predict_noise(handle, image.data(), &zero, &zero, 1, out.data()), DC_ERROR_BAD_HANDLE,
                 "network");
  }
}

TEST_F(Network, CopyHasWeightsOfItsOwn) {
  dcn_network copy = 0;
  ASSERT_OK(dcn_network_clone(network, &copy));
  EXPECT_EQ(parameter(network, "head.weight"), parameter(copy, "head.weight"));
  ASSERT_OK(dcn_network_add_classes(copy, 1, 5));
  EXPECT_EQ(parameter(network, "head.bias").size(), 2u);
  EXPECT_EQ(parameter(copy, "head.bias").size(), 3u);
  EXPECT_OK(dcn_network_free(copy));
}

TEST_F(Network, AddedClassesLeaveTheOldRowsTheirBits) {
  const std::vector<float> old_head = parameter(network, "head.weight");
  const std::vector<float> old_classes = parameter(network, "class_embedding.weight");
  ASSERT_OK(dcn_network_add_classes(network, 2, 11));
  const std::vector<float> head = parameter(network, "head.weight");
  const std::vector<float> classes = parameter(network, "class_embedding.weight");
  EXPECT_EQ(head.size(), 2 * old_head.size());
  EXPECT_TRUE(std::equal(old_head.begin(), old_head.end(), head.begin()));
  EXPECT_TRUE(std::equal(old_classes.begin(), old_classes.end(), classes.begin()));
  dcn_network_config config{};
  config.struct_size = sizeof config;
  ASSERT_OK(dcn_network_get_config(network, &config));
  EXPECT_EQ(config.class_count, 4);
}

TEST_F(Network, AddClassesRefusesNumbersOutOfRange) {
  EXPECT_FAILS(dcn_network_add_classes(network, 0, 1), DC_ERROR_INVALID_ARGUMENT, "count is 0");
  EXPECT_FAILS(dcn_network_add_classes(network, -3, 1), DC_ERROR_INVALID_ARGUMENT, "count is -3");
  EXPECT_FAILS(dcn_network_add_classes(network, 0x7FFFFFFF, 1), DC_ERROR_INVALID_ARGUMENT, "class_count");
}

TEST_F(Network, CountsAndReadsParameters) {
  int64_t count = 0;
  ASSERT_OK(dcn_network_parameter_count(network, &count));
  EXPECT_GT(count, 1000);
  EXPECT_EQ(parameter(network, "projector.weight").size(), 4u * 16u);
  EXPECT_EQ(parameter(network, "head.weight").size(), 2u * kDimension);
  float value = 0;
  EXPECT_FAILS(dcn_network_read_parameter(network, "nothing.weight", nullptr, 0, &count), DC_ERROR_INVALID_ARGUMENT,
               "nothing.weight");
  EXPECT_FAILS(dcn_network_read_parameter(network, "head.bias", &value, 1, &count), DC_ERROR_INVALID_ARGUMENT,
               "count is 1, must be 2");
}

TEST_F(Network, PredictsNoiseForEveryImageByItself) {
  const std::vector<float> batch = images(3);
  const int32_t timesteps[] = {0, 500, 999};
  const int32_t labels[] = {0, 1, DCN_LABEL_NONE};
  std::vector<float> together(3 * kImage), alone(kImage);
  ASSERT_OK(dcn_network_predict_noise(network, batch.data(), timesteps, labels, 3, together.data()));
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(dcn_network_predict_noise(network, batch.data() + i * kImage, timesteps + i, labels + i, 1, alone.data()));
    for (int64_t k = 0; k < kImage; ++k) {
      ASSERT_NEAR(alone[static_cast<size_t>(k)], together[static_cast<size_t>(i * kImage + k)], 1e-4);
    }
  }
}

TEST_F(Network, PredictNoiseChecksItsArguments) {
  std::vector<float> batch = images(2);
  std::vector<float> out(2 * kImage);
  const int32_t timesteps[] = {1, 2}, late[] = {1, 1000}, labels[] = {0, 1}, unknown[] = {0, 2}, below[] = {-2, 0};
  const auto call = [&](const float* i, const int32_t* t, const int32_t* l, int64_t n, float* o) {
    return dcn_network_predict_noise(network, i, t, l, n, o);
  };
  EXPECT_FAILS(call(nullptr, timesteps, labels, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "images is NULL");
  EXPECT_FAILS(call(batch.data(), nullptr, labels, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "timesteps is NULL");
  EXPECT_FAILS(call(batch.data(), timesteps, nullptr, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "labels is NULL");
  EXPECT_FAILS(call(batch.data(), timesteps, labels, 2, nullptr), DC_ERROR_INVALID_ARGUMENT, "predicted is NULL");
  EXPECT_FAILS(call(batch.data(), timesteps, labels, 0, out.data()), DC_ERROR_INVALID_ARGUMENT, "count is 0");
  EXPECT_FAILS(call(batch.data(), timesteps, labels, -1, out.data()), DC_ERROR_INVALID_ARGUMENT, "count is -1");
  EXPECT_FAILS(call(batch.data(), timesteps, labels, int64_t{1} << 62, out.data()), DC_ERROR_INVALID_ARGUMENT,
               "count is 4611686018427387904");
  EXPECT_FAILS(call(batch.data(), timesteps, labels, int64_t{1} << 35, out.data()), DC_ERROR_INVALID_ARGUMENT,
               "34359738368 x 3 x 8 x 8");
  EXPECT_FAILS(call(batch.data(), late, labels, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "timesteps[1] is 1000");
  EXPECT_FAILS(call(batch.data(), timesteps, unknown, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "labels[1] is 2");
  EXPECT_FAILS(call(batch.data(), timesteps, below, 2, out.data()), DC_ERROR_INVALID_ARGUMENT, "labels[0] is -2");
  batch[kImage + 5] = kNaN;
  EXPECT_FAILS(call(batch.data(), timesteps, labels, 2, out.data()), DC_ERROR_NOT_FINITE, "images[197] is");
  batch[kImage + 5] = -std::numeric_limits<float>::infinity();
  EXPECT_FAILS(call(batch.data(), timesteps, labels, 2, out.data()), DC_ERROR_NOT_FINITE, "images[197] is -inf");
}

TEST_F(Network, PrecisionChangesInferenceALittleAndBackNotAtAll) {
  const std::vector<float> batch = images(1);
  const int32_t timestep = 10, label = 0;
  std::vector<float> exact(kImage), rounded(kImage), again(kImage);
  ASSERT_OK(dcn_network_predict_noise(network, batch.data(), &timestep, &label, 1, exact.data()));
  ASSERT_OK(dcn_network_set_precision(network, DCN_PRECISION_BF16));
  ASSERT_OK(dcn_network_predict_noise(network, batch.data(), &timestep, &label, 1, rounded.data()));
  ASSERT_OK(dcn_network_set_precision(network, DCN_PRECISION_F32));
  ASSERT_OK(dcn_network_predict_noise(network, batch.data(), &timestep, &label, 1, again.data()));
  EXPECT_EQ(exact, again);
  EXPECT_NE(exact, rounded);
  for (size_t i = 0; i < exact.size(); ++i) {
    ASSERT_NEAR(exact[i], rounded[i], 0.2);
  }
  EXPECT_FAILS(dcn_network_set_precision(network, 2), DC_ERROR_INVALID_ARGUMENT, "precision is 2");
}

TEST_F(Network, SaveAndLoadKeepEveryBit) {
  const Scratch scratch;
  ASSERT_OK(dcn_network_save(network, scratch.path().c_str()));
  dcn_network loaded = 0;
  ASSERT_OK(dcn_network_load(scratch.path().c_str(), &loaded));
  for (const char* name : {"conv_in.weight", "class_embedding.weight", "projector.weight", "head.weight"}) {
    EXPECT_EQ(parameter(network, name), parameter(loaded, name)) << name;
  }
  EXPECT_OK(dcn_network_free(loaded));
}

TEST_F(Network, LoadNamesTheFileThatIsMissingOrDamaged) {
  const Scratch scratch;
  dcn_network loaded = 0;
  EXPECT_FAILS(dcn_network_load(scratch.path("nowhere").c_str(), &loaded), DC_ERROR_IO, "nowhere");
  ASSERT_OK(dcn_network_save(network, scratch.path().c_str()));
  std::filesystem::resize_file(scratch.path("head.safetensors"), 20);
  EXPECT_FAILS(dcn_network_load(scratch.path().c_str(), &loaded), DC_ERROR_FORMAT, "head.safetensors");
  std::ofstream(scratch.path("unet/config.json")) << "{\"sample_size\": ";
  EXPECT_FAILS(dcn_network_load(scratch.path().c_str(), &loaded), DC_ERROR_FORMAT, "config.json");
}

TEST_F(Network, SaveIntoAMissingFolderIsAnIoError) {
  EXPECT_FAILS(dcn_network_save(network, "/nonexistent/folder"), DC_ERROR_IO, "/nonexistent/folder");
}

}  // namespace
