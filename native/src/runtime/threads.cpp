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

// OpenBLAS has a pool of its own in some builds; libtorch's setting does not reach it. It is looked up because other
// builds of libtorch come without it.
void set_openblas_threads(int threads) {
  using Function = void (*)(int);
  if (auto* const function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    function(threads);
  }
}

}  // namespace

void set_threads(int threads) {
  const int number = threads == 0 ? usable_processors() : threads;
  wanted.store(number);
  set_openblas_threads(number);
  apply_threads();
}

void apply_threads() {
  const int number = wanted.load(std::memory_order_relaxed);
  if (number != applied) {
    at::set_num_threads(number);
    applied = number;
  }
}

int thread_count() { return at::get_num_threads(); }

}  // namespace diffcont
