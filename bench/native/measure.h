// Wall-clock times of calls.
#pragma once

#include <functional>
#include <vector>

namespace diffcont::bench {

struct Timing {
  double median = 0;  // seconds a call
  double lowest = 0;  // seconds a call
  double spread = 0;  // distance between the quartiles over the median
  int rounds = 0;     // samples taken
};

struct Budget {
  double seconds = 2;  // for each kernel, at least
  int rounds = 5;      // samples of each kernel, at least
};

using Work = std::function<void()>;

// Every round calls each of them in turn, so that what disturbs the machine disturbs all alike. One call of each comes
// before and is not timed; calls below a millisecond are timed several at once.
std::vector<Timing> measure(const std::vector<Work>& works, const Budget& budget);

Timing measure(const Work& work, const Budget& budget);

}  // namespace diffcont::bench
