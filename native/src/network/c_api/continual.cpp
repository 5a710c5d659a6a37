#include "diffcont/network/continual.h"

#include <limits>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>

#include "common/storage/errors.h"
#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"
#include "network/c_api/trainer_access.h"
#include "network/learning/trainer.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

constexpr double kLargestWeight = std::numeric_limits<double>::max();

StoredOutputs stored_from(const dcn_stored_outputs& s, int64_t replayed, const NetworkConfig& config) {
  require_struct_size(s.struct_size, sizeof s, "dcn_stored_outputs");
  require_zero(s.reserved, "reserved");
  require_pointer(s.streams, "streams");
  require_pointer(s.noise, "noise");
  require_pointer(s.logits, "logits");
  if (!(s.weight >= 0 && s.weight <= kLargestWeight && s.replay_weight >= 0 && s.replay_weight <= kLargestWeight)) {
    throw std::invalid_argument("weight is " + std::to_string(s.weight) + ", replay_weight " +
                                std::to_string(s.replay_weight) + "; both must be finite and not negative");
  }
  StoredOutputs stored;
  stored.inputs = {s.noise_seed, {s.streams, s.streams + replayed}};
  stored.outputs.predicted_noise = image_tensor(s.noise, replayed, config);
  stored.outputs.logits = borrow(s.logits, {replayed, config.unet.class_count});
  stored.weight = s.weight;
  stored.replay_weight = s.replay_weight;
  return stored;
}

}  // namespace

dc_status dcn_trainer_weight_count(dcn_trainer trainer, int64_t* count) noexcept {
  return torch_guarded([&] {
    require_pointer(count, "count");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const std::shared_lock weights(object->student->lock);
    *count = object->trainer->weights().numel();
  });
}

dc_status dcn_trainer_weights(dcn_trainer trainer, float* values, int64_t size) noexcept {
  return torch_guarded([&] {
    require_pointer(values, "values");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const std::shared_lock weights(object->student->lock);
    const at::Tensor flat = object->trainer->weights();
    require_size(size, flat.numel(), "size");
    copy_out(flat, values, size);
  });
}

dc_status dcn_trainer_expand(dcn_trainer trainer, const float* known, int64_t known_size, int64_t classes,
                            float* values, int64_t size) noexcept {
  return torch_guarded([&] {
    require_pointer(known, "known");
    require_pointer(values, "values");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const std::shared_lock weights(object->student->lock);
    require_range(known_size, 1, kMaxElements, "known_size");
    require_range(classes, 1, object->student_classes, "classes");
    require_size(size, object->trainer->weights().numel(), "size");
    copy_out(object->trainer->expanded(borrow(known, {known_size}), classes), values, size);
  });
}

dc_status dcn_trainer_importance(dcn_trainer trainer, const float* images, const int32_t* labels, int64_t count,
                                float* values, int64_t size) noexcept {
  return torch_guarded([&] {
    require_pointer(values, "values");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const WeightLocks locks(*object);
    require_unchanged_classes(*object);
    require_range(count, 1, kMaxElements, "count");
    require_size(size, object->trainer->weights().numel(), "size");
    const at::Tensor label_batch = label_tensor(labels, count, 0, object->student_classes);
    const at::Tensor image_batch = image_tensor(images, count, object->student->network->config());
    const at::Tensor importance = object->trainer->importance(image_batch, label_batch);
    if (!at::isfinite(importance).all().item<bool>()) {
      throw NotFiniteError("a gradient became NaN or infinite");
    }
    copy_out(importance, values, size);
  });
}

dc_status dcn_trainer_set_anchor(dcn_trainer trainer, const float* importance, const float* center, int64_t size,
                                int64_t classes, double weight) noexcept {
  return torch_guarded([&] {
    require_pointer(importance, "importance");
    require_pointer(center, "center");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const std::shared_lock weights(object->student->lock);
    require_range(size, 1, kMaxElements, "size");
    require_range(classes, 1, object->student_classes, "classes");
    if (!(weight >= 0 && weight <= kLargestWeight)) {
      throw std::invalid_argument("weight is " + std::to_string(weight) + ", must be finite and not negative");
    }
    require_size(size, object->trainer->weight_count(classes), "size");  // before the vectors are read
    require_finite(importance, size, "importance");
    require_finite(center, size, "center");
    object->trainer->set_anchor(borrow(importance, {size}), borrow(center, {size}), classes, weight);
  });
}

dc_status dcn_trainer_set_old_outputs(dcn_trainer trainer, double weight, double temperature) noexcept {
  return torch_guarded([&] {
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    object->trainer->set_old_outputs({weight, temperature});
  });
}

dc_status dcn_trainer_outputs(dcn_trainer trainer, const float* images, const int32_t* labels, const uint64_t* streams,
                             int64_t count, uint64_t noise_seed, float* noise, float* logits) noexcept {
  return torch_guarded([&] {
    require_pointer(streams, "streams");
    require_pointer(noise, "noise");
    require_pointer(logits, "logits");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const WeightLocks locks(*object);
    require_unchanged_classes(*object);
    require_range(count, 1, kMaxElements, "count");
    const at::Tensor label_batch = label_tensor(labels, count, 0, object->student_classes);
    const at::Tensor image_batch = image_tensor(images, count, object->student->network->config());
    const Outputs outputs =
        object->trainer->outputs(image_batch, label_batch, {noise_seed, {streams, streams + count}});
    copy_out(outputs.predicted_noise, noise, outputs.predicted_noise.numel());
    copy_out(outputs.logits, logits, outputs.logits.numel());
  });
}

dc_status dcn_trainer_step_stored(dcn_trainer trainer, const float* images, const int32_t* labels, int64_t current,
                                 int64_t replayed, const dcn_stored_outputs* stored, dcn_losses* losses) noexcept {
  return torch_guarded([&] {
    require_pointer(stored, "stored");
    require_pointer(losses, "losses");
    require_struct_size(losses->struct_size, sizeof *losses, "dcn_losses");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    const WeightLocks locks(*object);
    require_unchanged_classes(*object);
    require_range(current, 0, kMaxElements, "current");
    require_range(replayed, 1, kMaxElements, "replayed");
    const StoredOutputs outputs = stored_from(*stored, replayed, object->student->network->config());
    take_step(*object, images, labels, current, replayed, &outputs, losses);
  });
}

dc_status dcn_trainer_strategy_term(dcn_trainer trainer, double* value) noexcept {
  return torch_guarded([&] {
    require_pointer(value, "value");
    const auto object = get_object<TrainerObject>(trainer);
    const std::lock_guard lock(object->lock);
    *value = object->trainer->strategy_term();
  });
}
