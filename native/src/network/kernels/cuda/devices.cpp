// What GPUs there are, and why none can be used.
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include "network/kernels/cuda.h"
#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {
namespace {

std::string version(int number) { return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10); }

// An error here stays in the runtime and would come out of the next launch's check.
std::string failure(cudaError_t error) {
  static_cast<void>(cudaGetLastError());
  return std::string(cudaGetErrorString(error)) + " (" + cudaGetErrorName(error) + ")";
}

}  // namespace

bool is_built() { return true; }

std::string why_unusable() {
  void* const driver = dlopen("libcuda.so.1", RTLD_LAZY);
  if (driver == nullptr) {
    return "there is no NVIDIA driver: libcuda.so.1 was not found";
  }
  dlclose(driver);
  int count = 0;
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess) {
    return failure(error);
  }
  return count > 0 ? "" : "the NVIDIA driver sees no device";
}

std::vector<DeviceFacts> devices() {
  std::vector<DeviceFacts> all;
  if (!why_unusable().empty()) {
    return all;
  }
  int count = 0;
  check(cudaGetDeviceCount(&count), "devices");
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, i), "devices");
    DeviceFacts facts{properties.name, properties.major, properties.minor, properties.multiProcessorCount,
                      static_cast<int64_t>(properties.totalGlobalMem), 0};
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(i));
    size_t free = 0, total = 0;
    if (cudaMemGetInfo(&free, &total) == cudaSuccess) {
      facts.free_memory = static_cast<int64_t>(free);
    } else {
      static_cast<void>(cudaGetLastError());
    }
    all.push_back(facts);
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> libraries() {
  std::vector<std::pair<std::string, std::string>> all;
  int number = 0;
  if (cudaDriverGetVersion(&number) == cudaSuccess && number > 0) {
    all.emplace_back("driver's CUDA", version(number));
  }
  if (cudaRuntimeGetVersion(&number) == cudaSuccess) {
    all.emplace_back("CUDA runtime", version(number));
  }
  static_cast<void>(cudaGetLastError());
  all.emplace_back("compiled with CUDA", version(CUDART_VERSION));
  if (why_unusable().empty() && at::detail::getCUDAHooks().hasCuDNN()) {
    const long cudnn = at::detail::getCUDAHooks().versionCuDNN();
    all.emplace_back("cuDNN", std::to_string(cudnn / 10000) + "." + std::to_string(cudnn / 100 % 100) + "." +
                                  std::to_string(cudnn % 100));
  }
  return all;
}

}  // namespace diffcont::cuda
