// A frozen pretrained network that reads images: outputs of chosen blocks, brought to grids of cells.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "detect/trunk/packed_layers.h"
#include "detect/trunk/trunk_file.h"
#include "detect/trunk/workspaces.h"

namespace diffcont {

struct TrunkOutput {
  int64_t block = 0;
  int64_t cells = 1;  // a side
};

// What a trunk multiplies; sums are f32.
enum class TrunkPrecision { kF32, kBF16 };

// Several threads may read at once.
class Trunk {
 public:
  // Throws IoError or FormatError that names file and entry.
  static std::shared_ptr<const Trunk> load(const std::filesystem::path& file, TrunkPrecision precision);
  Trunk(const TrunkFile& file, const kernels::TrunkKernels& kernels);

  std::string describe() const;

  // Floats of one image's features. Throws std::invalid_argument that names what is wrong.
  int64_t features_size(int64_t image_size, const TrunkOutput* outputs, int64_t count) const;

  // images: count x 3 x S x S. An image's features, one output after another, cells x cells x channels, are the same
  // bits whatever else is in the batch and however many threads there are. Throws std::invalid_argument or
  // NotFiniteError.
  void read(const float* images, int64_t count, int64_t image_size, const TrunkOutput* outputs, int64_t output_count,
            float* features) const;

 private:
  class Reading;

  TrunkDescription description_;
  int64_t parameters_;
  const kernels::TrunkKernels& kernels_;
  PackedTrunk layers_;
  mutable Workspaces workspaces_;
};

}  // namespace diffcont
