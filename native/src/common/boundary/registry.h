// Every object of a library that is alive behind a handle.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace diffcont::c_api {

// What is behind a handle. Types are told apart by their address, so each is one constant.
struct HandleType {
  const char* name;  // in messages
};

// A handle is a slot's number and the slot's generation at the time: once freed, it never becomes valid again.
// Thread-safe. The registry shares ownership, so that freeing a handle while another thread is inside a call on it
// leaves that call its object.
class Registry {
 public:
  // The registry of this library in this process. Never destroyed: a thread may still be inside a call while the
  // process exits.
  static Registry& instance();

  uint64_t add(const HandleType& type, std::shared_ptr<void> object);
  // Both throw BadHandleError, which says what the handle is instead.
  std::shared_ptr<void> get(const HandleType& type, uint64_t handle) const;
  void remove(const HandleType& type, uint64_t handle);
  int64_t live() const;

 private:
  struct Slot {
    uint32_t generation = 1;
    const HandleType* type = nullptr;
    std::shared_ptr<void> object;  // null: free
  };
  size_t find(const HandleType& type, uint64_t handle) const;

  mutable std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<size_t> free_;
};

// An object's class names its type in a constant kType.
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
