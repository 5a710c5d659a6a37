// What is normal for one class: statistics of features, and how far new features are from them.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "storage/safetensors.h"

namespace diffcont {

enum class NormalityKind { kDiagonal, kPcaResidual, kLocationMahalanobis, kPatchMemory };

struct NormalityConfig {
  NormalityKind kind = NormalityKind::kDiagonal;
  // Kept principal components, or patches of kPatchMemory, >= 1; cut to what the features allow; unused by kDiagonal.
  int64_t components = 60;
};

class NormalityModel {
 public:
  virtual ~NormalityModel() = default;

  // features: N x locations x channels, f32, N >= 2. Throws std::invalid_argument or NotFiniteError.
  static std::shared_ptr<const NormalityModel> fit(const NormalityConfig& config, const at::Tensor& features);

  // features: N x locations() x channels(), f32; returns N x map_locations(), f32, squared distances. Throws
  // std::invalid_argument or NotFiniteError.
  at::Tensor map(const at::Tensor& features) const;

  int64_t locations() const { return locations_; }
  int64_t channels() const { return channels_; }
  virtual int64_t map_locations() const { return 1; }

  // One safetensors file, and its number of bytes. Throws IoError.
  void save(const std::filesystem::path& file) const;
  int64_t bytes() const;
  // Throws IoError or FormatError that names file and entry.
  static std::shared_ptr<const NormalityModel> load(const std::filesystem::path& file);

 protected:
  NormalityModel(int64_t locations, int64_t channels) : locations_(locations), channels_(channels) {}

 private:
  // Checked, contiguous features of at most some images at a time.
  virtual at::Tensor map_chunk(const at::Tensor& features) const = 0;
  virtual TensorFile content() const = 0;
  TensorFile file_content() const;

  int64_t locations_;
  int64_t channels_;
};

}  // namespace diffcont
