// Text results: size probe, cut at the capacity, always terminated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace diffcont::c_api {

// Throws std::invalid_argument when length is null, or buffer is null with a capacity above 0.
inline void copy_text(std::string_view text, char* buffer, size_t capacity, size_t* length) {
  if (length == nullptr) {
    throw std::invalid_argument("length is NULL");
  }
  if (buffer == nullptr && capacity > 0) {
    throw std::invalid_argument("buffer is NULL with a capacity above 0");
  }
  *length = text.size();
  if (capacity > 0) {
    const size_t copied = std::min(text.size(), capacity - 1);
    std::memcpy(buffer, text.data(), copied);
    buffer[copied] = '\0';
  }
}

}  // namespace diffcont::c_api
