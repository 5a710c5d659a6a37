// The exception barrier around the functions of this library: libtorch's errors are translated, its threads set.
#pragma once

#include <c10/util/Exception.h>

#include <utility>

#include "common/boundary/barrier.h"
#include "network/runtime/torch_threads.h"

namespace diffcont::c_api {

// Throws what the common barrier knows the status of; the message is the error's first line, without a backtrace.
[[noreturn]] void rethrow(const c10::Error& error);

template <class Body>
dc_status torch_guarded(Body&& body) noexcept {
  return guarded([&] {
    try {
      apply_torch_threads();
      std::forward<Body>(body)();
    } catch (const c10::Error& error) {
      rethrow(error);
    }
  });
}

}  // namespace diffcont::c_api
