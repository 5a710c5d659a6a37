// A memory of patches that cover what normal images show, wherever they show it (PatchCore, Roth et al. 2022: greedy
// coreset, distance to the nearest member; here exact, without random projection, and from a fixed start).
#pragma once

#include <vector>

#include "detect/normality/normality.h"

namespace diffcont {

// Channels are standardised over all images and locations. The memory starts with the patch that is farthest from the
// mean and grows by the patch that is farthest from the memory so far, up to `members` or until it holds them all.
class PatchMemoryModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "patch_memory";

  static std::shared_ptr<const PatchMemoryModel> fit(const Features& features, int64_t members);
  static std::shared_ptr<const PatchMemoryModel> read(const StoredModel& stored, int64_t locations, int64_t channels);
  int64_t map_locations() const override { return locations(); }

 private:
  PatchMemoryModel(int64_t locations, int64_t channels, std::vector<float> channel_mean,
                   std::vector<float> channel_inverse_std, std::vector<float> memory);
  void map_checked(const Features& features, float* map) const override;
  ModelContent content() const override;

  std::vector<float> channel_mean_;         // channels
  std::vector<float> channel_inverse_std_;  // channels
  std::vector<float> memory_;               // members x channels, standardised
};

}  // namespace diffcont
