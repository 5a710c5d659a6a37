#include "network/c_api/layouts.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "diffcont/diffcont_network.h"

namespace diffcont::c_api {

#define DC_FIELD(type, name) {#name, offsetof(type, name)}

std::string network_struct_layouts() {
  using Json = nlohmann::ordered_json;
  Json layouts;
  layouts["dcn_network_config"] = {
      {"size", sizeof(dcn_network_config)},
      {"fields", {
          DC_FIELD(dcn_network_config, struct_size),
          DC_FIELD(dcn_network_config, sample_size),
          DC_FIELD(dcn_network_config, image_channels),
          DC_FIELD(dcn_network_config, level_count),
          DC_FIELD(dcn_network_config, channels),
          DC_FIELD(dcn_network_config, attention),
          DC_FIELD(dcn_network_config, layers_per_block),
          DC_FIELD(dcn_network_config, norm_num_groups),
          DC_FIELD(dcn_network_config, attention_head_dim),
          DC_FIELD(dcn_network_config, class_count),
          DC_FIELD(dcn_network_config, projector_channels),
          DC_FIELD(dcn_network_config, embedding_grid),
          DC_FIELD(dcn_network_config, projector_init),
          DC_FIELD(dcn_network_config, train_timesteps),
          DC_FIELD(dcn_network_config, norm_eps),
          DC_FIELD(dcn_network_config, beta_start),
          DC_FIELD(dcn_network_config, beta_end),
      }},
  };
  layouts["dcn_sampler_config"] = {
      {"size", sizeof(dcn_sampler_config)},
      {"fields", {
          DC_FIELD(dcn_sampler_config, struct_size),
          DC_FIELD(dcn_sampler_config, steps),
          DC_FIELD(dcn_sampler_config, spacing),
          DC_FIELD(dcn_sampler_config, reserved),
      }},
  };
  layouts["dcn_reading"] = {
      {"size", sizeof(dcn_reading)},
      {"fields", {
          DC_FIELD(dcn_reading, struct_size),
          DC_FIELD(dcn_reading, reserved),
          DC_FIELD(dcn_reading, count),
          DC_FIELD(dcn_reading, images),
          DC_FIELD(dcn_reading, timesteps),
          DC_FIELD(dcn_reading, labels),
          DC_FIELD(dcn_reading, streams),
          DC_FIELD(dcn_reading, noise_seed),
      }},
  };
  layouts["dcn_training_config"] = {
      {"size", sizeof(dcn_training_config)},
      {"fields", {
          DC_FIELD(dcn_training_config, struct_size),
          DC_FIELD(dcn_training_config, train_projector),
          DC_FIELD(dcn_training_config, seed),
          DC_FIELD(dcn_training_config, learning_rate),
          DC_FIELD(dcn_training_config, beta1),
          DC_FIELD(dcn_training_config, beta2),
          DC_FIELD(dcn_training_config, epsilon),
          DC_FIELD(dcn_training_config, clip_norm),
          DC_FIELD(dcn_training_config, label_dropout),
          DC_FIELD(dcn_training_config, weight_diffusion),
          DC_FIELD(dcn_training_config, weight_classifier),
          DC_FIELD(dcn_training_config, weight_center),
          DC_FIELD(dcn_training_config, weight_classifier_distillation),
          DC_FIELD(dcn_training_config, weight_distillation),
          DC_FIELD(dcn_training_config, weight_alignment),
      }},
  };
  layouts["dcn_losses"] = {
      {"size", sizeof(dcn_losses)},
      {"fields", {
          DC_FIELD(dcn_losses, struct_size),
          DC_FIELD(dcn_losses, reserved),
          DC_FIELD(dcn_losses, total),
          DC_FIELD(dcn_losses, diffusion),
          DC_FIELD(dcn_losses, classifier),
          DC_FIELD(dcn_losses, distillation),
          DC_FIELD(dcn_losses, alignment),
          DC_FIELD(dcn_losses, center),
          DC_FIELD(dcn_losses, classifier_distillation),
          DC_FIELD(dcn_losses, gradient_norm),
      }},
  };
  layouts["dcn_stored_outputs"] = {
      {"size", sizeof(dcn_stored_outputs)},
      {"fields", {
          DC_FIELD(dcn_stored_outputs, struct_size),
          DC_FIELD(dcn_stored_outputs, reserved),
          DC_FIELD(dcn_stored_outputs, noise_seed),
          DC_FIELD(dcn_stored_outputs, streams),
          DC_FIELD(dcn_stored_outputs, noise),
          DC_FIELD(dcn_stored_outputs, logits),
          DC_FIELD(dcn_stored_outputs, weight),
          DC_FIELD(dcn_stored_outputs, replay_weight),
      }},
  };
  layouts["dcn_backbone_config"] = {
      {"size", sizeof(dcn_backbone_config)},
      {"fields", {
          DC_FIELD(dcn_backbone_config, struct_size),
          DC_FIELD(dcn_backbone_config, image_size),
          DC_FIELD(dcn_backbone_config, mean),
          DC_FIELD(dcn_backbone_config, std),
      }},
  };
  return layouts.dump();
}

#undef DC_FIELD

}  // namespace diffcont::c_api
