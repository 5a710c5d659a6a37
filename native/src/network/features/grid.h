// Feature maps of several sizes, brought onto one grid of cells.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace diffcont {

// Maps N x C x S x S, each with its own C and S, resampled to grid x grid cells (adaptive average pooling down,
// bilinear without aligned corners up) and joined: N x grid*grid x (all C together), cells row by row.
at::Tensor on_grid(const std::vector<at::Tensor>& maps, int64_t grid);

}  // namespace diffcont
