// Every object that is alive behind a handle.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace diffcont::c_api {

enum class HandleType { kNetwork, kSampler, kTrainer, kNormality, kBackbone };

// A handle is a slot's number and the slot's generation at the time: once freed, it never becomes valid again.
// Thread-safe. The registry shares ownership, so that freeing a handle while another thread is inside a call on it
// leaves that call its object.
class Registry {
 public:
  // The registry of this process. Never destroyed: a thread may still be inside a call while the process exits.
  static Registry& instance();

  uint64_t add(HandleType type, std::shared_ptr<void> object);
  // Both throw BadHandleError, which says what the handle is instead.
  std::shared_ptr<void> get(HandleType type, uint64_t handle) const;
  void remove(HandleType type, uint64_t handle);
  int64_t live() const;

 private:
  struct Slot {
    uint32_t generation = 1;
    HandleType type = HandleType::kNetwork;
    std::shared_ptr<void> object;  // null: free
  };
  size_t find(HandleType type, uint64_t handle) const;

  mutable std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<size_t> free_;
};

}  // namespace diffcont::c_api
