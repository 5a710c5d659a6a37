// The number of threads that libtorch and the kernels compute with.
#pragma once

namespace diffcont {

// 0: one for each processor that this process may use.
void set_threads(int threads);

// Brings the calling thread in line with set_threads: OpenMP keeps the number for each calling thread apart.
void apply_threads();

// What the calling thread computes with.
int thread_count();

}  // namespace diffcont
