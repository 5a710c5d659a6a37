#include "detect/normality/gaussian.h"

#include <algorithm>
#include <array>

#include "common/kernels/parallel.h"

namespace diffcont {
namespace {

constexpr int64_t kRows = 64;  // cells worked on at once

int64_t triangle_size(int64_t k) { return k * (k + 1) / 2; }

// Where a row of an upper triangle begins.
int64_t triangle_start(int64_t row, int64_t k) { return row * k - row * (row - 1) / 2; }

constexpr std::array<const char*, 4> kSharings = {"position", "block", "pooled", "free"};

bool has_own(Sharing sharing) { return sharing == Sharing::kPosition || sharing == Sharing::kBlock; }

// Elements of an upper triangle, row by row, to where the layout has them; what lies below is left as it is.
void unpack(const kernels::bfloat16* triangle, const PanelLayout& layout, float* values) {
  for (int64_t row = 0; row < layout.rows(); ++row) {
    for (int64_t p = 0; p < layout.panels(); ++p) {
      const int64_t first = std::max(row, layout.start(p));
      const int64_t last = std::min(layout.columns(), layout.start(p) + layout.width(p));
      if (first >= last) continue;
      float* const to = values + layout.offset(row, first);
#pragma omp simd
      for (int64_t i = 0; i < last - first; ++i) to[i] = kernels::to_float(triangle[i]);
      triangle += last - first;
    }
  }
}

float square_sum(const float* row, int64_t length) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < length; ++j) sum += row[j] * row[j];
  return sum;
}

void subtract(const float* from, const float* mean, int64_t channels, float* to) {
#pragma omp simd
  for (int64_t c = 0; c < channels; ++c) to[c] = from[c] - mean[c];
}

}  // namespace

Squares own_squares(Sharing sharing, int64_t locations) {
  if (sharing == Sharing::kBlock) return {side_of(locations), side_of(locations), 2};
  return {1, locations, 1};
}

GaussianModel::GaussianModel(int64_t locations, int64_t channels, Sharing sharing, int64_t directions)
    : NormalityModel(locations, channels),
      sharing_(sharing),
      mean_((sharing == Sharing::kFree ? 1 : locations) * channels),
      whitening_(channels, directions),
      own_(has_own(sharing) ? own_squares(sharing, locations).count() * triangle_size(channels) : 0) {}

std::shared_ptr<const GaussianModel> GaussianModel::read(const StoredModel& stored, int64_t locations,
                                                         int64_t channels) {
  const std::string text = stored.text("sharing");
  const auto found = std::find(kSharings.begin(), kSharings.end(), text);
  if (found == kSharings.end()) stored.fail("metadata \"sharing\" is \"" + text + "\"");
  const auto sharing = static_cast<Sharing>(found - kSharings.begin());
  if (sharing == Sharing::kBlock && side_of(locations) == 0) {
    stored.fail("metadata \"locations\" is " + std::to_string(locations) + ", which is no square");
  }
  const int64_t directions = stored.positive("directions");
  if (directions > channels || (has_own(sharing) && directions < channels)) {
    stored.fail("metadata \"directions\" is " + std::to_string(directions));
  }
  const bool whole = directions == channels;
  Buffer<float> mean = sharing == Sharing::kFree ? stored.buffer("mean", {channels})
                                                 : stored.buffer("mean", {locations, channels});
  const Buffer<float> whitening = whole ? stored.buffer("whitening", {triangle_size(channels)})
                                        : stored.buffer("whitening", {channels, directions});
  Buffer<kernels::bfloat16> own;
  if (has_own(sharing)) {
    own = stored.bfloat16s("own_whitening",
                           {own_squares(sharing, locations).count(), triangle_size(channels)});
  }

  const std::shared_ptr<GaussianModel> model(new GaussianModel(locations, channels, sharing, directions));
  model->mean_ = std::move(mean);
  model->own_ = std::move(own);
  const float* const values = whitening.data();
  model->whitening_.fill([&](int64_t channel, int64_t j) {
    if (!whole) return values[channel * directions + j];
    return j < channel ? 0.0f : values[triangle_start(channel, channels) + j - channel];
  });
  return model;
}

ModelContent GaussianModel::content() const {
  const PanelLayout& layout = whitening_.layout();
  const int64_t directions = layout.columns();
  ModelContent file;
  file.say("kind", kKind);
  file.say("sharing", kSharings[static_cast<size_t>(sharing_)]);
  file.say("directions", std::to_string(directions));
  if (sharing_ == Sharing::kFree) {
    file.add("mean", {channels()}, mean_.data());
  } else {
    file.add("mean", {locations(), channels()}, mean_.data());
  }
  Buffer<float> whitening(whole() ? triangle_size(channels()) : channels() * directions);
  float* next = whitening.data();
  for (int64_t channel = 0; channel < channels(); ++channel) {
    for (int64_t j = whole() ? channel : 0; j < directions; ++j) *next++ = whitening_.data()[layout.offset(channel, j)];
  }
  if (whole()) {
    file.keep("whitening", {triangle_size(channels())}, std::move(whitening));
  } else {
    file.keep("whitening", {channels(), directions}, std::move(whitening));
  }
  if (has_own(sharing_)) {
    file.add("own_whitening", {own_squares(sharing_, locations()).count(), triangle_size(channels())}, own_.data());
  }
  return file;
}

void GaussianModel::map_checked(const Features& features, float* map) const {
  if (has_own(sharing_)) {
    map_own(features, map);
  } else {
    map_shared(features, map);
  }
}

void GaussianModel::whiten(const float* deviations, int64_t rows, float* whitened) const {
  const kernels::LeftMatrix<float> left{deviations, channels(), 1};
  const PanelLayout& layout = whitening_.layout();
  if (whole()) {
    multiply_by_upper<float>(left, rows, layout, whitening_.data(), whitened, layout.padded_columns());
  } else {
    multiply<float>(left, rows, layout, whitening_.data(), whitened, layout.padded_columns());
  }
}

// Cells one after the other, whatever their image.
void GaussianModel::map_shared(const Features& features, float* map) const {
  const int64_t cells = features.images * locations(), padded = whitening_.layout().padded_columns();
  const bool free = sharing_ == Sharing::kFree;
  parallel_for(0, (cells + kRows - 1) / kRows, 1, [&](int64_t begin, int64_t end) {
    Buffer<float> deviations(kRows * channels()), whitened(kRows * padded);
    for (int64_t first = begin * kRows; first < std::min(cells, end * kRows); first += kRows) {
      const int64_t rows = std::min(kRows, cells - first);
      for (int64_t r = 0; r < rows; ++r) {
        const int64_t location = free ? 0 : (first + r) % locations();
        subtract(features.values + (first + r) * channels(), mean_.data() + location * channels(), channels(),
                 deviations.data() + r * channels());
      }
      whiten(deviations.data(), rows, whitened.data());
      for (int64_t r = 0; r < rows; ++r) map[first + r] = square_sum(whitened.data() + r * padded, padded);
    }
  });
}

// Square after square, each for some images at once.
void GaussianModel::map_own(const Features& features, float* map) const {
  const Squares squares = own_squares(sharing_, locations());
  const int64_t at_once = kRows / (squares.side * squares.side);
  const int64_t blocks = (features.images + at_once - 1) / at_once;
  const PanelLayout layout = panel_layout<float>(channels(), channels());
  const int64_t padded = layout.padded_columns();
  parallel_for(0, squares.count() * blocks, 1, [&](int64_t begin, int64_t end) {
    Buffer<float> own = Buffer<float>::zeros(layout.size());
    Buffer<float> deviations(kRows * channels()), shared(kRows * padded), whitened(kRows * padded);
    std::array<int64_t, kRows> places;
    int64_t unpacked = -1;
    for (int64_t index = begin; index < end; ++index) {
      const int64_t square = index / blocks, first = index % blocks * at_once;
      const int64_t last = std::min(features.images, first + at_once);
      if (square != unpacked) unpack(own_.data() + square * triangle_size(channels()), layout, own.data());
      unpacked = square;
      int64_t rows = 0;
      squares.each(square, [&](int64_t location) {
        for (int64_t i = first; i < last; ++i, ++rows) {
          places[static_cast<size_t>(rows)] = i * locations() + location;
          subtract(features.cell(i, location), mean_.data() + location * channels(), channels(),
                   deviations.data() + rows * channels());
        }
      });
      whiten(deviations.data(), rows, shared.data());
      multiply_by_upper<float>({shared.data(), padded, 1}, rows, layout, own.data(), whitened.data(), padded);
      for (int64_t r = 0; r < rows; ++r) {
        map[places[static_cast<size_t>(r)]] = square_sum(whitened.data() + r * padded, padded);
      }
    }
  });
}

}  // namespace diffcont
