// The calling thread's last error message.
#pragma once

#include <cstddef>
#include <string_view>

namespace diffcont::c_api {

// Never allocates, so that it also works when memory has run out. A message is cut at 2047 bytes and made one line.
void set_last_error(std::string_view message) noexcept;
void clear_last_error() noexcept;
std::string_view last_error() noexcept;

}  // namespace diffcont::c_api
