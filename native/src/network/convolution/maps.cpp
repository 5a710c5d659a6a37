#include "network/convolution/maps.h"

#include <cstddef>
#include <cstring>

namespace diffcont {

using kernels::Map;

void clear_border(const Map& map, int64_t element_size) {
  auto* const data = static_cast<std::byte*>(map.data);
  const auto clear = [&](int64_t image, int64_t y, int64_t x, int64_t pixels) {
    std::memset(data + (image * map.image_step() + map.at(y, x)) * element_size, 0,
                static_cast<size_t>(pixels * map.channels * element_size));
  };
  for (int64_t image = 0; image < map.images; ++image) {
    clear(image, -1, -1, map.width + 3);
    for (int64_t y = 0; y + 1 < map.height; ++y) clear(image, y, map.width, 2);
    clear(image, map.height - 1, map.width, map.width + 3);
  }
}

kernels::Source window(const Map& map, int64_t taps, int64_t stride, int64_t y, int64_t x) {
  kernels::Source source;
  source.data = map.data;
  source.image_step = map.image_step();
  source.row_step = stride * map.row_step();
  source.pixel_step = stride * map.channels;
  source.channels = map.channels;
  source.taps = taps;
  const int64_t side = taps == 9 ? 3 : taps == 4 ? 2 : 1;
  source.first = taps == 9 ? map.at(-1, -1) : taps == 4 ? map.at(y - 1, x - 1) : map.at(0, 0);
  for (int64_t tap = 0; tap < taps; ++tap) {
    source.offsets[tap] = tap / side * map.row_step() + tap % side * map.channels;
  }
  return source;
}

}  // namespace diffcont
