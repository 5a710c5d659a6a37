// Graphs of the emulated device.
#pragma once

namespace diffcont::emulation {

struct Recording {
  bool is_on = false;  // whether the processor's work is recorded, as a GPU's is
  int graphs = 0, replays = 0;  // so far
};
Recording& recording();

}  // namespace diffcont::emulation
