#include "network/c_api/barrier.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/storage/errors.h"
#include "network/runtime/out_of_memory.h"

namespace diffcont::c_api {

void rethrow(const c10::Error& error) {
  const std::string_view text = error.what_without_backtrace();
  const std::string message(text.substr(0, text.find('\n')));
  if (is_out_of_memory(error)) {
    throw OutOfMemoryError(message);
  }
  if (std::getenv("DIFFCONT_BACKTRACE") != nullptr) {
    std::fprintf(stderr, "diffcont: %s\n", error.what());
  }
  throw std::runtime_error(message);
}

}  // namespace diffcont::c_api
