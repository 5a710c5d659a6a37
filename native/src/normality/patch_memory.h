// A memory of patches that cover what normal images show, wherever they show it (PatchCore, Roth et al. 2022: greedy
// coreset, distance to the nearest member; here exact, without random projection, and from a fixed start).
#pragma once

#include "normality/normality.h"
#include "normality/stored.h"

namespace diffcont {

// Channels are standardised over all images and locations. The memory starts with the patch that is farthest from the
// mean and grows by the patch that is farthest from the memory so far, up to `members` or until it holds them all.
class PatchMemoryModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "patch_memory";

  static std::shared_ptr<const PatchMemoryModel> fit(const at::Tensor& features, int64_t members);
  static std::shared_ptr<const PatchMemoryModel> read(const StoredModel& stored, int64_t locations, int64_t channels);
  int64_t map_locations() const override { return locations(); }

 private:
  PatchMemoryModel(int64_t locations, int64_t channels, at::Tensor channel_mean, at::Tensor channel_inverse_std,
                   at::Tensor memory);
  at::Tensor map_chunk(const at::Tensor& features) const override;
  TensorFile content() const override;

  at::Tensor channel_mean_;         // channels
  at::Tensor channel_inverse_std_;  // channels
  at::Tensor memory_;               // members x channels, standardised
};

}  // namespace diffcont
