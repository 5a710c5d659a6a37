// The number of threads that a library's kernels compute with.
#pragma once

namespace diffcont {

// 0: one for each processor that this process may use.
void set_threads(int threads);

// What set_threads was told, as a number of threads; 0 when nobody asked, and OpenMP's own choice stands.
int wanted_threads();

// Brings the calling thread in line with set_threads: OpenMP keeps the number for each calling thread apart.
void apply_threads();

// What the calling thread computes with.
int thread_count();

}  // namespace diffcont
