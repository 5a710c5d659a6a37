// What a reader may do with foreign bytes: read them, or refuse them with one of its two errors.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "common/storage/errors.h"

namespace diffcont::fuzz {

// Runs the reader; any other exception ends the process, as a crash does.
template <class Read>
void read_or_refuse(const Read& read) {
  try {
    read();
  } catch (const FormatError&) {
  } catch (const IoError&) {
  }
}

// Ends the process when something that was read does not hold.
inline void require(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "fuzz: %s\n", what);
    std::abort();
  }
}

}  // namespace diffcont::fuzz
