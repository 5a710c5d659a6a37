// libtorch's ways to say that memory has run out.
#pragma once

#include <c10/util/Exception.h>

namespace diffcont {

bool is_out_of_memory(const c10::Error& error);

}  // namespace diffcont
