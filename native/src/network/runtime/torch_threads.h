// The number of threads that libtorch computes with.
#pragma once

namespace diffcont {

// Brings libtorch in line with set_threads, for the calling thread.
void apply_torch_threads();

}  // namespace diffcont
