// What lies behind a handle.
#pragma once

#include <memory>

#include "common/boundary/registry.h"
#include "detect/normality/normality.h"

namespace diffcont::c_api {

// Does not change.
struct NormalityObject {
  static constexpr HandleType kType{"normality model"};
  std::shared_ptr<const NormalityModel> model;
};

}  // namespace diffcont::c_api
