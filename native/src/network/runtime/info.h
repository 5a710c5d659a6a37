// What this library is and what it runs on.
#pragma once

#include <string>

namespace diffcont {

// A JSON object; the keys are listed at dcn_runtime_describe.
std::string describe_network_runtime(int abi_version);

}  // namespace diffcont
