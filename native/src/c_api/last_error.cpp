#include "c_api/last_error.h"

#include <algorithm>
#include <array>

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

}  // namespace diffcont::c_api
