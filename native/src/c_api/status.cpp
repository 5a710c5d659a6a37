#include "diffcont/status.h"

#include "c_api/last_error.h"
#include "c_api/text.h"

using namespace diffcont::c_api;

int32_t dc_abi_version(void) noexcept { return DC_ABI_VERSION; }

const char* dc_status_name(dc_status status) noexcept {
  switch (status) {
    case DC_OK: return "DC_OK";
    case DC_ERROR_INVALID_ARGUMENT: return "DC_ERROR_INVALID_ARGUMENT";
    case DC_ERROR_BAD_HANDLE: return "DC_ERROR_BAD_HANDLE";
    case DC_ERROR_IO: return "DC_ERROR_IO";
    case DC_ERROR_FORMAT: return "DC_ERROR_FORMAT";
    case DC_ERROR_OUT_OF_MEMORY: return "DC_ERROR_OUT_OF_MEMORY";
    case DC_ERROR_NOT_FINITE: return "DC_ERROR_NOT_FINITE";
    case DC_ERROR_UNSUPPORTED: return "DC_ERROR_UNSUPPORTED";
    case DC_ERROR_INTERNAL: return "DC_ERROR_INTERNAL";
    default: return "unknown status";
  }
}

// Outside the barrier, which would clear the very message that is asked for.
dc_status dc_last_error(char* buffer, size_t capacity, size_t* length) noexcept {
  try {
    copy_text(last_error(), buffer, capacity, length);
    return DC_OK;
  } catch (...) {
    return DC_ERROR_INVALID_ARGUMENT;
  }
}
