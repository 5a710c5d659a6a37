// What the principal directions of the standardised features cannot explain.
#pragma once

#include <vector>

#include "detect/linear_algebra/buffer.h"
#include "detect/normality/normality.h"

namespace diffcont {

class PcaResidualModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "pca_residual";

  static std::shared_ptr<const PcaResidualModel> fit(const Features& features, int64_t components);
  static std::shared_ptr<const PcaResidualModel> read(const StoredModel& stored, int64_t locations, int64_t channels);

 private:
  struct Block;
  PcaResidualModel(int64_t locations, int64_t channels, std::vector<float> mean, std::vector<float> inverse_std,
                   int64_t components);
  void map_checked(const Features& features, float* map) const override;
  ModelContent content() const override;

  int64_t columns() const { return locations() * channels(); }
  int64_t blocks() const;
  Block block(int64_t index) const;
  void map_some(const Features& features, float* map) const;

  std::vector<float> mean_;         // locations * channels
  std::vector<float> inverse_std_;  // locations * channels
  int64_t components_;
  // Orthonormal directions, largest variance first, cut into blocks of columns: [block][component][column in block],
  // the last block filled up with zeros.
  Buffer<float> directions_;
};

}  // namespace diffcont
