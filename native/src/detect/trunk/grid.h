// A square map brought to a grid of cells.
#pragma once

#include <cstdint>

namespace diffcont {

// One of the two sides divides the other.
bool fits_grid(int64_t side, int64_t cells);

// map: side x side places of `pitch` floats, of which `channels` count; features: cells x cells x channels. A cell is
// the mean over its square of places; with more cells than places it is bilinear between places, centres at half pixels
// and the edge repeated, as image programs enlarge.
void bring_to_grid(const float* map, int64_t side, int64_t pitch, int64_t channels, int64_t cells, float* features);

}  // namespace diffcont
