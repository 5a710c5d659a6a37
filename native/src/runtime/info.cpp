#include "runtime/info.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <torch/headeronly/version.h>

#include <nlohmann/json.hpp>

#include "runtime/device.h"
#include "runtime/threads.h"

namespace diffcont {
namespace {

std::string describe_blas() {
  using Function = char* (*)();
  if (auto* const config = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, "openblas_get_config"))) {
    return config();
  }
  return at::hasMKL() ? "MKL" : "built into libtorch";
}

}  // namespace

bool processor_has_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") || __builtin_cpu_supports("amx-bf16");
#else
  return false;
#endif
}

std::string describe_runtime(int abi_version) {
  const nlohmann::ordered_json description = {
      {"version", DIFFCONT_VERSION},
      {"abi", abi_version},
      {"compiler", "g++ " __VERSION__},
      {"torch", TORCH_VERSION},
      {"parallel", at::get_parallel_info()},
      {"threads", thread_count()},
      {"cpu_capability", at::get_cpu_capability()},
      {"bf16", default_device().is_cuda() || processor_has_bf16()},
      {"blas", describe_blas()},
      {"device", device_name(default_device())},
  };
  return description.dump();
}

}  // namespace diffcont
