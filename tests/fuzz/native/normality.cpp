// Any bytes as a normality model's file. A model that is read answers for some features.
#include "detect/normality/normality.h"

#include <vector>

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
    const std::vector<float> features(static_cast<size_t>(2 * model->locations() * model->channels()), 0.5f);
    std::vector<float> map(static_cast<size_t>(2 * model->map_locations()));
    model->map({features.data(), 2, model->locations(), model->channels()}, map.data());
  });
  return 0;
}
