#include "detect/trunk/finite_images.h"

#include <algorithm>
#include <atomic>
#include <string>

#include "common/kernels/by_cpu.h"
#include "common/kernels/finite.h"
#include "common/kernels/parallel.h"
#include "common/storage/errors.h"

namespace diffcont {
namespace {

constexpr int64_t kPart = 1 << 15;

DIFFCONT_BY_CPU
bool all_finite(const float* values, int64_t count) { return kernels::all_finite(values, count); }

}  // namespace

void require_finite_images(const float* images, int64_t count, int64_t values) {
  const int64_t all = count * values;
  std::atomic<int64_t> first_bad{all};
  parallel_for(0, (all + kPart - 1) / kPart, 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; ++part) {
      const int64_t at = part * kPart;
      if (all_finite(images + at, std::min(kPart, all - at))) continue;
      int64_t bad = at;
      while (all_finite(images + bad, 1)) ++bad;
      int64_t seen = first_bad.load();
      while (bad < seen && !first_bad.compare_exchange_weak(seen, bad)) {
      }
      return;
    }
  });
  if (first_bad < all) {
    throw NotFiniteError("image " + std::to_string(first_bad / values) + " has a value that is not finite");
  }
}

}  // namespace diffcont
