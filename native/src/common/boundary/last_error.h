// The calling thread's last error message.
#pragma once

#include <cstddef>
#include <string_view>

#include "diffcont/status.h"

namespace diffcont::c_api {

// Never allocates, so that it also works when memory has run out. A message is cut at 2047 bytes and made one line.
void set_last_error(std::string_view message) noexcept;
void clear_last_error() noexcept;
std::string_view last_error() noexcept;

// The body of a library's ..._last_error: outside the barrier, which would clear the very message that is asked for.
dc_status copy_last_error(char* buffer, size_t capacity, size_t* length) noexcept;

}  // namespace diffcont::c_api
