// Features as the models see them: f32, images x locations x channels, borrowed.
#pragma once

#include <cstdint>

namespace diffcont {

struct Features {
  const float* values = nullptr;
  int64_t images = 0;
  int64_t locations = 0;
  int64_t channels = 0;

  int64_t columns() const { return locations * channels; }
  int64_t size() const { return images * columns(); }
  const float* image(int64_t index) const { return values + index * columns(); }
  const float* cell(int64_t image, int64_t location) const {
    return values + (image * locations + location) * channels;
  }
};

}  // namespace diffcont
