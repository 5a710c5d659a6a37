// The layout of the C interface's structs, as compiled.
#pragma once

#include <string>

namespace diffcont::c_api {

// {"struct name": {"size": bytes, "fields": {"name": offset, ...}}, ...}
std::string detect_struct_layouts();

}  // namespace diffcont::c_api
