#include "network/runtime/info.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <torch/headeronly/version.h>

#include <nlohmann/json.hpp>

#include "common/kernels/cpu_features.h"
#include "common/runtime/threads.h"
#include "network/kernels/matrix_tiles.h"
#include "network/runtime/device.h"

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

std::string describe_network_runtime(int abi_version) {
  const kernels::CpuFeatures& cpu = kernels::cpu_features();
  const nlohmann::ordered_json description = {
      {"version", DIFFCONT_VERSION},
      {"abi", abi_version},
      {"compiler", "g++ " __VERSION__},
      {"torch", TORCH_VERSION},
      {"parallel", at::get_parallel_info()},
      {"threads", thread_count()},
      {"cpu_capability", at::get_cpu_capability()},
      {"avx512_bf16", cpu.avx512_bf16},
      {"amx_bf16", kernels::has_bf16_tiles()},
      {"bf16", default_device().is_cuda() || cpu.avx512_bf16 || kernels::has_bf16_tiles()},
      {"blas", describe_blas()},
      {"device", device_name(default_device())},
  };
  return description.dump();
}

}  // namespace diffcont
