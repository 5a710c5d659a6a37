#include "common/boundary/last_error.h"

#include <algorithm>
#include <array>

#include "common/boundary/text.h"

namespace diffcont::c_api {
namespace {

struct Message {
  std::array<char, 2048> text;
  size_t length = 0;
};

thread_local Message message;

bool is_utf8_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

void set_last_error(std::string_view text) noexcept {
  size_t length = std::min(text.size(), message.text.size() - 1);
  if (length < text.size()) {
    while (length > 0 && is_utf8_continuation(text[length])) {
      --length;
    }
  }
  for (size_t i = 0; i < length; ++i) {
    const bool control = static_cast<unsigned char>(text[i]) < 0x20;
    message.text[i] = control ? ' ' : text[i];
  }
  message.text[length] = '\0';
  message.length = length;
}

void clear_last_error() noexcept { message.length = 0; }

std::string_view last_error() noexcept { return {message.text.data(), message.length}; }

dc_status copy_last_error(char* buffer, size_t capacity, size_t* length) noexcept {
  try {
    copy_text(last_error(), buffer, capacity, length);
    return DC_OK;
  } catch (...) {
    return DC_ERROR_INVALID_ARGUMENT;
  }
}

}  // namespace diffcont::c_api
