#include "machine.h"

#include <cstdlib>
#include <fstream>
#include <thread>

#include "common/kernels/cpu_features.h"
#include "diffcont/network/runtime.h"
#include "network/runtime/info.h"

namespace diffcont::bench {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : -1;
}

bool has_bf16() { return kernels::cpu_features().avx512_bf16 || kernels::cpu_features().amx_bf16; }

nlohmann::ordered_json describe_machine() {
  nlohmann::ordered_json machine = {{"processor", processor_name()},
                                    {"processors", std::thread::hardware_concurrency()},
                                    {"load_before", load_average()}};
  machine.update(nlohmann::ordered_json::parse(describe_network_runtime(DCN_ABI_VERSION)));
  return machine;
}

}  // namespace diffcont::bench
