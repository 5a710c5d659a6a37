// Failures that cross the C boundary with a status of their own.
#pragma once

#include <stdexcept>
#include <string>

namespace diffcont {

// A file could not be opened, read or written (DC_ERROR_IO). The message names the file.
struct IoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A file's content is not what it has to be (DC_ERROR_FORMAT). The message names the file and the entry.
struct FormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A value became NaN or infinite (DC_ERROR_NOT_FINITE).
struct NotFiniteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A valid request that this build or machine cannot meet (DC_ERROR_UNSUPPORTED).
struct UnsupportedError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Memory ran out, and there is more to say than std::bad_alloc does (DC_ERROR_OUT_OF_MEMORY).
struct OutOfMemoryError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace diffcont
