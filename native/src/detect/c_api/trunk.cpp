#include "diffcont/detect/trunk.h"

#include <array>
#include <memory>

#include "common/boundary/arguments.h"
#include "common/boundary/barrier.h"
#include "common/boundary/text.h"
#include "detect/c_api/objects.h"
#include "detect/trunk/trunk.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

constexpr int32_t kMostOutputs = 64;

}  // namespace

dc_status dc_trunk_load(const char* file, int32_t precision, dc_trunk* trunk) noexcept {
  return guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    require_range(precision, DC_TRUNK_F32, DC_TRUNK_BF16, "precision");
    require_pointer(trunk, "trunk");
    auto object = std::make_shared<TrunkObject>();
    object->trunk = Trunk::load(path, precision == DC_TRUNK_BF16 ? TrunkPrecision::kBF16 : TrunkPrecision::kF32);
    *trunk = add_object(std::move(object));
  });
}

dc_status dc_trunk_describe(dc_trunk trunk, char* buffer, size_t capacity, size_t* length) noexcept {
  return guarded([&] { copy_text(get_object<TrunkObject>(trunk)->trunk->describe(), buffer, capacity, length); });
}

dc_status dc_trunk_read(dc_trunk trunk, const float* images, int64_t count, int32_t image_size, const int32_t* blocks,
                        const int32_t* cells, int32_t outputs, float* features, int64_t size) noexcept {
  return guarded([&] {
    require_pointer(images, "images");
    require_pointer(blocks, "blocks");
    require_pointer(cells, "cells");
    require_pointer(features, "features");
    require_range(outputs, 1, kMostOutputs, "outputs");
    const auto object = get_object<TrunkObject>(trunk);
    std::array<TrunkOutput, kMostOutputs> wanted;
    for (int32_t i = 0; i < outputs; ++i) wanted[static_cast<size_t>(i)] = {blocks[i], cells[i]};
    const int64_t length = object->trunk->features_size(image_size, wanted.data(), outputs);
    require_elements({count, 3, image_size, image_size}, "images");
    require_size(size, require_elements({count, length}, "features"), "size");
    object->trunk->read(images, count, image_size, wanted.data(), outputs, features);
  });
}

dc_status dc_trunk_free(dc_trunk trunk) noexcept {
  return guarded([&] { free_object<TrunkObject>(trunk); });
}
