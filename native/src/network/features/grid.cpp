#include "network/features/grid.h"

namespace diffcont {
namespace {

at::Tensor resample(const at::Tensor& map, int64_t grid) {
  if (map.size(2) >= grid) {
    return at::adaptive_avg_pool2d(map, {grid, grid});
  }
  return at::upsample_bilinear2d(map, {grid, grid}, /*align_corners=*/false);
}

}  // namespace

at::Tensor on_grid(const std::vector<at::Tensor>& maps, int64_t grid) {
  std::vector<at::Tensor> grids;
  for (const at::Tensor& map : maps) {
    grids.push_back(resample(map, grid).flatten(2));
  }
  return at::cat(grids, 1).transpose(1, 2);
}

}  // namespace diffcont
