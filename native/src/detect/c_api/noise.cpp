#include "diffcont/detect/noise.h"

#include "common/boundary/arguments.h"
#include "common/boundary/barrier.h"
#include "common/random/noise.h"

using namespace diffcont;
using namespace diffcont::c_api;

dc_status dc_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) noexcept {
  return guarded([&] {
    require_pointer(values, "values");
    require_range(count, 1, kMaxElements, "count");
    fill_noise(seed, stream, values, count);
  });
}
