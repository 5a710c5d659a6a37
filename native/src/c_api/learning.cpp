#include "diffcont/learning.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "c_api/arguments.h"
#include "c_api/barrier.h"
#include "c_api/objects.h"
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

dc_losses losses_to(const Losses& losses) {
  dc_losses out{};
  out.struct_size = sizeof out;
  out.total = losses.total;
  out.diffusion = losses.diffusion;
  out.classifier = losses.classifier;
  out.distillation = losses.distillation;
  out.alignment = losses.alignment;
  out.center = losses.center;
  out.classifier_distillation = losses.classifier_distillation;
  out.gradient_norm = losses.gradient_norm;
  return out;
}

int64_t class_count(const NetworkObject& object) { return object.network->config().unet.class_count; }

// The student exclusive, the teacher shared. Taken together, so that two trainers whose student and teacher are
// crossed cannot wait for each other for ever.
struct WeightLocks {
  explicit WeightLocks(TrainerObject& trainer) : student(trainer.student->lock, std::defer_lock) {
    if (trainer.teacher) {
      teacher = std::shared_lock(trainer.teacher->lock, std::defer_lock);
      std::lock(student, teacher);
    } else {
      student.lock();
    }
  }
  std::unique_lock<std::shared_mutex> student;
  std::shared_lock<std::shared_mutex> teacher;
};

// Replayed images are of classes that the teacher knows.
void require_taught(const int32_t* labels, int64_t begin, int64_t end, int64_t teacher_classes) {
  for (int64_t i = begin; i < end; ++i) {
    if (labels[i] >= teacher_classes) {
      throw std::invalid_argument("labels[" + std::to_string(i) + "] of a replayed image is " +
                                  std::to_string(labels[i]) + ", the teacher has " + std::to_string(teacher_classes) +
                                  " classes");
    }
  }
}

// The optimizer's moments have as many rows as the network had classes when the trainer was made.
void require_unchanged_classes(const TrainerObject& trainer) {
  const int64_t now = class_count(*trainer.student);
  if (now != trainer.student_classes) {
    throw std::invalid_argument("the student has " + std::to_string(now) + " classes, and had " +
                                std::to_string(trainer.student_classes) +
                                " when the trainer was made: make a new trainer after adding classes");
  }
  if (trainer.teacher && class_count(*trainer.teacher) > now) {
    throw std::invalid_argument("the teacher has " + std::to_string(class_count(*trainer.teacher)) +
                                " classes, more than the student's " + std::to_string(now));
  }
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
    const int64_t classes = object->student_classes;
    const at::Tensor label_batch = label_tensor(labels, current + replayed, 0, classes);
    if (object->teacher) {
      require_taught(labels, current, current + replayed, class_count(*object->teacher));
    }
    const at::Tensor image_batch = image_tensor(images, current + replayed, object->student->network->config());
    try {
      *losses = losses_to(object->trainer->step(image_batch, label_batch, current, replayed));
    } catch (const NotFiniteError&) {
      *losses = losses_to(object->trainer->last_losses());
      throw;
    }
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
