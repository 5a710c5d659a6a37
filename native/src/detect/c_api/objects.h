// What lies behind a handle.
#pragma once

#include <memory>

#include "common/boundary/registry.h"
#include "detect/normality/normality.h"
#include "detect/trunk/trunk.h"

namespace diffcont::c_api {

// Does not change.
struct NormalityObject {
  static constexpr HandleType kType{"normality model"};
  std::shared_ptr<const NormalityModel> model;
};

// Does not change.
struct TrunkObject {
  static constexpr HandleType kType{"trunk"};
  std::shared_ptr<const Trunk> trunk;
};

}  // namespace diffcont::c_api
