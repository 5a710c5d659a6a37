#include "common/c_api/support.h"

#include <unistd.h>

#include <cstdlib>

std::string status_name(dc_status status) {
  switch (status) {
    case DC_OK: return "DC_OK";
    case DC_ERROR_INVALID_ARGUMENT: return "DC_ERROR_INVALID_ARGUMENT";
    case DC_ERROR_BAD_HANDLE: return "DC_ERROR_BAD_HANDLE";
    case DC_ERROR_IO: return "DC_ERROR_IO";
    case DC_ERROR_FORMAT: return "DC_ERROR_FORMAT";
    case DC_ERROR_OUT_OF_MEMORY: return "DC_ERROR_OUT_OF_MEMORY";
    case DC_ERROR_NOT_FINITE: return "DC_ERROR_NOT_FINITE";
    case DC_ERROR_UNSUPPORTED: return "DC_ERROR_UNSUPPORTED";
    case DC_ERROR_INTERNAL: return "DC_ERROR_INTERNAL";
    default: return "unknown status " + std::to_string(status);
  }
}

std::string last_message() {
  size_t length = 0;
  EXPECT_EQ(library_last_error(nullptr, 0, &length), DC_OK);
  std::string message(length + 1, '\0');
  EXPECT_EQ(library_last_error(message.data(), message.size(), &length), DC_OK);
  message.resize(length);
  return message;
}

::testing::AssertionResult fails(dc_status status, dc_status expected, const std::string& in_message) {
  const std::string message = last_message();
  if (status != expected) {
    return ::testing::AssertionFailure() << status_name(status) << " instead of " << status_name(expected) << ": "
                                         << message;
  }
  if (expected == DC_OK && !message.empty()) {
    return ::testing::AssertionFailure() << "a call that succeeded left the message: " << message;
  }
  if (message.find(in_message) == std::string::npos || message.find('\n') != std::string::npos) {
    return ::testing::AssertionFailure() << "the message does not name '" << in_message << "' in one line: " << message;
  }
  return ::testing::AssertionSuccess();
}

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "diffcont-c-api-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    std::abort();
  }
  folder_ = pattern;
}

Scratch::~Scratch() { std::filesystem::remove_all(folder_); }
