// Places buffers of known lifetimes in one block of memory.
#pragma once

#include <cstdint>
#include <map>

namespace diffcont {

class MemoryPlan {
 public:
  static constexpr int64_t kAlignment = 64;

  // Offset of a new buffer: the lowest gap that holds it, so that memory still in the cache is used again.
  int64_t acquire(int64_t bytes);
  // Gives a buffer's place to later ones.
  void release(int64_t offset);
  // Bytes that all buffers together need.
  int64_t size() const { return size_; }

 private:
  std::map<int64_t, int64_t> used_;  // end by begin
  int64_t size_ = 0;
};

}  // namespace diffcont
