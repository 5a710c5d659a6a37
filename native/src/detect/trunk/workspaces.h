// Working memory that calls take and give back, so that only the first ones allocate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "detect/linear_algebra/buffer.h"

namespace diffcont {

class Workspaces {
 public:
  // Memory of one thread until it is destroyed.
  class Lease {
   public:
    Lease(Workspaces& owner, Buffer<std::byte> memory) : owner_(owner), memory_(std::move(memory)) {}
    ~Lease() { owner_.give_back(std::move(memory_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    // Aligned to 64 bytes.
    std::byte* data() { return memory_.data(); }

   private:
    Workspaces& owner_;
    Buffer<std::byte> memory_;
  };

  Lease take(int64_t bytes) {
    Buffer<std::byte> memory;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        // The smallest that is large enough, or else the largest, to be replaced.
        size_t best = 0;
        for (size_t i = 1; i < idle_.size(); ++i) {
          const int64_t size = idle_[i].size(), chosen = idle_[best].size();
          if (chosen < bytes ? size > chosen : size >= bytes && size < chosen) best = i;
        }
        std::swap(idle_[best], idle_.back());
        memory = std::move(idle_.back());
        idle_.pop_back();
      }
      // Room to take it back without allocating.
      idle_.reserve(++taken_ + idle_.size());
    }
    if (memory.size() < bytes) {
      memory = Buffer<std::byte>();
      try {
        memory = Buffer<std::byte>(bytes);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        --taken_;
        throw;
      }
    }
    return Lease(*this, std::move(memory));
  }

 private:
  void give_back(Buffer<std::byte> memory) noexcept {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(memory));
    --taken_;
  }

  std::mutex mutex_;
  std::vector<Buffer<std::byte>> idle_;
  size_t taken_ = 0;
};

}  // namespace diffcont
