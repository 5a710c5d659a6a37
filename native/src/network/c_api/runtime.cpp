#include "diffcont/network/runtime.h"

#include "common/boundary/last_error.h"
#include "common/boundary/registry.h"
#include "common/boundary/text.h"
#include "common/runtime/threads.h"
#include "network/c_api/barrier.h"
#include "network/c_api/layouts.h"
#include "network/c_api/tensor_arguments.h"
#include "network/runtime/device.h"
#include "network/runtime/info.h"

using namespace diffcont;
using namespace diffcont::c_api;

int32_t dcn_abi_version(void) noexcept { return DCN_ABI_VERSION; }

dc_status dcn_last_error(char* buffer, size_t capacity, size_t* length) noexcept {
  return copy_last_error(buffer, capacity, length);
}

dc_status dcn_runtime_describe(char* buffer, size_t capacity, size_t* length) noexcept {
  return torch_guarded([&] { copy_text(describe_network_runtime(DCN_ABI_VERSION), buffer, capacity, length); });
}

dc_status dcn_set_threads(int32_t threads) noexcept {
  return torch_guarded([&] {
    require_range(threads, 0, 1024, "threads");
    set_threads(threads);
    apply_torch_threads();
  });
}

dc_status dcn_set_device(const char* device, int32_t tf32) noexcept {
  return torch_guarded([&] {
    require_pointer(device, "device");
    const bool rounded = require_flag(tf32, "tf32");
    set_default_device(device_of(device), rounded);
  });
}

dc_status dcn_device_describe(char* buffer, size_t capacity, size_t* length) noexcept {
  return torch_guarded([&] { copy_text(describe_devices(), buffer, capacity, length); });
}

dc_status dcn_struct_layouts(char* buffer, size_t capacity, size_t* length) noexcept {
  return torch_guarded([&] { copy_text(network_struct_layouts(), buffer, capacity, length); });
}

int64_t dcn_live_handles(void) noexcept { return Registry::instance().live(); }
