#include "detect/c_api/layouts.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "diffcont/diffcont_detect.h"

namespace diffcont::c_api {

#define DC_FIELD(type, name) {#name, offsetof(type, name)}

std::string detect_struct_layouts() {
  using Json = nlohmann::ordered_json;
  Json layouts;
  layouts["dc_normality_config"] = {
      {"size", sizeof(dc_normality_config)},
      {"fields", {
          DC_FIELD(dc_normality_config, struct_size),
          DC_FIELD(dc_normality_config, kind),
          DC_FIELD(dc_normality_config, components),
          DC_FIELD(dc_normality_config, sharing),
          DC_FIELD(dc_normality_config, directions),
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
  return layouts.dump();
}

#undef DC_FIELD

}  // namespace diffcont::c_api
