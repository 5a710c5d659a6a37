// Faults on purpose in kernels for GPUs, which the native tests run on the processor.
#include <cstdio>
#include <cstring>

#include "block.h"

namespace {

using namespace diffcont::emulation;

// Reads one float behind the block's shared memory.
float seen = 0;
void overflow() { seen = shared_memory()[64]; }

// Reads what its neighbour wrote, without a barrier in between.
void race() {
  const unsigned own = thread_index().x;
  shared_memory()[own] = 1;
  seen = seen + shared_memory()[(own + 1) % 64];
}

}  // namespace

int main(int count, char** values) {
  const char* fault = count == 2 ? values[1] : "";
  if (std::strcmp(fault, "overflow") == 0) {
    run({1, 1, 1}, 1, 256, overflow);
  } else if (std::strcmp(fault, "race") == 0) {
    run({1, 1, 1}, 64, 256, race);
  } else {
    std::fprintf(stderr, "usage: %s overflow|race\n", values[0]);
    return 2;
  }
  return 0;
}
