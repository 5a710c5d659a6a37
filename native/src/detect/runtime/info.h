// What the detect library is and what it runs on.
#pragma once

#include <string>

namespace diffcont {

// A JSON object; the keys are listed at dc_runtime_describe.
std::string describe_detect_runtime(int abi_version);

}  // namespace diffcont
