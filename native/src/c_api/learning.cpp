#include "diffcont/learning.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

#include "c_api/arguments.h"
#include "c_api/barrier.h"
#include "c_api/objects.h"
#include "c_api/trainer_access.h"
#include "learning/trainer.h"
#include "storage/errors.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

TrainingConfig config_from(const dc_training_config& c) {
  require_struct_size(c.struct_size, sizeof c, "dc_training_config");
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

dc_status dc_trainer_create(dc_network student, dc_network teacher, const dc_training_config* config,
                            dc_trainer* trainer) noexcept {
  return guarded([&] {
    require_pointer(config, "config");
    require_pointer(trainer, "trainer");
    const TrainingConfig checked = config_from(*config);
    auto made = std::make_shared<TrainerObject>();
    made->student = get_object<NetworkObject>(student);
    if (teacher != 0) {
      made->teacher = get_object<NetworkObject>(teacher);
    }
    if (made->teacher == made->student) {
      throw std::invalid_argument("teacher is the student itself; a teacher is a copy made with dc_network_clone");
    }
    const WeightLocks locks(*made);
    made->student_classes = class_count(*made->student);
    require_unchanged_classes(*made);
    made->trainer = std::make_unique<Trainer>(made->student->network,
                                              made->teacher ? made->teacher->network : nullptr, checked);
    *trainer = add_object(made);
  });
}

dc_status dc_trainer_step(dc_trainer trainer, const float* images, const int32_t* labels, int64_t current,
                          int64_t replayed, dc_losses* losses) noexcept {
  return guarded([&] {
    require_pointer(losses, "losses");
    require_struct_size(losses->struct_size, sizeof *losses, "dc_losses");
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

dc_status dc_trainer_set_precision(dc_trainer trainer, int32_t precision) noexcept {
  return guarded([&] {
    require_range(precision, DC_PRECISION_F32, DC_PRECISION_BF16, "precision");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    object->trainer->set_precision(precision == DC_PRECISION_BF16 ? Precision::kBF16 : Precision::kF32);
  });
}

dc_status dc_trainer_save(dc_trainer trainer, const char* file) noexcept {
  return guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const std::shared_lock weights(object->student->lock);
    object->trainer->save(path);
  });
}

dc_status dc_trainer_load(dc_trainer trainer, const char* file) noexcept {
  return guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const WeightLocks locks(*object);
    require_unchanged_classes(*object);
    object->trainer->load(path);
  });
}

dc_status dc_trainer_free(dc_trainer trainer) noexcept {
  return guarded([&] { free_object<TrainerObject>(trainer); });
}
