#include "network/unet/initialisation.h"

#include <cmath>

namespace diffcont {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;

std::mt19937_64 seeded_engine(uint64_t seed, uint64_t stream) {
  std::seed_seq words{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32), static_cast<uint32_t>(stream),
                      static_cast<uint32_t>(stream >> 32)};
  return std::mt19937_64(words);
}

double dot(const double* a, const double* b, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

WeightRandom::WeightRandom(uint64_t seed, uint64_t stream) : engine_(seeded_engine(seed, stream)) {}

double WeightRandom::unit() { return static_cast<double>((engine_() >> 11) + 1) * 0x1p-53; }

at::Tensor WeightRandom::uniform(at::IntArrayRef shape, double bound) {
  at::Tensor result = at::empty(shape, at::kFloat);
  float* values = result.data_ptr<float>();
  for (int64_t i = 0; i < result.numel(); ++i) values[i] = static_cast<float>(bound - 2 * bound * unit());
  return result;
}

at::Tensor WeightRandom::normal(at::IntArrayRef shape, double deviation) {
  at::Tensor result = at::empty(shape, at::kFloat);
  float* values = result.data_ptr<float>();
  for (int64_t i = 0; i < result.numel(); ++i) {
    const double radius = std::sqrt(-2 * std::log(unit()));
    values[i] = static_cast<float>(deviation * radius * std::cos(kTwoPi * unit()));
  }
  return result;
}

at::Tensor initial_value(const ParameterSpec& spec, WeightRandom& random) {
  switch (spec.kind) {
    case ParameterKind::kWeight:
    case ParameterKind::kBias:
      return random.uniform(spec.shape, 1 / std::sqrt(static_cast<double>(spec.fan_in)));
    case ParameterKind::kScale:
      return at::ones(spec.shape, at::kFloat);
    case ParameterKind::kShift:
      return at::zeros(spec.shape, at::kFloat);
    case ParameterKind::kEmbedding:
      return random.normal(spec.shape, 1);
  }
  throw std::logic_error("parameter kind");
}

Parameters initial_values(const std::vector<ParameterSpec>& layout, WeightRandom& random) {
  Parameters parameters;
  for (const auto& spec : layout) parameters.add(spec.name, initial_value(spec, random));
  return parameters;
}

at::Tensor orthonormal_rows(int64_t rows, int64_t columns, WeightRandom& random) {
  at::Tensor matrix = random.normal({rows, columns}, 1).to(at::kDouble);
  double* values = matrix.data_ptr<double>();
  for (int64_t i = 0; i < rows; ++i) {
    double* row = values + i * columns;
    // Gram-Schmidt; the second pass removes what rounding left of the first.
    for (int pass = 0; pass < 2; ++pass) {
      for (int64_t j = 0; j < i; ++j) {
        const double* done = values + j * columns;
        const double part = dot(row, done, columns);
        for (int64_t k = 0; k < columns; ++k) row[k] -= part * done[k];
      }
    }
    const double length = std::sqrt(dot(row, row, columns));
    for (int64_t k = 0; k < columns; ++k) row[k] /= length;
  }
  return matrix.to(at::kFloat);
}

}  // namespace diffcont
