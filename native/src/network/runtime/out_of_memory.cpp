#include "network/runtime/out_of_memory.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace diffcont {

bool is_out_of_memory(const c10::Error& error) {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) {
    return true;
  }
  constexpr std::array<std::string_view, 4> kTexts = {"can't allocate memory", "not enough memory",
                                                      "out of memory", "_ALLOC_FAILED"};
  const std::string_view message = error.what_without_backtrace();
  return std::any_of(kTexts.begin(), kTexts.end(),
                     [&](std::string_view text) { return message.find(text) != std::string_view::npos; });
}

}  // namespace diffcont
