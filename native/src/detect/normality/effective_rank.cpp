#include "detect/normality/effective_rank.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "common/storage/errors.h"
#include "detect/linear_algebra/decompositions.h"
#include "detect/linear_algebra/panels.h"

namespace diffcont {
namespace {

constexpr int64_t kDepth = 256;  // rows of the factor at a time

// The smaller of the two products of the centred embeddings: their eigenvalues agree but for zeros.
Buffer<double> smaller_product(const double* centred, int64_t count, int64_t dimension) {
  const bool few_rows = count < dimension;
  const int64_t size = few_rows ? count : dimension, depth = few_rows ? dimension : count;
  const int64_t padded = panel_layout<double>(1, size).padded_columns();
  Buffer<double> product = Buffer<double>::zeros(padded * padded);
  for (int64_t begin = 0; begin < depth; begin += kDepth) {
    Panels<double> part(std::min(kDepth, depth - begin), size);
    part.fill([&](int64_t k, int64_t column) {
      return few_rows ? centred[column * dimension + begin + k] : centred[(begin + k) * dimension + column];
    });
    add_gram(part, product.data());
  }
  return product;
}

}  // namespace

double effective_rank(const float* embeddings, int64_t count, int64_t dimension) {
  if (count < 2 || dimension < 1) {
    throw std::invalid_argument("effective rank needs N x d embeddings with N >= 2");
  }
  std::vector<double> mean(static_cast<size_t>(dimension));
  Buffer<double> centred(count * dimension);
  // Measured from the first row, so that equal rows give exact zeros.
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t c = 0; c < dimension; ++c) {
      const double shifted = static_cast<double>(embeddings[i * dimension + c]) - static_cast<double>(embeddings[c]);
      centred[i * dimension + c] = shifted;
      mean[static_cast<size_t>(c)] += shifted;
    }
  }
  double trace = 0;
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t c = 0; c < dimension; ++c) {
      double& value = centred[i * dimension + c];
      value -= mean[static_cast<size_t>(c)] / static_cast<double>(count);
      trace += value * value;
    }
  }
  if (!std::isfinite(trace)) {
    throw NotFiniteError("an embedding is NaN or infinite");
  }
  if (trace == 0.0) {
    return 0.0;
  }
  const Buffer<double> product = smaller_product(centred.data(), count, dimension);
  const int64_t size = std::min(count, dimension), stride = panel_layout<double>(1, size).padded_columns();
  double entropy = 0;
  for (const double value : symmetric_eigenvalues(product.data(), size, stride)) {
    const double share = value / trace;
    if (share > 0) entropy -= share * std::log(share);
  }
  return std::exp(entropy);
}

}  // namespace diffcont
