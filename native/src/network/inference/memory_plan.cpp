#include "network/inference/memory_plan.h"

#include <algorithm>

namespace diffcont {

int64_t MemoryPlan::acquire(int64_t bytes) {
  const int64_t length = (std::max<int64_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
  int64_t begin = 0;
  for (const auto& [used_begin, used_end] : used_) {
    if (begin + length <= used_begin) break;
    begin = used_end;
  }
  used_.emplace(begin, begin + length);
  size_ = std::max(size_, begin + length);
  return begin;
}

void MemoryPlan::release(int64_t offset) { used_.erase(offset); }

}  // namespace diffcont
