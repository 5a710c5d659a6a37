#include "normality/effective_rank.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <stdexcept>

#include "storage/errors.h"

namespace diffcont {

double effective_rank(const at::Tensor& embeddings) {
  if (embeddings.dim() != 2 || embeddings.size(0) < 2 || embeddings.size(1) < 1) {
    throw std::invalid_argument("effective rank needs N x d embeddings with N >= 2");
  }
  const at::NoGradGuard no_grad;
  // Measured from the first row, so that equal rows give exact zeros.
  const at::Tensor shifted = embeddings.to(at::kDouble) - embeddings.select(0, 0).to(at::kDouble);
  const at::Tensor centred = shifted - shifted.mean(0);
  const double trace = centred.square().sum().item<double>();
  if (!std::isfinite(trace)) {
    throw NotFiniteError("an embedding is NaN or infinite");
  }
  if (trace == 0.0) {
    return 0.0;
  }
  // The smaller of the two products: their eigenvalues agree but for zeros.
  const bool few_rows = centred.size(0) < centred.size(1);
  const at::Tensor product = few_rows ? centred.matmul(centred.t()) : centred.t().matmul(centred);
  const at::Tensor shares = at::linalg_eigvalsh(product / trace).clamp_min(0.0);
  return std::exp(-at::xlogy(shares, shares).sum().item<double>());
}

}  // namespace diffcont
