#include "detect/c_api/support.h"

dc_status library_last_error(char* buffer, size_t capacity, size_t* length) {
  return dc_last_error(buffer, capacity, length);
}

int64_t library_live_handles() { return dc_live_handles(); }
