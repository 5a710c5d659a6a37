// The one exception barrier around every function of the C interfaces.
#pragma once

#include <stdexcept>
#include <utility>

#include "common/boundary/last_error.h"
#include "common/runtime/threads.h"
#include "diffcont/status.h"

namespace diffcont::c_api {

// A handle that is stale, freed or of another type (DC_ERROR_BAD_HANDLE).
struct BadHandleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// To be called inside a catch block: sets the last error and gives the status of the exception in flight.
dc_status status_of_current_exception() noexcept;

template <class Body>
dc_status guarded(Body&& body) noexcept {
  clear_last_error();
  try {
    apply_threads();
    std::forward<Body>(body)();
    return DC_OK;
  } catch (...) {
    return status_of_current_exception();
  }
}

}  // namespace diffcont::c_api
