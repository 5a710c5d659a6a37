#include "network/learning/config.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace diffcont {
namespace {

void require(bool holds, const char* name, double value, const char* range) {
  if (!holds) {
    throw std::invalid_argument(std::string(name) + " is " + std::to_string(value) + ", must be " + range);
  }
}

void require_not_negative(double value, const char* name) {
  require(std::isfinite(value) && value >= 0, name, value, "finite and not negative");
}

void require_decay(double value, const char* name) { require(value >= 0 && value < 1, name, value, "in [0, 1)"); }

}  // namespace

void TrainingConfig::check() const {
  require_not_negative(adam.learning_rate, "learning_rate");
  require_decay(adam.beta1, "beta1");
  require_decay(adam.beta2, "beta2");
  require(std::isfinite(adam.epsilon) && adam.epsilon > 0, "epsilon", adam.epsilon, "finite and above 0");
  require_not_negative(clip_norm, "clip_norm");
  require(label_dropout >= 0 && label_dropout <= 1, "label_dropout", label_dropout, "in [0, 1]");
  require_not_negative(weight_diffusion, "weight_diffusion");
  require_not_negative(weight_classifier, "weight_classifier");
  require_not_negative(weight_center, "weight_center");
  require_not_negative(weight_classifier_distillation, "weight_classifier_distillation");
  require_not_negative(weight_distillation, "weight_distillation");
  require_not_negative(weight_alignment, "weight_alignment");
}

}  // namespace diffcont
