// The machine a measurement was taken on.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace diffcont::bench {

// The processor's name, "unknown" where the system does not tell.
std::string processor_name();

// Processes that ran or wanted to in the last minute; -1 where the system does not tell.
double load_average();

// Multiplications of bfloat16 run in hardware.
bool has_bf16();

// "processor", "processors", "load_before" and all of dcn_runtime_describe.
nlohmann::ordered_json describe_machine();

}  // namespace diffcont::bench
