#include "network/backbone/failure.h"

#include <c10/util/Exception.h>

#include <new>
#include <string_view>

namespace diffcont {
namespace {

std::string_view line_at(std::string_view text, size_t begin) {
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

std::string failure_reason(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  std::string_view text = torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
  constexpr std::string_view of_interpreter = "\nRuntimeError: ";
  if (const size_t found = text.find(of_interpreter); found != std::string_view::npos) {
    return std::string(line_at(text, found + of_interpreter.size()));
  }
  if (text.starts_with("The following operation failed in the TorchScript interpreter")) {
    // What a script raised itself stands in the last line.
    text = text.substr(0, text.find_last_not_of('\n') + 1);
    return std::string(text.substr(text.rfind('\n') + 1));
  }
  return std::string(line_at(text, 0));
}

void throw_if_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
      std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos) {
    throw std::bad_alloc();
  }
}

}  // namespace diffcont
