// Squares of neighbouring locations that have something in common.
#pragma once

#include <algorithm>
#include <cstdint>

namespace diffcont {

// The whole number whose square is `locations`, or 0.
inline int64_t side_of(int64_t locations) {
  int64_t side = 0;
  while (side * side < locations) ++side;
  return side * side == locations ? side : 0;
}

// rows x columns locations, row by row, in squares of side x side, the last ones cut off by the edge.
struct Squares {
  int64_t rows = 1;
  int64_t columns = 1;
  int64_t side = 1;

  int64_t across() const { return (columns + side - 1) / side; }
  int64_t count() const { return (rows + side - 1) / side * across(); }
  // Calls visit(location) for each location of a square.
  template <class Visit>
  void each(int64_t square, const Visit& visit) const {
    const int64_t top = square / across() * side, left = square % across() * side;
    for (int64_t y = top; y < std::min(rows, top + side); ++y) {
      for (int64_t x = left; x < std::min(columns, left + side); ++x) visit(y * columns + x);
    }
  }
};

}  // namespace diffcont
