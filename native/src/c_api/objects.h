// What lies behind each type of handle, with the locks that make concurrent calls safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "backbone/backbone.h"
#include "c_api/registry.h"
#include "diffusion/ddim.h"
#include "learning/trainer.h"
#include "normality/normality.h"
#include "unet/network.h"

namespace diffcont::c_api {

// Reading the weights takes the lock shared, changing them takes it exclusive.
struct NetworkObject {
  static constexpr HandleType kType = HandleType::kNetwork;
  std::shared_ptr<Network> network;
  std::shared_mutex lock;
};

// The sampler has weights of its own, so the network's lock is not needed once it is made.
struct SamplerObject {
  static constexpr HandleType kType = HandleType::kSampler;
  std::unique_ptr<DdimSampler> sampler;
  std::mutex lock;
};

struct TrainerObject {
  static constexpr HandleType kType = HandleType::kTrainer;
  std::shared_ptr<NetworkObject> student;
  std::shared_ptr<NetworkObject> teacher;  // null in the first experience
  int64_t student_classes = 0;             // when the trainer was made: its moments have that many rows
  std::unique_ptr<Trainer> trainer;
  std::mutex lock;
};

struct NormalityObject {
  static constexpr HandleType kType = HandleType::kNormality;
  std::shared_ptr<const NormalityModel> model;
};

// Locks itself.
struct BackboneObject {
  static constexpr HandleType kType = HandleType::kBackbone;
  std::unique_ptr<const Backbone> backbone;
};

template <class Object>
uint64_t add_object(std::shared_ptr<Object> object) {
  return Registry::instance().add(Object::kType, std::move(object));
}

template <class Object>
std::shared_ptr<Object> get_object(uint64_t handle) {
  return std::static_pointer_cast<Object>(Registry::instance().get(Object::kType, handle));
}

template <class Object>
void free_object(uint64_t handle) {
  Registry::instance().remove(Object::kType, handle);
}

}  // namespace diffcont::c_api
