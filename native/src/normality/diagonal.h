// Every location and channel on its own: the squared distance in units of its standard deviation.
#pragma once

#include "normality/normality.h"
#include "normality/stored.h"

namespace diffcont {

class DiagonalModel final : public NormalityModel {
 public:
  static constexpr const char* kKind = "diagonal";

  static std::shared_ptr<const DiagonalModel> fit(const at::Tensor& features);
  static std::shared_ptr<const DiagonalModel> read(const StoredModel& stored, int64_t locations, int64_t channels);

 private:
  DiagonalModel(int64_t locations, int64_t channels, at::Tensor mean, at::Tensor inverse_std);
  at::Tensor map_chunk(const at::Tensor& features) const override;
  TensorFile content() const override;

  at::Tensor mean_;         // locations * channels
  at::Tensor inverse_std_;  // locations * channels
};

}  // namespace diffcont
