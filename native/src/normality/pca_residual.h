// What the principal directions of the standardised features cannot explain.
#pragma once

#include "normality/normality.h"
#include "normality/stored.h"

namespace diffcont {

class PcaResidualModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "pca_residual";

  static std::shared_ptr<const PcaResidualModel> fit(const at::Tensor& features, int64_t components);
  static std::shared_ptr<const PcaResidualModel> read(const StoredModel& stored, int64_t locations, int64_t channels);

 private:
  PcaResidualModel(int64_t locations, int64_t channels, at::Tensor mean, at::Tensor inverse_std,
                   at::Tensor directions);
  at::Tensor map_chunk(const at::Tensor& features) const override;
  TensorFile content() const override;

  at::Tensor mean_;         // locations * channels
  at::Tensor inverse_std_;  // locations * channels
  at::Tensor directions_;   // components x locations * channels, orthonormal rows, largest variance first
};

}  // namespace diffcont
