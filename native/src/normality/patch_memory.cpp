#include "normality/patch_memory.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/parallel.h"
#include "kernels/patch_distances.h"
#include "normality/moments.h"

namespace diffcont {
namespace {

// The kernel works on whole blocks of patches: the patches' columns are padded to this.
constexpr int64_t kColumns = 64;

// Standardised patches (rows x channels), channel by channel and padded with zeros: channels x columns.
at::Tensor side_by_side(const at::Tensor& rows, const at::Tensor& mean, const at::Tensor& inverse_std) {
  const int64_t count = rows.size(0), columns = (count + kColumns - 1) / kColumns * kColumns;
  at::Tensor patches = at::zeros({rows.size(1), columns}, at::kFloat);
  patches.narrow(1, 0, count).copy_(((rows - mean) * inverse_std).t());
  return patches;
}

void lower(const at::Tensor& patches, const float* centre, float* nearest) {
  const int64_t channels = patches.size(0), columns = patches.size(1);
  const float* const values = patches.const_data_ptr<float>();
  constexpr int64_t kBlocksAtOnce = 64;
  parallel_for(0, columns / kColumns, kBlocksAtOnce, [&](int64_t begin, int64_t end) {
    kernels::lower_to_distances_cpu(values + begin * kColumns, columns, (end - begin) * kColumns, centre, 1, channels,
                                    nearest + begin * kColumns);
  });
}

}  // namespace

PatchMemoryModel::PatchMemoryModel(int64_t locations, int64_t channels, at::Tensor channel_mean,
                                   at::Tensor channel_inverse_std, at::Tensor memory)
    : NormalityModel(locations, channels),
      channel_mean_(std::move(channel_mean)),
      channel_inverse_std_(std::move(channel_inverse_std)),
      memory_(std::move(memory)) {}

std::shared_ptr<const PatchMemoryModel> PatchMemoryModel::fit(const at::Tensor& features, int64_t members) {
  const int64_t locations = features.size(1), channels = features.size(2);
  const at::Tensor rows = features.view({features.size(0) * locations, channels});
  const Moments moments = column_moments(rows);
  const at::Tensor mean = moments.mean.to(at::kFloat);
  const at::Tensor inverse_std =
      at::where(moments.std > 0, moments.std, at::ones_like(moments.std)).reciprocal().to(at::kFloat);
  const at::Tensor patches = side_by_side(rows, mean, inverse_std);

  const size_t count = static_cast<size_t>(rows.size(0));
  std::vector<float> nearest(static_cast<size_t>(patches.size(1)), std::numeric_limits<float>::max());
  std::vector<float> member(static_cast<size_t>(channels), 0.0f);
  std::vector<float> memory;
  lower(patches, member.data(), nearest.data());
  for (int64_t m = 0; m < members; ++m) {
    const auto last = nearest.begin() + static_cast<int64_t>(count);
    const int64_t farthest = std::max_element(nearest.begin(), last) - nearest.begin();
    if (m > 0 && nearest[static_cast<size_t>(farthest)] == 0) {
      break;
    }
    for (int64_t c = 0; c < channels; ++c) {
      member[static_cast<size_t>(c)] = patches.const_data_ptr<float>()[c * patches.size(1) + farthest];
    }
    memory.insert(memory.end(), member.begin(), member.end());
    if (m == 0) {
      std::fill(nearest.begin(), nearest.end(), std::numeric_limits<float>::max());
    }
    lower(patches, member.data(), nearest.data());
  }
  const at::Tensor kept = at::from_blob(memory.data(), {static_cast<int64_t>(memory.size()) / channels, channels},
                                        at::kFloat)
                              .clone();
  return std::shared_ptr<const PatchMemoryModel>(new PatchMemoryModel(locations, channels, mean, inverse_std, kept));
}

std::shared_ptr<const PatchMemoryModel> PatchMemoryModel::read(const StoredModel& stored, int64_t locations,
                                                               int64_t channels) {
  return std::shared_ptr<const PatchMemoryModel>(new PatchMemoryModel(
      locations, channels, stored.tensor("channel_mean", {channels}), stored.tensor("channel_inverse_std", {channels}),
      stored.tensor("memory", {stored.length("memory", 0), channels})));
}

at::Tensor PatchMemoryModel::map_chunk(const at::Tensor& features) const {
  const int64_t images = features.size(0), channels = features.size(2);
  const at::Tensor map = at::empty({images, locations()}, at::kFloat);
  const float* const members = memory_.const_data_ptr<float>();
  parallel_for(0, images, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const at::Tensor patches = side_by_side(features[i], channel_mean_, channel_inverse_std_);
      std::vector<float> nearest(static_cast<size_t>(patches.size(1)), std::numeric_limits<float>::max());
      kernels::lower_to_distances_cpu(patches.const_data_ptr<float>(), patches.size(1), patches.size(1), members,
                                      memory_.size(0), channels, nearest.data());
      std::copy_n(nearest.begin(), locations(), map.mutable_data_ptr<float>() + i * locations());
    }
  });
  return map;
}

TensorFile PatchMemoryModel::content() const {
  TensorFile file;
  file.metadata["kind"] = kKind;
  file.tensors.add("channel_mean", channel_mean_);
  file.tensors.add("channel_inverse_std", channel_inverse_std_);
  file.tensors.add("memory", memory_);
  return file;
}

}  // namespace diffcont
