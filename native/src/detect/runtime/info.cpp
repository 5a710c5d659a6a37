#include "detect/runtime/info.h"

#include <nlohmann/json.hpp>

#include "common/kernels/cpu_features.h"
#include "common/runtime/threads.h"

namespace diffcont {

std::string describe_detect_runtime(int abi_version) {
  const kernels::CpuFeatures& cpu = kernels::cpu_features();
  const nlohmann::ordered_json description = {
      {"version", DIFFCONT_VERSION},
      {"abi", abi_version},
      {"compiler", "g++ " __VERSION__},
      {"threads", thread_count()},
      {"cpu", cpu.avx512 ? "avx512" : cpu.avx2_fma ? "avx2" : "plain"},
  };
  return description.dump();
}

}  // namespace diffcont
