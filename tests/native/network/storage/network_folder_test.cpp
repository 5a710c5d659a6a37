#include "network/storage/network_folder.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "common/storage/errors.h"
#include "network/storage/safetensors.h"
#include "network/storage/temporary_folder.h"
#include "network/unet/small_network.h"

namespace diffcont {
namespace {

using nlohmann::json;

const char* const kUNetWeights = "unet/diffusion_pytorch_model.safetensors";

std::string format_refusal(const TemporaryFolder& folder) {
  return message_of<FormatError>([&] { load_network(folder.path()); });
}

std::string io_refusal(const TemporaryFolder& folder) {
  return message_of<IoError>([&] { load_network(folder.path()); });
}

void change_json(const std::filesystem::path& file, const std::string& key, const json& value) {
  json content = json::parse(read_bytes(file));
  content[key] = value;
  write_bytes(file, content.dump());
}

class NetworkFolder : public testing::Test {
 protected:
  void SetUp() override { save_network(network_, folder_.path()); }

  void rewrite(const std::string& file, const std::function<void(Parameters&)>& change) {
    TensorFile content = read_safetensors(folder_ / file);
    change(content.tensors);
    write_safetensors(folder_ / file, content);
  }

  const Network network_{small_config(), 3};
  const TemporaryFolder folder_;
};

TEST_F(NetworkFolder, LoadsWhatWasSavedBitForBit) {
  const auto loaded = load_network(folder_.path());
  EXPECT_TRUE(same_bits(network_.unet(), loaded->unet()));
  EXPECT_TRUE(same_bits(network_.projector(), loaded->projector()));
  EXPECT_TRUE(same_bits(network_.head(), loaded->head()));
  EXPECT_EQ(loaded->config().unet.channels, network_.config().unet.channels);
  EXPECT_EQ(loaded->config().unet.attention, network_.config().unet.attention);
  EXPECT_EQ(loaded->config().embedding_grid, network_.config().embedding_grid);
  EXPECT_EQ(loaded->config().beta_start, network_.config().beta_start);
  EXPECT_EQ(loaded->config().unet.norm_eps, network_.config().unet.norm_eps);
}

TEST_F(NetworkFolder, KeepsEveryFieldOfTheConfiguration) {
  NetworkConfig config = small_config();
  config.unet.image_channels = 1;
  config.unet.norm_eps = 1e-6;
  config.projector_init = ProjectorInit::kOrthogonal;
  config.train_timesteps = 77;
  config.beta_start = 0.00085;
  config.beta_end = 0.012;
  save_network(Network(config, 1), folder_.path());
  const NetworkConfig loaded = load_network(folder_.path())->config();
  EXPECT_EQ(loaded.unet.image_channels, 1);
  EXPECT_EQ(loaded.unet.norm_eps, 1e-6);
  EXPECT_EQ(loaded.projector_init, ProjectorInit::kOrthogonal);
  EXPECT_EQ(loaded.train_timesteps, 77);
  EXPECT_EQ(loaded.beta_start, 0.00085);
  EXPECT_EQ(loaded.beta_end, 0.012);
}

TEST_F(NetworkFolder, SavesAGrownNetworkOverTheOldOneAndLeavesNoOtherFiles) {
  const auto grown = network_.clone();
  grown->add_classes(3, 1);
  save_network(*grown, folder_.path());
  EXPECT_EQ(load_network(folder_.path())->config().unet.class_count, 5);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 5);
}

TEST_F(NetworkFolder, SavesWeightsThatAreBeingTrained) {
  const auto trained = network_.clone();
  trained->unet().set_requires_grad(true);
  trained->head().set_requires_grad(true);
  save_network(*trained, folder_.path());
  EXPECT_FALSE(load_network(folder_.path())->unet().at("conv_in.weight").requires_grad());
}

TEST_F(NetworkFolder, ANetworkWithNaNIsNotSavedOverAGoodOne) {
  const auto broken = network_.clone();
  broken->unet().at("conv_in.weight").view(-1)[5] = std::numeric_limits<float>::quiet_NaN();
  const std::string message = message_of<NotFiniteError>([&] { save_network(*broken, folder_.path()); });
  EXPECT_TRUE(has(message, "'conv_in.weight'")) << message;
  EXPECT_TRUE(same_bits(network_.unet(), load_network(folder_.path())->unet()));
}

TEST_F(NetworkFolder, SavingNeedsAFolder) {
  EXPECT_TRUE(has(message_of<IoError>([&] { save_network(network_, folder_ / "absent"); }), "absent"));
  EXPECT_TRUE(has(message_of<IoError>([&] { save_network(network_, folder_ / "head.json"); }), "head.json"));
}

TEST_F(NetworkFolder, AFileInPlaceOfASubfolderIsAnIoError) {
  const TemporaryFolder other;
  write_bytes(other / "unet", "x");
  EXPECT_TRUE(has(message_of<IoError>([&] { save_network(network_, other.path()); }), (other / "unet").string()));
}

TEST_F(NetworkFolder, EachMissingFileIsNamed) {
  for (const char* name :
       {"unet/config.json", kUNetWeights, "scheduler/scheduler_config.json", "head.json", "head.safetensors"}) {
    save_network(network_, folder_.path());
    std::filesystem::remove(folder_ / name);
    EXPECT_TRUE(has(io_refusal(folder_), (folder_ / name).string())) << io_refusal(folder_);
    std::filesystem::create_directory(folder_ / name);
    EXPECT_TRUE(has(io_refusal(folder_), "it is a folder")) << io_refusal(folder_);
    std::filesystem::remove(folder_ / name);
  }
  EXPECT_TRUE(has(message_of<IoError>([&] { load_network(folder_ / "absent"); }), "no such folder"));
}

TEST_F(NetworkFolder, MissingExtraMisnamedAndMisshapenTensorsAreNamed) {
  rewrite(kUNetWeights, [](Parameters& weights) { weights.add("surplus.weight", at::zeros({1})); });
  EXPECT_TRUE(has(format_refusal(folder_), "'surplus.weight' does not belong")) << format_refusal(folder_);
  EXPECT_TRUE(has(format_refusal(folder_), kUNetWeights));

  rewrite(kUNetWeights, [](Parameters& weights) {
    Parameters renamed;
    for (const auto& [name, value] : weights.entries()) {
      if (name != "surplus.weight") renamed.add(name == "conv_in.bias" ? "conv_in.bais" : name, value);
    }
    weights = renamed;
  });
  EXPECT_TRUE(has(format_refusal(folder_), "'conv_in.bias' is missing")) << format_refusal(folder_);

  save_network(network_, folder_.path());
  rewrite("head.safetensors", [](Parameters& weights) { weights.replace("head.bias", at::zeros({3})); });
  EXPECT_TRUE(has(format_refusal(folder_), "'head.bias' has shape [3], the configuration needs [2]"));
  EXPECT_TRUE(has(format_refusal(folder_), "head.safetensors"));
  rewrite("head.safetensors", [](Parameters& weights) { weights.replace("head.bias", at::zeros({2}, at::kLong)); });
  EXPECT_TRUE(has(format_refusal(folder_), "'head.bias' is not of type F32")) << format_refusal(folder_);
}

TEST_F(NetworkFolder, SwappedFilesAreRefused) {
  std::filesystem::rename(folder_ / "head.safetensors", folder_ / "x");
  std::filesystem::rename(folder_ / kUNetWeights, folder_ / "head.safetensors");
  std::filesystem::rename(folder_ / "x", folder_ / kUNetWeights);
  EXPECT_TRUE(has(format_refusal(folder_), "is missing")) << format_refusal(folder_);
}

TEST_F(NetworkFolder, WeightsOfAnotherConfigurationAreRefused) {
  const auto grown = network_.clone();
  grown->add_classes(1, 1);
  const TemporaryFolder other;
  save_network(*grown, other.path());
  std::filesystem::copy_file(other / kUNetWeights, folder_ / kUNetWeights,
                             std::filesystem::copy_options::overwrite_existing);
  const std::string message = format_refusal(folder_);
  EXPECT_TRUE(has(message, "'class_embedding.weight' has shape [3, 32], the configuration needs [2, 32]")) << message;
}

TEST_F(NetworkFolder, WeightsThatAreNotFiniteAreRefused) {
  for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    save_network(network_, folder_.path());
    rewrite(kUNetWeights, [&](Parameters& weights) { weights.at("conv_out.bias")[1] = value; });
    EXPECT_TRUE(has(format_refusal(folder_), "'conv_out.bias' has values that are not finite"));
  }
}

TEST_F(NetworkFolder, WeightsInAnotherOrderLoad) {
  rewrite(kUNetWeights, [](Parameters& weights) {
    Parameters reversed;
    for (auto entry = weights.entries().rbegin(); entry != weights.entries().rend(); ++entry) {
      reversed.add(entry->first, entry->second);
    }
    weights = reversed;
  });
  const auto loaded = load_network(folder_.path());
  EXPECT_TRUE(same_bits(network_.unet(), loaded->unet()));
  EXPECT_EQ(loaded->unet().entries()[0].first, "conv_in.weight");
}

TEST_F(NetworkFolder, UnknownAndMissingOptionalKeysOfDiffusersConfigurationDoNotMatter) {
  const auto file = folder_ / "unet/config.json";
  json content = json::parse(read_bytes(file));
  for (const char* key : {"_class_name", "_diffusers_version", "act_fn", "norm_eps", "freq_shift"}) content.erase(key);
  content["_name_or_path"] = "somewhere";
  content["num_train_timesteps"] = nullptr;
  content["sample_size"] = {8, 8};
  content["time_embedding_dim"] = 32;
  content["attn_norm_num_groups"] = 4;
  write_bytes(file, content.dump());
  EXPECT_EQ(load_network(folder_.path())->config().unet.sample_size, 8);
}

struct BadKey {
  const char* file;
  const char* key;
  json value;
};

class NetworkFolderKey : public testing::TestWithParam<BadKey> {};

TEST_P(NetworkFolderKey, UnsupportedValuesAreNamed) {
  static const Network network(small_config(), 3);
  const TemporaryFolder folder;
  save_network(network, folder.path());
  const auto& [file, key, value] = GetParam();
  change_json(folder / file, key, value);
  const std::string message = format_refusal(folder);
  EXPECT_TRUE(has(message, (folder / file).string())) << message;
  EXPECT_TRUE(has(message, key)) << message;
}

const char* const kConfig = "unet/config.json";
const char* const kScheduler = "scheduler/scheduler_config.json";
const char* const kHead = "head.json";

INSTANTIATE_TEST_SUITE_P(
    Keys, NetworkFolderKey,
    testing::Values(
        BadKey{kConfig, "_class_name", "UNet2DConditionModel"}, BadKey{kConfig, "act_fn", "gelu"},
        BadKey{kConfig, "resnet_time_scale_shift", "scale_shift"}, BadKey{kConfig, "add_attention", false},
        BadKey{kConfig, "center_input_sample", true}, BadKey{kConfig, "dropout", 0.1},
        BadKey{kConfig, "class_embed_type", "timestep"}, BadKey{kConfig, "downsample_padding", 0},
        BadKey{kConfig, "downsample_type", "resnet"}, BadKey{kConfig, "upsample_type", "resnet"},
        BadKey{kConfig, "flip_sin_to_cos", false}, BadKey{kConfig, "freq_shift", 1},
        BadKey{kConfig, "mid_block_type", nullptr}, BadKey{kConfig, "mid_block_scale_factor", 2},
        BadKey{kConfig, "time_embedding_type", "fourier"}, BadKey{kConfig, "time_embedding_dim", 64},
        BadKey{kConfig, "attn_norm_num_groups", 8}, BadKey{kConfig, "num_class_embeds", nullptr},
        BadKey{kConfig, "num_class_embeds", 2.5}, BadKey{kConfig, "out_channels", 6},
        BadKey{kConfig, "sample_size", nullptr}, BadKey{kConfig, "sample_size", {8, 16}},
        BadKey{kConfig, "attention_head_dim", nullptr},
        BadKey{kConfig, "down_block_types", {"DownBlock2D", "CrossAttnDownBlock2D"}},
        BadKey{kConfig, "down_block_types", "DownBlock2D"}, BadKey{kConfig, "down_block_types", {1, 2}},
        BadKey{kConfig, "up_block_types", {"UpBlock2D", "AttnUpBlock2D"}},
        BadKey{kConfig, "block_out_channels", {8, 1'000'000'000}}, BadKey{kConfig, "block_out_channels", json::array()},
        BadKey{kConfig, "block_out_channels", {8, 1e300}},
        BadKey{kConfig, "block_out_channels", {8, 9223372036854775807}},
        BadKey{kConfig, "layers_per_block", 1'000'000'000}, BadKey{kConfig, "norm_num_groups", 0},
        BadKey{kScheduler, "beta_schedule", "scaled_linear"}, BadKey{kScheduler, "prediction_type", "v_prediction"},
        BadKey{kScheduler, "num_train_timesteps", 999}, BadKey{kScheduler, "beta_end", 0.03},
        BadKey{kHead, "format_version", 2}, BadKey{kHead, "projector_channels", -1},
        BadKey{kHead, "projector_channels", "64"}, BadKey{kHead, "embedding_grid", 1'000'000},
        BadKey{kHead, "projector_init", "zero"}, BadKey{kHead, "train_timesteps", 0},
        BadKey{kHead, "beta_start", nullptr}),
    [](const auto& info) { return std::string(info.param.key) + "_" + std::to_string(info.index); });

TEST_F(NetworkFolder, ConfigurationsThatAreNotJsonAreRefused) {
  for (const char* name : {kConfig, kScheduler, kHead}) {
    for (const char* text : {"", "{", "[]", "null", "{\"a\":1,\"a\":2}", "\xff\xfe"}) {
      save_network(network_, folder_.path());
      write_bytes(folder_ / name, text);
      EXPECT_TRUE(has(format_refusal(folder_), (folder_ / name).string())) << format_refusal(folder_);
    }
    std::string deep = "{\"a\":";
    deep.append(900'000, '[');
    write_bytes(folder_ / name, deep);
    EXPECT_TRUE(has(format_refusal(folder_), "nested too deeply")) << format_refusal(folder_);
    write_bytes(folder_ / name, std::string(1'000'001, ' '));
    EXPECT_TRUE(has(format_refusal(folder_), "1000001 bytes")) << format_refusal(folder_);
    save_network(network_, folder_.path());
  }
}

TEST_F(NetworkFolder, MutatedConfigurationsLoadOrAreRefused) {
  std::mt19937 random(77);
  const std::string original = read_bytes(folder_ / kConfig);
  int refused = 0;
  for (int round = 0; round < 500; ++round) {
    std::string mutant = original;
    mutant[random() % mutant.size()] = "0123456789[]{},:\"-e. "[random() % 21];
    mutant[random() % mutant.size()] = static_cast<char>(random());
    write_bytes(folder_ / kConfig, mutant);
    try {
      load_network(folder_.path());
    } catch (const FormatError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace diffcont
