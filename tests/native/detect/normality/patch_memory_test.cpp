// The patch memory against plain loops, and what its members are.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "detect/normality/normality.h"
#include "detect/normality/plain.h"

namespace diffcont {
namespace {

using plain::Cells;
using plain::fit_and_map;
using plain::map_of;
using plain::Matrix;

Cells features_of(const std::string& name, int64_t count, int64_t locations, int64_t channels) {
  const auto raw = formula::uniform_values(name, count * locations * channels);
  const auto scale = formula::uniform_values("scale", channels);
  const auto offset = formula::uniform_values("offset", locations * channels);
  Cells cells(count, locations, channels);
  for (size_t i = 0; i < raw.size(); ++i) {
    cells.values[i] = static_cast<float>(raw[i] * (2 + scale[i % scale.size()]) + 3 * offset[i % offset.size()]);
  }
  return cells;
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

Matrix standardised(const Cells& features, const std::vector<double>& mean, const std::vector<double>& std) {
  Matrix rows = plain::patches_of(features);
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
    const Cells normal = features_of("normal", c.count, c.locations, c.channels);
    const Cells test = features_of("test", 4, c.locations, c.channels);
    const std::vector<float> map = fit_and_map({NormalityKind::kPatchMemory, c.members}, normal, test);

    const Matrix raw = plain::patches_of(normal);
    const auto mean = plain::means(raw);
    const Matrix covariance = plain::covariance(raw);
    std::vector<double> std;
    for (size_t k = 0; k < mean.size(); ++k) std.push_back(std::sqrt(covariance[k][k]));
    const Matrix memory = greedy_coreset(standardised(normal, mean, std), c.members);
    const Matrix patches = standardised(test, mean, std);
    for (size_t p = 0; p < patches.size(); ++p) {
      const double expected = nearest(patches[p], memory);
      EXPECT_NEAR(map[p], expected, 1e-4 * expected + 1e-6)
          << c.members << " members, patch " << p;
    }
  }
}

TEST(PatchMemory, OfAllPatchesFindsEachOfThemAtNoDistance) {
  const Cells normal = features_of("normal", 4, 6, 5);
  const auto model = NormalityModel::fit({NormalityKind::kPatchMemory, 1000}, normal.view());
  for (const float distance : map_of(*model, normal)) EXPECT_EQ(distance, 0);
  // A patch may show up at another place: the memory knows no places.
  Cells turned = normal;
  for (int64_t i = 0; i < 4; ++i) {
    for (int64_t l = 0; l < 6; ++l) {
      for (int64_t c = 0; c < 5; ++c) turned.at(i, l, c) = normal.values[(i * 6 + 5 - l) * 5 + c];
    }
  }
  for (const float distance : map_of(*model, turned)) EXPECT_EQ(distance, 0);
}

TEST(PatchMemory, HoldsNoPatchTwice) {
  const Cells once = features_of("normal", 3, 4, 5);
  Cells thrice(9, 4, 5);
  for (size_t i = 0; i < thrice.values.size(); ++i) thrice.values[i] = once.values[i % once.values.size()];
  const auto model = NormalityModel::fit({NormalityKind::kPatchMemory, 1000}, thrice.view());
  EXPECT_EQ(model->bytes(), NormalityModel::fit({NormalityKind::kPatchMemory, 12}, once.view())->bytes());
}

}  // namespace
}  // namespace diffcont
