// What lies behind each type of handle, with the locks that make concurrent calls safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "common/boundary/registry.h"
#include "network/backbone/backbone.h"
#include "network/diffusion/ddim.h"
#include "network/learning/trainer.h"
#include "network/unet/network.h"

namespace diffcont::c_api {

// Reading the weights takes the lock shared, changing them takes it exclusive.
struct NetworkObject {
  static constexpr HandleType kType{"network"};
  std::shared_ptr<Network> network;
  std::shared_mutex lock;
};

// The sampler has weights of its own, so the network's lock is not needed once it is made.
struct SamplerObject {
  static constexpr HandleType kType{"sampler"};
  std::unique_ptr<DdimSampler> sampler;
  std::mutex lock;
};

struct TrainerObject {
  static constexpr HandleType kType{"trainer"};
  std::shared_ptr<NetworkObject> student;
  std::shared_ptr<NetworkObject> teacher;  // null in the first experience
  int64_t student_classes = 0;             // when the trainer was made: its moments have that many rows
  std::unique_ptr<Trainer> trainer;
  std::mutex lock;
};

// Locks itself.
struct BackboneObject {
  static constexpr HandleType kType{"backbone"};
  std::unique_ptr<const Backbone> backbone;
};

}  // namespace diffcont::c_api
