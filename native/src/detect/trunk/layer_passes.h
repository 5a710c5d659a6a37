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
  // Rows first..last of the outputs, some panels of their channels, at `pitch` floats from a place to the next and
  // `row_pitch` from a row to the next. work is aligned to 64 bytes.
  void run(const float* image, int64_t first, int64_t last, int64_t first_panel, int64_t panels, float* outputs,
           int64_t pitch, int64_t row_pitch, std::byte* work) const;

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
  // The first block without an expansion: the stem, which takes an expansion's place, writes the hidden channels. The
  // input is the image.
  BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, const StemPass& stem);

  const PackedBlock& block() const { return block_; }
  int64_t side() const { return side_; }
  int64_t map_size() const { return side_ * side_ * block_.out_pitch; }
  int64_t work_bytes() const { return narrowed_bytes_ + hidden_bytes_ + result_bytes_; }
  // Rows first..last of the output, of the map before or, with a stem, of the image. work is aligned to 64 bytes.
  void run(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const;

 private:
  struct Band;
  BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, int64_t in_side, const StemPass* stem);
  void run_band(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const;
  void fill_hidden(const float* in, const Band& band, int64_t first_panel, int64_t panels) const;
  void clear_edges(const Band& band) const;

  const PackedBlock& block_;
  const kernels::TrunkKernels& kernels_;
  const StemPass* stem_;  // null: there is a map before
  int64_t in_side_;
  int64_t side_;
  int64_t before_;         // rows and columns of padding before the map
  int64_t hidden_width_;   // with padding
  int64_t narrowed_pitch_;  // elements of an input
  int64_t result_pitch_;   // elements of an output's hidden channels
  int64_t band_rows_ = 1;  // of outputs
  int64_t narrowed_bytes_ = 0;  // of the input in elements, or of the stem's work
  int64_t hidden_bytes_ = 0;
  int64_t result_bytes_ = 0;
};

}  // namespace diffcont
