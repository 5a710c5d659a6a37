// Any bytes as a trunk's file.
#include "detect/trunk/trunk_file.h"

#include "memory_file.h"
#include "refusal.h"

using namespace diffcont;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static fuzz::MemoryFile memory;
  const std::string path = memory.with(data, size);
  fuzz::read_or_refuse([&] {
    const TrunkFile file = read_trunk_file(path);
    const TrunkDescription& description = file.description;
    fuzz::require(!description.blocks.empty() && description.blocks.size() == file.weights.blocks.size(),
                  "a trunk without blocks or without their weights was read");
    fuzz::require(file.weights.parameters * static_cast<int64_t>(sizeof(float)) < static_cast<int64_t>(size),
                  "more weights were read than the file holds");
    fuzz::require(description.stride(description.blocks.size() - 1) <= kTrunkStride, "its strides are too large");
  });
  return 0;
}
