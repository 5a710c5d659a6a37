// What every call on a trainer needs: the locks of its networks, and checks.
#pragma once

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>

#include "common/storage/errors.h"
#include "diffcont/network/learning.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"

namespace diffcont::c_api {

inline dcn_losses losses_to(const Losses& losses) {
  dcn_losses out{};
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

inline int64_t class_count(const NetworkObject& object) { return object.network->config().unet.class_count; }

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
inline void require_taught(const int32_t* labels, int64_t begin, int64_t end, int64_t teacher_classes) {
  for (int64_t i = begin; i < end; ++i) {
    if (labels[i] >= teacher_classes) {
      throw std::invalid_argument("labels[" + std::to_string(i) + "] of a replayed image is " +
                                  std::to_string(labels[i]) + ", the teacher has " + std::to_string(teacher_classes) +
                                  " classes");
    }
  }
}

// The optimizer's moments have as many rows as the network had classes when the trainer was made.
inline void require_unchanged_classes(const TrainerObject& trainer) {
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

// A step of a trainer whose locks the caller holds; stored may be null. `losses` is written also when the step fails
// because a loss or a gradient is not finite.
inline void take_step(TrainerObject& trainer, const float* images, const int32_t* labels, int64_t current,
                      int64_t replayed, const StoredOutputs* stored, dcn_losses* losses) {
  const int64_t count = current + replayed;
  const at::Tensor label_batch = label_tensor(labels, count, 0, trainer.student_classes);
  if (trainer.teacher) require_taught(labels, current, count, class_count(*trainer.teacher));
  const at::Tensor image_batch = image_tensor(images, count, trainer.student->network->config());
  try {
    *losses = losses_to(trainer.trainer->step(image_batch, label_batch, current, replayed, stored));
  } catch (const NotFiniteError&) {
    *losses = losses_to(trainer.trainer->last_losses());
    throw;
  }
}

}  // namespace diffcont::c_api
