// A trunk's layers over rows of a map.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detect/trunk/packed_layers.h"

namespace diffcont {

// The stem: planes of an image in [-1, 1] -> its map.
class StemPass {
 public:
  StemPass(const PackedStem& stem, const TrunkInput& input, const kernels::TrunkKernels& kernels, int64_t image_size);

  int64_t side() const { return size_ / kStemStride; }
  int64_t map_size() const { return side() * side() * stem_.panels * kernels::kPanel; }
  // Bytes of working memory, a multiple of 64.
  int64_t work_bytes() const;
  // Rows first..last of the map. work is aligned to 64 bytes.
  void run(const float* image, float* map, int64_t first, int64_t last, std::byte* work) const;

 private:
  void scale_row(const float* image, int64_t row, float* to) const;

  const PackedStem& stem_;
  const kernels::TrunkKernels& kernels_;
  float factor_;
  float offset_;
  int64_t size_;
  int64_t pitch_;  // of a plane's row
};

// A block, in bands of rows whose hidden channels stay in the cache.
class BlockPass {
 public:
  BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, int64_t in_side);

  const PackedBlock& block() const { return block_; }
  int64_t side() const { return side_; }
  int64_t map_size() const { return side_ * side_ * block_.out_pitch; }
  int64_t work_bytes() const { return narrowed_bytes_ + hidden_bytes_ + result_bytes_; }
  // Rows first..last of the output. work is aligned to 64 bytes.
  void run(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const;

 private:
  struct Band;
  void run_band(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const;
  void fill_hidden(const float* in, const Band& band, int64_t first_panel, int64_t panels) const;
  void clear_edges(const Band& band) const;

  const PackedBlock& block_;
  const kernels::TrunkKernels& kernels_;
  int64_t in_side_;
  int64_t side_;
  int64_t before_;         // rows and columns of padding before the map
  int64_t hidden_width_;   // with padding
  int64_t result_pitch_;   // elements of an output's hidden channels
  int64_t band_rows_ = 1;  // of outputs
  int64_t narrowed_bytes_ = 0;
  int64_t hidden_bytes_ = 0;
  int64_t result_bytes_ = 0;
};

}  // namespace diffcont
