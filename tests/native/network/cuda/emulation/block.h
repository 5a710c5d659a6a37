// Blocks of threads as a GPU runs them, on the processor: one block after another, its threads as fibers that change
// where they wait for each other. The address sanitizer checks their memory. The thread sanitizer takes fibers for
// threads that nothing but barriers and exchanges orders, and so reports what a GPU might do in another order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace diffcont::emulation {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};

// Runs kernel in every thread of every block, with shared_bytes of shared memory, which begins as NaNs. Throws
// std::runtime_error when threads wait for each other at different places.
void run(Index blocks, int threads, int shared_bytes, const std::function<void()>& kernel);
// Blocks that have been run so far.
int64_t blocks_run();

// Of the thread that calls.
Index thread_index();
Index block_index();
Index grid_size();
float* shared_memory();

// Waits for the block's threads.
void wait_for_block();
// Waits for the warp's 32 threads and gives what each brought: all is 32 x bytes.
void exchange(const void* own, void* all, std::size_t bytes);

// A copy of 16 bytes that is done when it is waited for, and not earlier.
void copy_later(void* to, const void* from, bool copied);
void close_copies();
void wait_for_copies(std::size_t pending);

}  // namespace diffcont::emulation
