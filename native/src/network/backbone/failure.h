// What went wrong inside TorchScript, in one line.
#pragma once

#include <exception>
#include <string>

namespace diffcont {

// The line that gives the reason: the interpreter puts a traceback of several lines before it, libtorch a backtrace
// after it.
std::string failure_reason(const std::exception& error);

// Throws std::bad_alloc when that is what the error says: the interpreter passes it on as a plain text.
void throw_if_out_of_memory(const std::exception& error);

}  // namespace diffcont
