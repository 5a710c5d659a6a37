#if defined(__AMX_BF16__)

#include "detect/trunk/kernels/trunk_bf16.h"

namespace diffcont::kernels {
namespace {

constexpr int64_t kTilePixels = 16;
constexpr int64_t kTileDepth = 32;  // elements of a row of pixels
constexpr int64_t kPixelsAtOnce = 2 * kTilePixels;

// Eight tiles of 16 rows of 64 bytes: sums 0..3 (pixels x panels), pixels 4 and 5, weights 6 and 7.
struct alignas(64) TileShapes {
  uint8_t palette = 1;
  uint8_t start_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

// A thread's tiles while it multiplies. They are given back, since others may have left or want other shapes.
class Tiles {
 public:
  Tiles() {
    const TileShapes shapes;
    _tile_loadconfig(&shapes);
  }
  ~Tiles() { _tile_release(); }
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;
};

// sums, kPixelsAtOnce x kPanels * kPanel floats: pixels * weights + bias. 32 pixels are read.
template <int kPanels>
DIFFCONT_LANE void multiply_tiles(const uint16_t* pixels, int64_t pitch, const PackedWeights& weights, int64_t panel,
                                  float* sums) {
  const int64_t panel_size = weights.depth * kPanel;
  const auto* factors = static_cast<const uint16_t*>(weights.elements) + panel * panel_size;
  const float* bias = weights.bias + panel * kPanel;
  const int64_t pitch_bytes = pitch * 2;
  // Every row of a tile of sums starts as the same 16 biases.
  _tile_loadd(0, bias, 0);
  _tile_loadd(2, bias, 0);
  if constexpr (kPanels == 2) {
    _tile_loadd(1, bias + kPanel, 0);
    _tile_loadd(3, bias + kPanel, 0);
  }
  const uint16_t* lower = pixels + kTilePixels * pitch;
  for (int64_t k = 0; k < weights.depth; k += kTileDepth) {
    _tile_loadd(4, pixels + k, pitch_bytes);
    _tile_loadd(6, factors + k * kPanel, 64);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(5, lower + k, pitch_bytes);
    _tile_dpbf16ps(2, 5, 6);
    if constexpr (kPanels == 2) {
      _tile_loadd(7, factors + panel_size + k * kPanel, 64);
      _tile_dpbf16ps(1, 4, 7);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  constexpr int64_t kWidth = kPanels * kPanel, kBytes = kWidth * 4;
  _tile_stored(0, sums, kBytes);
  _tile_stored(2, sums + kTilePixels * kWidth, kBytes);
  if constexpr (kPanels == 2) {
    _tile_stored(1, sums + kPanel, kBytes);
    _tile_stored(3, sums + kTilePixels * kWidth + kPanel, kBytes);
  }
}

// relu6 of one pixel's sums.
template <int kPanels>
DIFFCONT_LANE void finish_pixel(const float* sums, float* to) {
#pragma GCC unroll 2
  for (int64_t v = 0; v < kPanels; ++v) {
    Avx512::store(to + v * kPanel, relu6<Avx512>(Avx512::load(sums + v * kPanel)));
  }
}

template <int kPanels>
DIFFCONT_LANE void expand_panels(const Expansion& work) {
  constexpr int64_t kWidth = kPanels * kPanel;
  // While one group's sums are finished the tiles multiply the next.
  alignas(64) float sums[2][kPixelsAtOnce * kWidth];
  const auto* pixels = static_cast<const uint16_t*>(work.pixels.elements);
  const int64_t pitch = work.pixels.pitch, count = work.pixels.count;
  // Pixels of a tile that lie side by side need no place of their own each.
  const bool whole = work.width % kTilePixels == 0;
  ChunkPlaces places{work.hidden, 0, work.width, work.row_pitch};
  multiply_tiles<kPanels>(pixels, pitch, work.weights, 0, sums[0]);
  for (int64_t i = 0, group = 0; i < count; i += kPixelsAtOnce, group ^= 1) {
    if (i + kPixelsAtOnce < count) {
      multiply_tiles<kPanels>(pixels + (i + kPixelsAtOnce) * pitch, pitch, work.weights, 0, sums[group ^ 1]);
    }
    const float* from = sums[group];
    const int64_t left = count - i < kPixelsAtOnce ? count - i : kPixelsAtOnce;
    if (whole) {
      for (int64_t tile = 0; tile < left; tile += kTilePixels) {
        float* const to = places.row + places.column * kChunk;
#pragma GCC unroll 4
        for (int64_t p = 0; p < kTilePixels; ++p) finish_pixel<kPanels>(from + (tile + p) * kWidth, to + p * kChunk);
        places.skip(kTilePixels);
      }
    } else {
      for (int64_t p = 0; p < left; ++p) finish_pixel<kPanels>(from + p * kWidth, places.next());
    }
  }
}

void expand_tiles(const Expansion& work) {
  const Tiles tiles;
  work.weights.panels == 2 ? expand_panels<2>(work) : expand_panels<1>(work);
}

template <int kPanels>
DIFFCONT_LANE void project_panels(const Projection& work, int64_t first, int64_t panel) {
  alignas(64) float sums[kPixelsAtOnce * kPanels * kPanel];
  const auto* pixels = static_cast<const uint16_t*>(work.pixels.elements) + first * work.pixels.pitch;
  multiply_tiles<kPanels>(pixels, work.pixels.pitch, work.weights, panel, sums);
  const int64_t left = work.pixels.count - first, count = left < kPixelsAtOnce ? left : kPixelsAtOnce;
  const int64_t pitch = work.weights.panels * kPanel;
  for (int64_t p = 0; p < count; ++p) {
    const int64_t at = (first + p) * pitch + panel * kPanel;
#pragma GCC unroll 2
    for (int64_t v = 0; v < kPanels; ++v) {
      __m512 values = Avx512::load(sums + (p * kPanels + v) * kPanel);
      if (work.residual != nullptr) values += Avx512::load(work.residual + at + v * kPanel);
      Avx512::store(work.map + at + v * kPanel, values);
    }
  }
}

void project_tiles(const Projection& work) {
  const Tiles tiles;
  for (int64_t first = 0; first < work.pixels.count; first += kPixelsAtOnce) {
    int64_t panel = 0;
    for (; panel + 2 <= work.weights.panels; panel += 2) project_panels<2>(work, first, panel);
    if (panel < work.weights.panels) project_panels<1>(work, first, panel);
  }
}

constexpr TrunkKernels kKernels = {"amx_bf16",            true,          2,
                                   kTileDepth,            narrow_bf16,   expand_tiles,
                                   depthwise<Avx512Bf16>, project_tiles, stem<Avx512Bf16>};

}  // namespace

const TrunkKernels& trunk_kernels_amx() { return kKernels; }

}  // namespace diffcont::kernels

#endif
