#include "detect/trunk/layer_passes.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace diffcont {
namespace {

using kernels::kChunk;
using kernels::kPanel;
using kernels::kPanelsOfChunk;
using kernels::padded_to;

constexpr int64_t kAlignment = 64;
// What a band works on, besides its input and output, is to stay in a core's second-level cache.
constexpr int64_t kBandBytes = 384 << 10;
// Readable pixels beyond the last (PixelRows).
constexpr int64_t kPixelsBeyond = 31;

int64_t aligned(int64_t bytes) { return padded_to(bytes, kAlignment); }

}  // namespace

StemPass::StemPass(const PackedStem& stem, const TrunkInput& input, const kernels::TrunkKernels& kernels,
                   int64_t image_size)
    : stem_(stem),
      kernels_(kernels),
      // An image's x in [-1, 1] is (x + 1) / 2 in [0, 1].
      factor_(static_cast<float>(input.scale / 2 / input.divisor)),
      offset_(static_cast<float>((input.scale / 2 - input.mean) / input.divisor)),
      size_(image_size),
      pitch_(padded_to(image_size + 1, kPanel)) {}

int64_t StemPass::work_bytes() const { return aligned(3 * 3 * pitch_ * static_cast<int64_t>(sizeof(float))); }

// "Same" padding of an even side by a stride of 2: nothing before, one row and column of zeros after.
void StemPass::scale_row(const float* image, int64_t row, float* to) const {
  for (int64_t colour = 0; colour < 3; ++colour, to += pitch_) {
    if (row >= size_) {
      std::fill_n(to, pitch_, 0.0F);
      continue;
    }
    const float* from = image + (colour * size_ + row) * size_;
    for (int64_t x = 0; x < size_; ++x) to[x] = from[x] * factor_ + offset_;
    std::fill(to + size_, to + pitch_, 0.0F);
  }
}

void StemPass::run(const float* image, int64_t first, int64_t last, int64_t first_panel, int64_t panels, float* outputs,
                   int64_t pitch, int64_t row_pitch, std::byte* work) const {
  // Three rows of the input; the last of one output is the first of the next.
  constexpr int64_t kTaps = 27;
  const int64_t row_size = 3 * pitch_;
  auto* const memory = reinterpret_cast<float*>(work);
  float* rows[3] = {memory, memory + row_size, memory + 2 * row_size};
  scale_row(image, 2 * first, rows[0]);
  for (int64_t y = first; y < last; ++y, outputs += row_pitch) {
    scale_row(image, 2 * y + 1, rows[1]);
    scale_row(image, 2 * y + 2, rows[2]);
    kernels_.stem({{rows[0], rows[1], rows[2]},
                   pitch_,
                   stem_.weights.data() + first_panel * kTaps * kPanel,
                   stem_.bias.data() + first_panel * kPanel,
                   panels,
                   side(),
                   outputs,
                   pitch});
    std::swap(rows[0], rows[2]);
  }
}

// Where a band lies, and its working memory.
struct BlockPass::Band {
  int64_t first_in = 0;  // rows of the input, as far as the map has them
  int64_t last_in = 0;
  int64_t rows_before = 0;  // rows of zeros before those
  int64_t rows = 0;         // of hidden, zeros included
  std::byte* narrowed = nullptr;
  float* hidden = nullptr;
  std::byte* result = nullptr;
};

BlockPass::BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, int64_t in_side)
    : BlockPass(block, kernels, in_side, nullptr) {}

BlockPass::BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, const StemPass& stem)
    : BlockPass(block, kernels, stem.side(), &stem) {}

BlockPass::BlockPass(const PackedBlock& block, const kernels::TrunkKernels& kernels, int64_t in_side,
                     const StemPass* stem)
    : block_(block), kernels_(kernels), stem_(stem), in_side_(in_side) {
  const int64_t kernel = block.shape.kernel, stride = block.shape.stride;
  side_ = (in_side + stride - 1) / stride;
  // TensorFlow's "same": what is odd goes after the map.
  const int64_t padding = std::max<int64_t>(0, (side_ - 1) * stride + kernel - in_side);
  before_ = padding / 2;
  hidden_width_ = (side_ - 1) * stride + kernel;
  narrowed_pitch_ = padded_to(block.expand.depth(), kPanel);
  result_pitch_ = padded_to(block.project.depth(), kPanel);

  const auto set_rows = [&](int64_t rows) {
    band_rows_ = rows;
    const int64_t in_rows = (rows - 1) * stride + kernel;
    if (stem != nullptr) {
      narrowed_bytes_ = stem->work_bytes();
    } else if (block.shape.expands() && kernels.narrow != nullptr) {
      narrowed_bytes_ = aligned((in_rows * in_side + kPixelsBeyond) * narrowed_pitch_ * kernels.element_size());
    }
    hidden_bytes_ = aligned(in_rows * hidden_width_ * kChunk * static_cast<int64_t>(sizeof(float)));
    result_bytes_ = aligned((rows * side_ + kPixelsBeyond) * result_pitch_ * kernels.element_size());
  };
  set_rows(1);
  for (int64_t rows = 2; rows <= side_; ++rows) {
    set_rows(rows);
    if (work_bytes() > kBandBytes) {
      set_rows(rows - 1);
      break;
    }
  }
}

void BlockPass::run(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const {
  // Bands of one height, as near as can be.
  const int64_t bands = (last - first + band_rows_ - 1) / band_rows_;
  for (int64_t band = 0; band < bands; ++band) {
    run_band(in, out, first + (last - first) * band / bands, first + (last - first) * (band + 1) / bands, work);
  }
}

// Zeros around what the map has, where the expansion writes nothing.
void BlockPass::clear_edges(const Band& band) const {
  const int64_t pitch = hidden_width_ * kChunk, valid = band.last_in - band.first_in;
  for (int64_t row = 0; row < band.rows; ++row) {
    float* const to = band.hidden + row * pitch;
    if (row < band.rows_before || row >= band.rows_before + valid) {
      std::fill_n(to, pitch, 0.0F);
    } else {
      std::fill_n(to, before_ * kChunk, 0.0F);
      const int64_t end = std::min(before_ + in_side_, hidden_width_);
      std::fill(to + end * kChunk, to + pitch, 0.0F);
    }
  }
}

void BlockPass::fill_hidden(const float* in, const Band& band, int64_t first_panel, int64_t panels) const {
  const int64_t row_pitch = hidden_width_ * kChunk;
  float* const hidden = band.hidden + band.rows_before * row_pitch + before_ * kChunk;
  if (stem_ != nullptr) {
    stem_->run(in, band.first_in, band.last_in, first_panel, panels, hidden, kChunk, row_pitch, band.narrowed);
    return;
  }
  const float* const rows = in + band.first_in * in_side_ * block_.in_pitch;
  const int64_t count = (band.last_in - band.first_in) * in_side_;
  if (block_.shape.expands()) {
    const bool narrowed = kernels_.narrow != nullptr;
    const kernels::PixelRows pixels{narrowed ? static_cast<const void*>(band.narrowed) : rows,
                                    narrowed ? narrowed_pitch_ : block_.in_pitch, count};
    kernels_.expand({pixels, block_.expand.view(first_panel, panels), hidden, in_side_, row_pitch});
    return;
  }
  for (int64_t y = 0; y < band.last_in - band.first_in; ++y) {
    for (int64_t x = 0; x < in_side_; ++x) {
      std::copy_n(rows + (y * in_side_ + x) * block_.in_pitch + first_panel * kPanel, panels * kPanel,
                  hidden + y * row_pitch + x * kChunk);
    }
  }
}

void BlockPass::run_band(const float* in, float* out, int64_t first, int64_t last, std::byte* work) const {
  const int64_t kernel = block_.shape.kernel, stride = block_.shape.stride;
  const int64_t top = first * stride - before_;  // row of the first tap, before the map if negative
  Band band;
  band.rows = (last - first - 1) * stride + kernel;
  band.first_in = std::max<int64_t>(0, top);
  band.last_in = std::min(in_side_, top + band.rows);
  band.rows_before = band.first_in - top;
  band.narrowed = work;
  band.hidden = reinterpret_cast<float*>(work + narrowed_bytes_);
  band.result = work + narrowed_bytes_ + hidden_bytes_;
  clear_edges(band);
  if (stem_ == nullptr && narrowed_bytes_ != 0) {
    kernels_.narrow(in + band.first_in * in_side_ * block_.in_pitch, (band.last_in - band.first_in) * in_side_,
                    block_.in_pitch, band.narrowed, narrowed_pitch_);
  }
  const int64_t outputs = (last - first) * side_;
  // The projection's inputs beyond the hidden channels meet weights of 0, and must be no NaN for that.
  const int64_t unwritten = (result_pitch_ - block_.hidden_panels * kPanel) * kernels_.element_size();
  if (unwritten > 0) {
    const int64_t pitch_bytes = result_pitch_ * kernels_.element_size();
    for (int64_t i = 1; i <= outputs; ++i) {
      std::memset(band.result + i * pitch_bytes - unwritten, 0, static_cast<size_t>(unwritten));
    }
  }
  const int64_t taps = kernel * kernel;
  for (int64_t panel = 0; panel < block_.hidden_panels; panel += kPanelsOfChunk) {
    const int64_t panels = std::min(kPanelsOfChunk, block_.hidden_panels - panel), channel = panel * kPanel;
    fill_hidden(in, band, panel, panels);
    kernels_.depthwise({band.hidden, hidden_width_ * kChunk, block_.depthwise.data() + channel * taps,
                        block_.depthwise_bias.data() + channel, panels, kernel, stride, last - first, side_,
                        band.result + channel * kernels_.element_size(), result_pitch_});
  }
  const int64_t at = first * side_ * block_.out_pitch;
  kernels_.project({{band.result, result_pitch_, outputs},
                    block_.project.view(0, block_.project.panels()),
                    block_.shape.residual ? in + at : nullptr,
                    out + at});
}

}  // namespace diffcont
