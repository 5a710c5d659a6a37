#include "common/runtime/threads.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "common/runtime/openmp.h"

namespace diffcont {
namespace {

std::atomic<int> wanted{0};

int usable_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    return std::max(1, CPU_COUNT(&set));
  }
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace

void set_threads(int threads) {
  wanted.store(threads == 0 ? usable_processors() : threads);
  apply_threads();
}

int wanted_threads() { return wanted.load(std::memory_order_relaxed); }

void apply_threads() {
  const int number = wanted_threads();
  // Asked each time: another library of this process may have set the thread's number since.
  if (number != 0 && number != omp_get_max_threads()) {
    omp_set_num_threads(number);
  }
}

int thread_count() { return omp_get_max_threads(); }

}  // namespace diffcont
