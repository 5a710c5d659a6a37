#include "network/runtime/torch_threads.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "common/runtime/threads.h"

namespace diffcont {
namespace {

// OpenBLAS has a pool of its own in some builds of libtorch. Its threads go on spinning after each product and take the
// processor from those that convolve: a training step took 1.5 times as long on two cores. The products here are small,
// or many that are computed side by side, so one thread of it is enough. Looked up because other builds come without
// it, and by its library because a virtual machine does not make what it loads visible to all.
bool keep_openblas_to_one_thread() {
  void* const library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD);
  using Function = void (*)(int);
  auto* const function =
      reinterpret_cast<Function>(dlsym(library != nullptr ? library : RTLD_DEFAULT, "openblas_set_num_threads"));
  if (function != nullptr) function(1);
  return function != nullptr;
}

thread_local int applied = 0;

}  // namespace

void apply_torch_threads() {
  [[maybe_unused]] static const bool once = keep_openblas_to_one_thread();
  const int number = wanted_threads();
  if (number != applied) {
    at::set_num_threads(number);
    applied = number;
  }
}

}  // namespace diffcont
