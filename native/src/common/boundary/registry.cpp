#include "common/boundary/registry.h"

#include <cstdio>
#include <limits>
#include <string>
#include <utility>

#include "common/boundary/barrier.h"

namespace diffcont::c_api {
namespace {

std::string describe(uint64_t handle) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(handle));
  return text;
}

constexpr uint32_t kLastGeneration = std::numeric_limits<uint32_t>::max();

}  // namespace

Registry& Registry::instance() {
  static Registry* const registry = new Registry;
  return *registry;
}

uint64_t Registry::add(const HandleType& type, std::shared_ptr<void> object) {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    slots_.emplace_back();
    // Room for the slot's own return, so that remove cannot fail halfway.
    free_.reserve(slots_.size());
    free_.push_back(slots_.size() - 1);
  }
  const size_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.type = &type;
  slot.object = std::move(object);
  return (static_cast<uint64_t>(slot.generation) << 32) | (index + 1);
}

size_t Registry::find(const HandleType& type, uint64_t handle) const {
  const std::string wanted = type.name;
  if (handle == 0) {
    throw BadHandleError("handle of a " + wanted + " is 0, which is no handle");
  }
  const uint64_t number = handle & 0xFFFFFFFFu;
  const uint64_t generation = handle >> 32;
  if (number == 0 || number > slots_.size() || generation == 0 || generation > slots_[number - 1].generation) {
    throw BadHandleError("handle " + describe(handle) + " of a " + wanted + " was never given out");
  }
  const Slot& slot = slots_[number - 1];
  if (slot.generation != generation || !slot.object) {
    throw BadHandleError("handle " + describe(handle) + " of a " + wanted + " was freed");
  }
  if (slot.type != &type) {
    throw BadHandleError("handle " + describe(handle) + " is a " + slot.type->name + ", not a " + wanted);
  }
  return number - 1;
}

std::shared_ptr<void> Registry::get(const HandleType& type, uint64_t handle) const {
  const std::lock_guard lock(mutex_);
  return slots_[find(type, handle)].object;
}

void Registry::remove(const HandleType& type, uint64_t handle) {
  std::shared_ptr<void> object;  // dies after the lock was given back: its destructor may take long
  const std::lock_guard lock(mutex_);
  const size_t index = find(type, handle);
  Slot& slot = slots_[index];
  object = std::move(slot.object);
  slot.object = nullptr;
  if (slot.generation < kLastGeneration) {
    ++slot.generation;
    free_.push_back(index);
  }
}

int64_t Registry::live() const {
  const std::lock_guard lock(mutex_);
  int64_t count = 0;
  for (const Slot& slot : slots_) {
    count += slot.object ? 1 : 0;
  }
  return count;
}

}  // namespace diffcont::c_api
