// The patch memory against plain loops, and what its members are.
#include <gtest/gtest.h>

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "normality/normality.h"
#include "normality/plain.h"
#include "unet/formula.h"

namespace diffcont {
namespace {

using plain::Matrix;

at::Tensor features_of(const std::string& name, int64_t count, int64_t locations, int64_t channels) {
  const at::Tensor raw = formula::uniform(name, {count, locations, channels});
  return (raw * (2 + formula::uniform("scale", {channels})) + 3 * formula::uniform("offset", {locations, channels}))
      .to(at::kFloat);
}

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

double nearest(const std::vector<double>& patch, const Matrix& memory) {
  double best = std::numeric_limits<double>::max();
  for (const auto& member : memory) best = std::min(best, squared_distance(patch, member));
  return best;
}

Matrix standardised(const at::Tensor& features, const std::vector<double>& mean, const std::vector<double>& std) {
  Matrix rows = plain::rows_of(features.view({-1, features.size(2)}));
  for (auto& row : rows) {
    for (size_t k = 0; k < row.size(); ++k) row[k] = (row[k] - mean[k]) / std[k];
  }
  return rows;
}

Matrix greedy_coreset(const Matrix& patches, int64_t members) {
  Matrix memory;
  const Matrix centre = plain::matrix(1, patches[0].size());
  for (int64_t m = 0; m < members; ++m) {
    size_t farthest = 0;
    double distance = -1;
    for (size_t p = 0; p < patches.size(); ++p) {
      const double here = nearest(patches[p], m == 0 ? centre : memory);
      if (here > distance) {
        distance = here;
        farthest = p;
      }
    }
    memory.push_back(patches[farthest]);
  }
  return memory;
}

TEST(PatchMemory, IsTheDistanceToTheNearestMemberOfAGreedyCoreset) {
  struct Case {
    int64_t count, locations, channels, members;
  };
  for (const Case& c : {Case{7, 6, 5, 9}, Case{2, 1, 3, 1}, Case{3, 70, 4, 20}, Case{5, 64, 1, 3}}) {
    const at::Tensor normal = features_of("normal", c.count, c.locations, c.channels);
    const at::Tensor test = features_of("test", 4, c.locations, c.channels);
    const at::Tensor map = NormalityModel::fit({NormalityKind::kPatchMemory, c.members}, normal)->map(test);
    ASSERT_EQ(map.sizes(), at::IntArrayRef({4, c.locations}));

    const Matrix raw = plain::rows_of(normal.view({-1, c.channels}));
    const auto mean = plain::means(raw);
    const Matrix covariance = plain::covariance(raw);
    std::vector<double> std;
    for (size_t k = 0; k < mean.size(); ++k) std.push_back(std::sqrt(covariance[k][k]));
    const Matrix memory = greedy_coreset(standardised(normal, mean, std), c.members);
    const Matrix patches = standardised(test, mean, std);
    for (size_t p = 0; p < patches.size(); ++p) {
      const double expected = nearest(patches[p], memory);
      EXPECT_NEAR(map.flatten()[static_cast<int64_t>(p)].item<double>(), expected, 1e-4 * expected + 1e-6)
          << c.members << " members, patch " << p;
    }
  }
}

TEST(PatchMemory, OfAllPatchesFindsEachOfThemAtNoDistance) {
  const at::Tensor normal = features_of("normal", 4, 6, 5);
  const auto model = NormalityModel::fit({NormalityKind::kPatchMemory, 1000}, normal);
  EXPECT_EQ(model->map(normal).max().item<double>(), 0);
  // A patch may show up at another place: the memory knows no places.
  EXPECT_EQ(model->map(normal.flip(1)).max().item<double>(), 0);
}

TEST(PatchMemory, HoldsNoPatchTwice) {
  const at::Tensor once = features_of("normal", 3, 4, 5);
  const auto model = NormalityModel::fit({NormalityKind::kPatchMemory, 1000}, at::cat({once, once, once}));
  EXPECT_EQ(model->bytes(), NormalityModel::fit({NormalityKind::kPatchMemory, 12}, once)->bytes());
}

TEST(PatchMemory, IsTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  const int threads = at::get_num_threads();
  const at::Tensor normal = features_of("normal", 40, 256, 5), test = features_of("test", 70, 256, 5);
  at::set_num_threads(1);
  const at::Tensor expected = NormalityModel::fit({NormalityKind::kPatchMemory, 30}, normal)->map(test);
  at::set_num_threads(3);
  const auto model = NormalityModel::fit({NormalityKind::kPatchMemory, 30}, normal);
  EXPECT_TRUE(at::equal(model->map(test), expected));
  EXPECT_TRUE(at::equal(model->map(test.slice(0, 69)), expected.slice(0, 69)));
  at::set_num_threads(threads);
}

}  // namespace
}  // namespace diffcont
