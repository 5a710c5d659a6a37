// Squared distances against loops in double.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "common/storage/errors.h"
#include "network/distances/distances.h"
#include "network/unet/formula.h"

namespace diffcont {
namespace {

struct Problem {
  int64_t count, dimension, classes;
  at::Tensor embeddings, mean, inverse_std, class_means;

  Problem(int64_t n, int64_t d, int64_t c, double offset = 0)
      : count(n),
        dimension(d),
        classes(c),
        embeddings((formula::uniform("embeddings", {n, d}) + offset).to(at::kFloat)),
        mean((0.1 * formula::uniform("mean", {d})).to(at::kFloat)),
        inverse_std((1.5 + formula::uniform("std", {d})).to(at::kFloat)),
        class_means((formula::uniform("class means", {c, d}) + offset).to(at::kFloat)) {}

  at::Tensor distances(bool whitened) const {
    at::Tensor result = at::full({count, classes}, -1.0F);
    squared_distances(embeddings.data_ptr<float>(), count, dimension, whitened ? mean.data_ptr<float>() : nullptr,
                      whitened ? inverse_std.data_ptr<float>() : nullptr, class_means.data_ptr<float>(), classes,
                      result.data_ptr<float>());
    return result;
  }

  double expected(bool whitened, int64_t i, int64_t j) const {
    const float *x = embeddings.data_ptr<float>() + i * dimension, *c = class_means.data_ptr<float>() + j * dimension;
    const float *m = mean.data_ptr<float>(), *s = inverse_std.data_ptr<float>();
    double sum = 0;
    for (int64_t k = 0; k < dimension; ++k) {
      const double z = whitened ? (static_cast<double>(x[k]) - m[k]) * s[k] : x[k];
      sum += (z - c[k]) * (z - c[k]);
    }
    return sum;
  }

  void check() const {
    for (const bool whitened : {false, true}) {
      const at::Tensor actual = distances(whitened);
      const float* values = actual.data_ptr<float>();
      for (int64_t i = 0; i < count; ++i) {
        for (int64_t j = 0; j < classes; ++j) {
          const double want = expected(whitened, i, j);
          ASSERT_NEAR(values[i * classes + j], want, 1e-5 * want)
              << count << " x " << dimension << " x " << classes << " whitened " << whitened << " at " << i << "," << j;
        }
      }
    }
  }
};

TEST(SquaredDistances, AgreeWithDoublesAtAwkwardSizes) {
  for (const int64_t dimension : {1, 7, 16, 255, 256, 257, 2304, 2305}) {
    for (const int64_t classes : {1, 15, 33}) {
      for (const int64_t count : {1, 3, 4, 5, 17}) Problem(count, dimension, classes).check();
    }
  }
}

// Distances of about 1e-3 between vectors of size 1e3: plain f32 whitening would lose them.
TEST(SquaredDistances, KeepSmallDistancesBetweenLargeVectors) {
  Problem problem(6, 300, 2, 1000);
  problem.inverse_std.fill_(1);
  problem.mean = formula::uniform("mean", {300}).to(at::kFloat);
  const at::Tensor whitened = problem.embeddings.to(at::kDouble) - problem.mean.to(at::kDouble);
  problem.class_means = (whitened.slice(0, 0, 2) + 1e-3 * formula::uniform("near", {2, 300})).to(at::kFloat);
  problem.check();
}

// From rows far off every class mean to rows on top of one: both ways of computing, and the switch between them.
TEST(SquaredDistances, AgreeWithDoublesWhateverTheDistanceIsToTheSizeOfTheEmbedding) {
  for (double step = 1e-7; step < 1e3; step *= 3) {
    for (const double offset : {1.0, 1e4, 1e8}) {
      Problem problem(9, 2304, 6);
      const at::Tensor z = offset * (1 + 0.1 * formula::uniform("far", {2304}));
      problem.class_means = (z + 0.01 * offset * step * formula::uniform("centre", {6, 2304})).to(at::kFloat);
      const at::Tensor near = problem.class_means[3].to(at::kDouble) +
                              0.01 * offset * step * formula::uniform("near", {9, 2304});
      problem.embeddings = (near / problem.inverse_std.to(at::kDouble) + problem.mean.to(at::kDouble)).to(at::kFloat);
      problem.check();
    }
  }
}

TEST(SquaredDistances, AgreeWithDoublesWhereTheWhiteningMeanIsHuge) {
  for (const double size : {1e3, 1e6, 1e12}) {
    Problem problem(9, 300, 6);
    problem.mean = (size * (1 + formula::uniform("mean", {300}))).to(at::kFloat);
    problem.embeddings = (problem.mean + size * 1e-3 * formula::uniform("embeddings", {9, 300})).to(at::kFloat);
    problem.check();
  }
}

TEST(SquaredDistances, AgreeWithDoublesAtTheEndsOfTheRange) {
  for (const double size : {1e-18, 1e-15, 1e-10, 1e10, 1e16}) {
    Problem problem(5, 300, 6);
    problem.mean.zero_();
    problem.embeddings.mul_(size);
    problem.class_means.mul_(size);
    problem.check();
  }
}

TEST(SquaredDistances, ToItselfIsZero) {
  Problem problem(5, 77, 5);
  problem.class_means = problem.embeddings.clone();
  const at::Tensor distances = problem.distances(false);
  for (int64_t i = 0; i < 5; ++i) EXPECT_EQ(distances[i][i].item<float>(), 0.0F);
}

TEST(SquaredDistances, ARowDoesNotDependOnTheOthersOrOnThreads) {
  const Problem problem(101, 300, 5);
  const at::Tensor all = problem.distances(true);
  for (const int64_t row : {0, 3, 50, 100}) {
    Problem one(1, 300, 5);
    one.embeddings = problem.embeddings.slice(0, row, row + 1).contiguous();
    EXPECT_TRUE(at::equal(one.distances(true)[0], all[row])) << row;
  }
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  EXPECT_TRUE(at::equal(problem.distances(true), all));
  at::set_num_threads(threads);
}

TEST(SquaredDistances, OfNothingAreNothing) { EXPECT_EQ(Problem(0, 3, 2).distances(true).numel(), 0); }

TEST(SquaredDistances, PassNotANumberOn) {
  Problem problem(5, 40, 3);
  problem.embeddings[2][7] = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor distances = problem.distances(true);
  EXPECT_TRUE(at::isnan(distances[2]).all().item<bool>());
  EXPECT_TRUE(at::isfinite(distances[3]).all().item<bool>());
}

TEST(SquaredDistances, RefuseImpossibleSizes) {
  float value = 0;
  EXPECT_THROW(squared_distances(&value, -1, 1, nullptr, nullptr, &value, 1, &value), std::invalid_argument);
  EXPECT_THROW(squared_distances(&value, 1, 0, nullptr, nullptr, &value, 1, &value), std::invalid_argument);
  EXPECT_THROW(squared_distances(&value, 1, 1, nullptr, nullptr, &value, 0, &value), std::invalid_argument);
}

}  // namespace
}  // namespace diffcont
