#include "runtime/threads.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace diffcont {
namespace {

std::atomic<int> wanted{0};  // 0: nobody asked, libtorch's own choice (OMP_NUM_THREADS) stands
thread_local int applied = 0;

int usable_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    return std::max(1, CPU_COUNT(&set));
  }
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

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

}  // namespace

void set_threads(int threads) {
  const int number = threads == 0 ? usable_processors() : threads;
  wanted.store(number);
  apply_threads();
}

void apply_threads() {
  [[maybe_unused]] static const bool once = keep_openblas_to_one_thread();
  const int number = wanted.load(std::memory_order_relaxed);
  if (number != applied) {
    at::set_num_threads(number);
    applied = number;
  }
}

int thread_count() { return at::get_num_threads(); }

}  // namespace diffcont
