// Any bytes as a normality model's file. A model that is read answers for some features.
#include "normality/normality.h"

#include <ATen/ATen.h>

#include "memory_file.h"
#include "refusal.h"

using namespace diffcont;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static fuzz::MemoryFile file;
  const std::string path = file.with(data, size);
  fuzz::read_or_refuse([&] {
    const auto model = NormalityModel::load(path);
    fuzz::require(model->locations() >= 1 && model->channels() >= 1 && model->map_locations() >= 1,
                  "a model without features was read");
    // A file of a few kilobytes describes small features, so this allocates little.
    const at::Tensor map = model->map(at::full({2, model->locations(), model->channels()}, 0.5f));
    fuzz::require(map.size(0) == 2 && map.size(1) == model->map_locations(), "a map has another shape");
  });
  return 0;
}
