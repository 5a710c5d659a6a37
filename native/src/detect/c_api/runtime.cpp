#include "diffcont/detect/runtime.h"

#include "common/boundary/arguments.h"
#include "common/boundary/barrier.h"
#include "common/boundary/last_error.h"
#include "common/boundary/registry.h"
#include "common/boundary/text.h"
#include "common/runtime/threads.h"
#include "detect/c_api/layouts.h"
#include "detect/runtime/info.h"

using namespace diffcont;
using namespace diffcont::c_api;

int32_t dc_abi_version(void) noexcept { return DC_ABI_VERSION; }

dc_status dc_last_error(char* buffer, size_t capacity, size_t* length) noexcept {
  return copy_last_error(buffer, capacity, length);
}

dc_status dc_runtime_describe(char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(describe_detect_runtime(DC_ABI_VERSION), buffer, capacity, length); });
}

dc_status dc_set_threads(int32_t threads) noexcept {
  return guarded([&] {
    require_range(threads, 0, 1024, "threads");
    set_threads(threads);
  });
}

dc_status dc_struct_layouts(char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(detect_struct_layouts(), buffer, capacity, length); });
}

int64_t dc_live_handles(void) noexcept { return Registry::instance().live(); }
