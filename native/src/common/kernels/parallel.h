// Loops whose parts run at the same time. In a build for the thread sanitizer they have threads of their own: those of
// OpenMP agree by means that the sanitizer does not see, and all that passes between them would be reported.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>

#if defined(__SANITIZE_THREAD__)
#include <thread>
#include <vector>
#endif

#include "common/runtime/openmp.h"

namespace diffcont {

// body(first, last) for parts of begin..end, at least `grain` long but for the last, at the same time. Inside another
// such loop all of it is one part. An exception of one of them is thrown when all are done.
template <class Body>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const Body& body) {
  const int64_t count = end - begin;
  if (count <= 0) return;
#if defined(__SANITIZE_THREAD__)
  static thread_local bool is_part = false;
  const bool nested = is_part;
#else
  const bool nested = omp_in_parallel();
#endif
  const int64_t most = std::max<int64_t>(1, (count + grain - 1) / std::max<int64_t>(1, grain));
  const int64_t wanted = nested ? 1 : std::min<int64_t>(omp_get_max_threads(), most);
  if (wanted <= 1) return body(begin, end);
#if defined(__SANITIZE_THREAD__)
  const int64_t size = (count + wanted - 1) / wanted;
  std::vector<std::exception_ptr> failures(static_cast<size_t>(wanted));
  std::vector<std::thread> threads;
  for (int64_t part = 0; part < wanted && begin + part * size < end; ++part) {
    threads.emplace_back([&, part] {
      is_part = true;
      omp_set_num_threads(1);
      try {
        body(begin + part * size, std::min(end, begin + (part + 1) * size));
      } catch (...) {
        failures[static_cast<size_t>(part)] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
#else
  std::exception_ptr failure;
  std::atomic_flag failed = ATOMIC_FLAG_INIT;
#pragma omp parallel num_threads(static_cast<int>(wanted))
  {
    const int64_t size = (count + omp_get_num_threads() - 1) / omp_get_num_threads();
    const int64_t first = begin + omp_get_thread_num() * size;
    if (first < end) {
      try {
        body(first, std::min(end, first + size));
      } catch (...) {
        if (!failed.test_and_set()) failure = std::current_exception();
      }
    }
  }
  if (failure) std::rethrow_exception(failure);
#endif
}

}  // namespace diffcont
