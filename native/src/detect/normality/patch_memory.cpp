#include "detect/normality/patch_memory.h"

#include <algorithm>
#include <limits>

#include "common/kernels/parallel.h"
#include "detect/kernels/patch_distances.h"
#include "detect/linear_algebra/buffer.h"
#include "detect/normality/moments.h"

namespace diffcont {
namespace {

// The kernel works on whole blocks of patches: the patches' columns are padded to this.
constexpr int64_t kColumns = 64;

int64_t padded(int64_t count) { return (count + kColumns - 1) / kColumns * kColumns; }

// Standardised patches (count x channels), channel by channel and padded with zeros: channels x padded(count).
void side_by_side(const float* rows, int64_t count, int64_t channels, const float* mean, const float* inverse_std,
                  float* patches) {
  const int64_t columns = padded(count);
  for (int64_t begin = 0; begin < columns; begin += kColumns) {
    const int64_t end = std::min(count, begin + kColumns);
    for (int64_t c = 0; c < channels; ++c) {
      float* const to = patches + c * columns;
      for (int64_t p = begin; p < end; ++p) to[p] = (rows[p * channels + c] - mean[c]) * inverse_std[c];
      std::fill(to + std::max(begin, end), to + begin + kColumns, 0.0f);
    }
  }
}

void lower(const float* patches, int64_t channels, int64_t columns, const float* centre, float* nearest) {
  constexpr int64_t kBlocksAtOnce = 64;
  parallel_for(0, columns / kColumns, kBlocksAtOnce, [&](int64_t begin, int64_t end) {
    kernels::lower_to_distances_cpu(patches + begin * kColumns, columns, (end - begin) * kColumns, centre, 1, channels,
                                    nearest + begin * kColumns);
  });
}

}  // namespace

PatchMemoryModel::PatchMemoryModel(int64_t locations, int64_t channels, std::vector<float> channel_mean,
                                   std::vector<float> channel_inverse_std, std::vector<float> memory)
    : NormalityModel(locations, channels),
      channel_mean_(std::move(channel_mean)),
      channel_inverse_std_(std::move(channel_inverse_std)),
      memory_(std::move(memory)) {}

std::shared_ptr<const PatchMemoryModel> PatchMemoryModel::fit(const Features& features, int64_t members) {
  const int64_t count = features.images * features.locations, channels = features.channels, columns = padded(count);
  const Moments moments = column_moments(features.values, count, channels);
  std::vector<float> mean = to_floats(moments.mean), inverse_std = to_floats(inverse_of(moments.std));
  Buffer<float> patches(channels * columns);
  side_by_side(features.values, count, channels, mean.data(), inverse_std.data(), patches.data());

  std::vector<float> nearest(static_cast<size_t>(columns), std::numeric_limits<float>::max());
  std::vector<float> member(static_cast<size_t>(channels), 0.0f);
  std::vector<float> memory;
  lower(patches.data(), channels, columns, member.data(), nearest.data());
  for (int64_t m = 0; m < members; ++m) {
    const int64_t farthest = std::max_element(nearest.begin(), nearest.begin() + count) - nearest.begin();
    if (m > 0 && nearest[static_cast<size_t>(farthest)] == 0) {
      break;
    }
    for (int64_t c = 0; c < channels; ++c) member[static_cast<size_t>(c)] = patches[c * columns + farthest];
    memory.insert(memory.end(), member.begin(), member.end());
    if (m == 0) {
      std::fill(nearest.begin(), nearest.end(), std::numeric_limits<float>::max());
    }
    lower(patches.data(), channels, columns, member.data(), nearest.data());
  }
  return std::shared_ptr<const PatchMemoryModel>(new PatchMemoryModel(
      features.locations, channels, std::move(mean), std::move(inverse_std), std::move(memory)));
}

std::shared_ptr<const PatchMemoryModel> PatchMemoryModel::read(const StoredModel& stored, int64_t locations,
                                                               int64_t channels) {
  return std::shared_ptr<const PatchMemoryModel>(new PatchMemoryModel(
      locations, channels, stored.tensor("channel_mean", {channels}), stored.tensor("channel_inverse_std", {channels}),
      stored.tensor("memory", {stored.length("memory", 0), channels})));
}

void PatchMemoryModel::map_checked(const Features& features, float* map) const {
  const int64_t columns = padded(features.locations);
  parallel_for(0, features.images, 1, [&](int64_t begin, int64_t end) {
    Buffer<float> patches(features.channels * columns);
    std::vector<float> nearest(static_cast<size_t>(columns));
    for (int64_t i = begin; i < end; ++i) {
      side_by_side(features.image(i), features.locations, features.channels, channel_mean_.data(),
                   channel_inverse_std_.data(), patches.data());
      std::fill(nearest.begin(), nearest.end(), std::numeric_limits<float>::max());
      kernels::lower_to_distances_cpu(patches.data(), columns, columns, memory_.data(),
                                      static_cast<int64_t>(memory_.size()) / features.channels, features.channels,
                                      nearest.data());
      std::copy_n(nearest.begin(), features.locations, map + i * features.locations);
    }
  });
}

ModelContent PatchMemoryModel::content() const {
  ModelContent file;
  file.say("kind", kKind);
  file.add("channel_mean", channel_mean_);
  file.add("channel_inverse_std", channel_inverse_std_);
  file.add("memory", {static_cast<int64_t>(memory_.size()) / channels(), channels()}, memory_.data());
  return file;
}

}  // namespace diffcont
