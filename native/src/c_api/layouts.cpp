#include "c_api/layouts.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "diffcont/diffcont.h"

namespace diffcont::c_api {

#define DC_FIELD(type, name) {#name, offsetof(type, name)}

std::string struct_layouts() {
  using Json = nlohmann::ordered_json;
  Json layouts;
  layouts["dc_network_config"] = {
      {"size", sizeof(dc_network_config)},
      {"fields", {
          DC_FIELD(dc_network_config, struct_size),
          DC_FIELD(dc_network_config, sample_size),
          DC_FIELD(dc_network_config, image_channels),
          DC_FIELD(dc_network_config, level_count),
          DC_FIELD(dc_network_config, channels),
          DC_FIELD(dc_network_config, attention),
          DC_FIELD(dc_network_config, layers_per_block),
          DC_FIELD(dc_network_config, norm_num_groups),
          DC_FIELD(dc_network_config, attention_head_dim),
          DC_FIELD(dc_network_config, class_count),
          DC_FIELD(dc_network_config, projector_channels),
          DC_FIELD(dc_network_config, embedding_grid),
          DC_FIELD(dc_network_config, projector_init),
          DC_FIELD(dc_network_config, train_timesteps),
          DC_FIELD(dc_network_config, norm_eps),
          DC_FIELD(dc_network_config, beta_start),
          DC_FIELD(dc_network_config, beta_end),
      }},
  };
  layouts["dc_sampler_config"] = {
      {"size", sizeof(dc_sampler_config)},
      {"fields", {
          DC_FIELD(dc_sampler_config, struct_size),
          DC_FIELD(dc_sampler_config, steps),
          DC_FIELD(dc_sampler_config, spacing),
          DC_FIELD(dc_sampler_config, steps_offset),
          DC_FIELD(dc_sampler_config, clip_sample),
          DC_FIELD(dc_sampler_config, set_alpha_to_one),
      }},
  };
  layouts["dc_reading"] = {
      {"size", sizeof(dc_reading)},
      {"fields", {
          DC_FIELD(dc_reading, struct_size),
          DC_FIELD(dc_reading, reserved),
          DC_FIELD(dc_reading, count),
          DC_FIELD(dc_reading, images),
          DC_FIELD(dc_reading, timesteps),
          DC_FIELD(dc_reading, labels),
          DC_FIELD(dc_reading, streams),
          DC_FIELD(dc_reading, noise_seed),
      }},
  };
  layouts["dc_training_config"] = {
      {"size", sizeof(dc_training_config)},
      {"fields", {
          DC_FIELD(dc_training_config, struct_size),
          DC_FIELD(dc_training_config, train_projector),
          DC_FIELD(dc_training_config, seed),
          DC_FIELD(dc_training_config, learning_rate),
          DC_FIELD(dc_training_config, beta1),
          DC_FIELD(dc_training_config, beta2),
          DC_FIELD(dc_training_config, epsilon),
          DC_FIELD(dc_training_config, clip_norm),
          DC_FIELD(dc_training_config, label_dropout),
          DC_FIELD(dc_training_config, weight_diffusion),
          DC_FIELD(dc_training_config, weight_classifier),
          DC_FIELD(dc_training_config, weight_center),
          DC_FIELD(dc_training_config, weight_classifier_distillation),
          DC_FIELD(dc_training_config, weight_distillation),
          DC_FIELD(dc_training_config, weight_alignment),
      }},
  };
  layouts["dc_losses"] = {
      {"size", sizeof(dc_losses)},
      {"fields", {
          DC_FIELD(dc_losses, struct_size),
          DC_FIELD(dc_losses, reserved),
          DC_FIELD(dc_losses, total),
          DC_FIELD(dc_losses, diffusion),
          DC_FIELD(dc_losses, classifier),
          DC_FIELD(dc_losses, distillation),
          DC_FIELD(dc_losses, alignment),
          DC_FIELD(dc_losses, center),
          DC_FIELD(dc_losses, classifier_distillation),
          DC_FIELD(dc_losses, gradient_norm),
      }},
  };
  layouts["dc_stored_outputs"] = {
      {"size", sizeof(dc_stored_outputs)},
      {"fields", {
          DC_FIELD(dc_stored_outputs, struct_size),
          DC_FIELD(dc_stored_outputs, reserved),
          DC_FIELD(dc_stored_outputs, noise_seed),
          DC_FIELD(dc_stored_outputs, streams),
          DC_FIELD(dc_stored_outputs, noise),
          DC_FIELD(dc_stored_outputs, logits),
          DC_FIELD(dc_stored_outputs, weight),
          DC_FIELD(dc_stored_outputs, replay_weight),
      }},
  };
  layouts["dc_normality_config"] = {
      {"size", sizeof(dc_normality_config)},
      {"fields", {
          DC_FIELD(dc_normality_config, struct_size),
          DC_FIELD(dc_normality_config, kind),
          DC_FIELD(dc_normality_config, components),
          DC_FIELD(dc_normality_config, reserved),
      }},
  };
  layouts["dc_image_features_config"] = {
      {"size", sizeof(dc_image_features_config)},
      {"fields", {
          DC_FIELD(dc_image_features_config, struct_size),
          DC_FIELD(dc_image_features_config, kind),
          DC_FIELD(dc_image_features_config, exposure),
          DC_FIELD(dc_image_features_config, image_size),
          DC_FIELD(dc_image_features_config, grid),
      }},
  };
  layouts["dc_backbone_config"] = {
      {"size", sizeof(dc_backbone_config)},
      {"fields", {
          DC_FIELD(dc_backbone_config, struct_size),
          DC_FIELD(dc_backbone_config, image_size),
          DC_FIELD(dc_backbone_config, mean),
          DC_FIELD(dc_backbone_config, std),
      }},
  };
  return layouts.dump();
}

#undef DC_FIELD

}  // namespace diffcont::c_api
