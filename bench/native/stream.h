// Memory bandwidth by plain loops over arrays that no cache holds.
#pragma once

#include "measure.h"

namespace diffcont::bench {

// Bytes/s read by a sum over one array.
double read_rate(const Budget& budget);

// Bytes/s of a[i] = b[i] + s * c[i]; the read of a that a plain store causes is not counted.
double triad_rate(const Budget& budget);

}  // namespace diffcont::bench
