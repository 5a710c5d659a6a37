// at::parallel_for, as all of this library calls it. In a build for the thread sanitizer it has threads of its own:
// those of OpenMP agree by means that the sanitizer does not see, and all that passes between them would be reported.
#pragma once

#include <ATen/Parallel.h>

#if defined(__SANITIZE_THREAD__)
#include <omp.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>
#endif

namespace diffcont {

// body(first, last) for parts of begin..end, at least `grain` long but for the last, at the same time. An exception of
// one of them is thrown when all are done.
template <class Body>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const Body& body) {
#if defined(__SANITIZE_THREAD__)
  static thread_local bool is_part = false;
  const int64_t count = end - begin;
  const int64_t parts = is_part ? 1 : std::min<int64_t>(at::get_num_threads(), at::divup(count, grain));
  if (count <= 0) return;
  if (parts <= 1) return body(begin, end);
  const int64_t size = at::divup(count, parts);
  std::vector<std::exception_ptr> failures(static_cast<size_t>(parts));
  std::vector<std::thread> threads;
  for (int64_t part = 0; part < parts && begin + part * size < end; ++part) {
    threads.emplace_back([&, part] {
      is_part = true;
      omp_set_num_threads(1);
      const at::internal::ThreadIdGuard own_number(static_cast<int>(part));
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
  at::parallel_for(begin, end, grain, body);
#endif
}

}  // namespace diffcont
