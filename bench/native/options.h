// What the command line asked for.
#pragma once

#include <string>

namespace diffcont::bench {

struct Options {
  std::string json;      // file for the results; empty: none
  std::string only;      // kernels whose name holds this text; empty: all
  int threads = 0;       // 0: one for each processor
  double seconds = 2;    // spent on each kernel, at least
  int rounds = 5;        // calls of each kernel, at least
  bool help = false;
};

// Throws std::invalid_argument that names the argument.
Options parse_options(int count, char** arguments);

const char* usage();

}  // namespace diffcont::bench
