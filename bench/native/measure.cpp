#include "measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace diffcont::bench {
namespace {

constexpr double kShortestSample = 1e-3;

double seconds_of(const Work& work, int calls) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int calls_per_sample(const Work& work) {
  work();
  int calls = 1;
  while (seconds_of(work, calls) < kShortestSample && calls < (1 << 20)) calls *= 2;
  return calls;
}

// Linear between neighbours, as numpy does it.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

Timing summary(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const double median = quantile(samples, 0.5);
  return {median, samples.front(), (quantile(samples, 0.75) - quantile(samples, 0.25)) / median,
          static_cast<int>(samples.size())};
}

}  // namespace

std::vector<Timing> measure(const std::vector<Work>& works, const Budget& budget) {
  std::vector<int> calls;
  for (const Work& work : works) calls.push_back(calls_per_sample(work));
  std::vector<std::vector<double>> samples(works.size());
  double spent = 0;
  while (static_cast<int>(samples[0].size()) < budget.rounds ||
         spent < budget.seconds * static_cast<double>(works.size())) {
    for (size_t i = 0; i < works.size(); ++i) {
      const double seconds = seconds_of(works[i], calls[i]);
      samples[i].push_back(seconds / calls[i]);
      spent += seconds;
    }
  }
  std::vector<Timing> timings;
  for (auto& each : samples) timings.push_back(summary(std::move(each)));
  return timings;
}

Timing measure(const Work& work, const Budget& budget) { return measure(std::vector<Work>{work}, budget)[0]; }

}  // namespace diffcont::bench
