// Every location and channel on its own: the squared distance in units of its standard deviation.
#pragma once

#include <vector>

#include "detect/normality/normality.h"

namespace diffcont {

class DiagonalModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "diagonal";

  static std::shared_ptr<const DiagonalModel> fit(const Features& features);
  static std::shared_ptr<const DiagonalModel> read(const StoredModel& stored, int64_t locations, int64_t channels);

 private:
  DiagonalModel(int64_t locations, int64_t channels, std::vector<float> mean, std::vector<float> inverse_std);
  void map_checked(const Features& features, float* map) const override;
  ModelContent content() const override;

  std::vector<float> mean_;         // locations * channels
  std::vector<float> inverse_std_;  // locations * channels
};

}  // namespace diffcont
