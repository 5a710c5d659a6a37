#include "network/storage/network_config_json.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "common/storage/errors.h"
#include "common/storage/json_document.h"

namespace diffcont {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int64_t kHeadVersion = 1;
constexpr const char* kDiffusersVersion = "0.42.1";

// Keys of diffusers' configuration with the only values this network has, the written one first.
struct FixedKey {
  const char* key;
  std::vector<json> allowed;
};

const std::vector<FixedKey>& fixed_keys() {
  // Never destroyed: a thread may still be inside a call while the process exits.
  static const auto* const keys = new std::vector<FixedKey>{
      {"act_fn", {"silu", "swish"}},
      {"add_attention", {true}},
      {"center_input_sample", {false}},
      {"class_embed_type", {nullptr}},
      {"downsample_padding", {1}},
      {"downsample_type", {"conv"}},
      {"dropout", {0.0}},
      {"flip_sin_to_cos", {true}},
      {"freq_shift", {0}},
      {"mid_block_scale_factor", {1}},
      {"mid_block_type", {"UNetMidBlock2D"}},
      {"resnet_time_scale_shift", {"default"}},
      {"time_embedding_type", {"positional"}},
      {"upsample_type", {"conv"}},
  };
  return *keys;
}

int64_t integer_or(const JsonDocument& document, const char* key, int64_t absent) {
  return document.contains(key) ? document.integer(key) : absent;
}

int64_t read_sample_size(const JsonDocument& document) {
  if (!document.value("sample_size").is_array()) return document.integer("sample_size");
  const std::vector<int64_t> sides = document.integers("sample_size");
  if (sides.size() != 2 || sides[0] != sides[1]) document.refuse("sample_size", "only square images are supported");
  return sides[0];
}

// Which levels have attention, top down.
std::vector<bool> read_block_types(const JsonDocument& document, const char* key, const std::string& plain,
                                   const std::string& attention) {
  std::vector<bool> result;
  for (const std::string& type : document.texts(key)) {
    if (type != plain && type != attention) {
      document.refuse(key, "only " + plain + " and " + attention + " are supported");
    }
    result.push_back(type == attention);
  }
  return result;
}

// Where the value may be null or the one that null stands for.
void allow_null_or(const JsonDocument& document, const char* key, int64_t value) {
  if (!document.contains(key) || document.value(key).is_null()) return;
  if (document.integer(key) != value) document.refuse(key, "only null or " + std::to_string(value) + " is supported");
}

// UNetConfig::check speaks of its own fields; a reader of the file knows diffusers' keys.
std::string in_diffusers_terms(std::string message) {
  const auto part_of_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (const auto& [field, key] : {std::pair<std::string, std::string>{"channels", "block_out_channels"},
                                   {"image_channels", "in_channels"},
                                   {"class_count", "num_class_embeds"}}) {
    for (size_t at = message.find(field); at != std::string::npos; at = message.find(field, at)) {
      const size_t after = at + field.size();
      const bool whole = (at == 0 || !part_of_word(message[at - 1])) &&
                         (after == message.size() || !part_of_word(message[after]));
      if (whole) message.replace(at, field.size(), key);
      at += whole ? key.size() : field.size();
    }
  }
  return message;
}

std::string dump(const ordered_json& value) { return value.dump(2) + "\n"; }

}  // namespace

std::string unet_config_json(const UNetConfig& config) {
  ordered_json out;
  out["_class_name"] = "UNet2DModel";
  out["_diffusers_version"] = kDiffusersVersion;
  out["sample_size"] = config.sample_size;
  out["in_channels"] = config.image_channels;
  out["out_channels"] = config.image_channels;
  out["block_out_channels"] = config.channels;
  std::vector<std::string> down, up;
  for (const bool attention : config.attention) {
    down.push_back(attention ? "AttnDownBlock2D" : "DownBlock2D");
    up.insert(up.begin(), attention ? "AttnUpBlock2D" : "UpBlock2D");
  }
  out["down_block_types"] = down;
  out["up_block_types"] = up;
  out["layers_per_block"] = config.layers_per_block;
  out["norm_num_groups"] = config.norm_num_groups;
  out["norm_eps"] = config.norm_eps;
  out["attention_head_dim"] = config.attention_head_dim;
  out["attn_norm_num_groups"] = nullptr;
  out["num_class_embeds"] = config.class_count;
  out["time_embedding_dim"] = nullptr;
  for (const auto& fixed : fixed_keys()) out[fixed.key] = fixed.allowed.front();
  return dump(out);
}

UNetConfig parse_unet_config(const std::string& source, const std::string& text) {
  const JsonDocument document(source, text);
  if (document.contains("_class_name") && document.value("_class_name") != "UNet2DModel") {
    document.refuse("_class_name", "only UNet2DModel is supported");
  }
  for (const auto& fixed : fixed_keys()) {
    if (!document.contains(fixed.key)) continue;  // diffusers' default is the supported value
    const json& value = document.value(fixed.key);
    if (std::find(fixed.allowed.begin(), fixed.allowed.end(), value) == fixed.allowed.end()) {
      document.refuse(fixed.key, "only " + fixed.allowed.front().dump() + " is supported");
    }
  }

  UNetConfig config;
  config.sample_size = read_sample_size(document);
  config.image_channels = integer_or(document, "in_channels", 3);
  if (integer_or(document, "out_channels", 3) != config.image_channels) {
    document.refuse("out_channels", "it must equal in_channels");
  }
  config.channels = document.integers("block_out_channels");
  config.attention = read_block_types(document, "down_block_types", "DownBlock2D", "AttnDownBlock2D");
  std::vector<bool> up = read_block_types(document, "up_block_types", "UpBlock2D", "AttnUpBlock2D");
  std::reverse(up.begin(), up.end());
  if (up != config.attention) document.refuse("up_block_types", "it must mirror down_block_types");
  config.layers_per_block = integer_or(document, "layers_per_block", 2);
  config.norm_num_groups = integer_or(document, "norm_num_groups", 32);
  config.norm_eps = document.contains("norm_eps") ? document.number("norm_eps") : 1e-5;
  config.attention_head_dim = integer_or(document, "attention_head_dim", 8);
  config.class_count = document.integer("num_class_embeds");
  try {
    config.check();
  } catch (const std::invalid_argument& error) {
    throw FormatError(source + ": " + in_diffusers_terms(error.what()));
  }
  allow_null_or(document, "attn_norm_num_groups", config.norm_num_groups);
  allow_null_or(document, "time_embedding_dim", config.channels[0] * 4);
  return config;
}

std::string scheduler_config_json(const NetworkConfig& config) {
  ordered_json out;
  out["_class_name"] = "DDIMScheduler";
  out["_diffusers_version"] = kDiffusersVersion;
  out["num_train_timesteps"] = config.train_timesteps;
  out["beta_start"] = config.beta_start;
  out["beta_end"] = config.beta_end;
  out["beta_schedule"] = "linear";
  out["trained_betas"] = nullptr;
  out["prediction_type"] = "epsilon";
  out["clip_sample"] = true;
  out["clip_sample_range"] = 1.0;
  out["set_alpha_to_one"] = true;
  out["steps_offset"] = 0;
  out["timestep_spacing"] = "leading";
  out["rescale_betas_zero_snr"] = false;
  out["thresholding"] = false;
  return dump(out);
}

void check_scheduler_config(const std::string& source, const std::string& text, const NetworkConfig& config) {
  const JsonDocument document(source, text);
  const auto must_be = [&](const char* key, const json& value) {
    if (document.value(key) != value) document.refuse(key, "head.json and this library need " + value.dump());
  };
  must_be("num_train_timesteps", config.train_timesteps);
  must_be("beta_start", config.beta_start);
  must_be("beta_end", config.beta_end);
  must_be("beta_schedule", "linear");
  must_be("prediction_type", "epsilon");
}

std::string head_json(const NetworkConfig& config) {
  ordered_json out;
  out["format_version"] = kHeadVersion;
  out["projector_channels"] = config.projector_channels;
  out["embedding_grid"] = config.embedding_grid;
  out["projector_init"] = config.projector_init == ProjectorInit::kOrthogonal ? "orthogonal" : "kaiming";
  out["train_timesteps"] = config.train_timesteps;
  out["beta_start"] = config.beta_start;
  out["beta_end"] = config.beta_end;
  return dump(out);
}

void parse_head_json(const std::string& source, const std::string& text, NetworkConfig& config) {
  const JsonDocument document(source, text);
  if (document.integer("format_version") != kHeadVersion) {
    document.refuse("format_version", "this version of the library reads " + std::to_string(kHeadVersion));
  }
  config.projector_channels = document.integer("projector_channels");
  config.embedding_grid = document.integer("embedding_grid");
  const std::string init = document.text("projector_init");
  if (init != "kaiming" && init != "orthogonal") document.refuse("projector_init", "it is kaiming or orthogonal");
  config.projector_init = init == "orthogonal" ? ProjectorInit::kOrthogonal : ProjectorInit::kKaiming;
  config.train_timesteps = document.integer("train_timesteps");
  config.beta_start = document.number("beta_start");
  config.beta_end = document.number("beta_end");
  try {
    config.check();
  } catch (const std::invalid_argument& error) {
    throw FormatError(source + ": " + error.what());
  }
}

}  // namespace diffcont
