#include "diffcont/runtime.h"

#include "c_api/arguments.h"
#include "c_api/barrier.h"
#include "c_api/layouts.h"
#include "c_api/registry.h"
#include "c_api/text.h"
#include "runtime/device.h"
#include "runtime/info.h"
#include "runtime/threads.h"

using namespace diffcont;
using namespace diffcont::c_api;

dc_status dc_runtime_describe(char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(describe_runtime(DC_ABI_VERSION), buffer, capacity, length); });
}

dc_status dc_set_threads(int32_t threads) noexcept {
  return guarded([&] {
    require_range(threads, 0, 1024, "threads");
    set_threads(threads);
  });
}

dc_status dc_set_device(const char* device, int32_t tf32) noexcept {
  return guarded([&] {
    require_pointer(device, "device");
    const bool rounded = require_flag(tf32, "tf32");
    set_default_device(device_of(device), rounded);
  });
}

dc_status dc_device_describe(char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(describe_devices(), buffer, capacity, length); });
}

dc_status dc_struct_layouts(char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(struct_layouts(), buffer, capacity, length); });
}

int64_t dc_live_handles(void) noexcept { return Registry::instance().live(); }
