#include "diffcont/network/learning.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

#include "common/storage/errors.h"
#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"
#include "network/c_api/trainer_access.h"
#include "network/learning/trainer.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

TrainingConfig config_from(const dcn_training_config& c) {
  require_struct_size(c.struct_size, sizeof c, "dcn_training_config");
  TrainingConfig config;
  config.train_projector = require_flag(c.train_projector, "train_projector");
  config.seed = c.seed;
  config.adam = {c.learning_rate, c.beta1, c.beta2, c.epsilon};
  config.clip_norm = c.clip_norm;
  config.label_dropout = c.label_dropout;
  config.weight_diffusion = c.weight_diffusion;
  config.weight_classifier = c.weight_classifier;
  config.weight_center = c.weight_center;
  config.weight_classifier_distillation = c.weight_classifier_distillation;
  config.weight_distillation = c.weight_distillation;
  config.weight_alignment = c.weight_alignment;
  config.check();
  return config;
}

}  // namespace

dc_status dcn_trainer_create(dcn_network student, dcn_network teacher, const dcn_training_config* config,
                            dcn_trainer* trainer) noexcept {
  return torch_guarded([&] {
    require_pointer(config, "config");
    require_pointer(trainer, "trainer");
    const TrainingConfig checked = config_from(*config);
    auto made = std::make_shared<TrainerObject>();
    made->student = get_object<NetworkObject>(student);
    if (teacher != 0) {
      made->teacher = get_object<NetworkObject>(teacher);
    }
    if (made->teacher == made->student) {
      throw std::invalid_argument("teacher is the student itself; a teacher is a copy made with dcn_network_clone");
    }
    const WeightLocks locks(*made);
    made->student_classes = class_count(*made->student);
    require_unchanged_classes(*made);
    made->trainer = std::make_unique<Trainer>(made->student->network,
                                              made->teacher ? made->teacher->network : nullptr, checked);
    *trainer = add_object(made);
  });
}

dc_status dcn_trainer_step(dcn_trainer trainer, const float* images, const int32_t* labels, int64_t current,
                          int64_t replayed, dcn_losses* losses) noexcept {
  return torch_guarded([&] {
    require_pointer(losses, "losses");
    require_struct_size(losses->struct_size, sizeof *losses, "dcn_losses");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const WeightLocks locks(*object);
    require_unchanged_classes(*object);
    require_range(current, 0, kMaxElements, "current");
    require_range(replayed, 0, kMaxElements, "replayed");
    require_range(current + replayed, 1, kMaxElements, "current + replayed");
    take_step(*object, images, labels, current, replayed, nullptr, losses);
  });
}

dc_status dcn_trainer_set_precision(dcn_trainer trainer, int32_t precision) noexcept {
  return torch_guarded([&] {
    require_range(precision, DCN_PRECISION_F32, DCN_PRECISION_BF16, "precision");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    object->trainer->set_precision(precision == DCN_PRECISION_BF16 ? Precision::kBF16 : Precision::kF32);
  });
}

dc_status dcn_trainer_free(dcn_trainer trainer) noexcept {
  return torch_guarded([&] { free_object<TrainerObject>(trainer); });
}
