// How many dimensions a cloud of embeddings really uses: shows a collapsed projector.
#pragma once

#include <ATen/ATen.h>

namespace diffcont {

// exp(entropy of the normalised eigenvalues of the covariance) of N x d embeddings (Roy and Vetterli 2007, on the
// covariance's eigenvalues): in [1, min(N - 1, d)], or 0 when all rows are equal. Throws std::invalid_argument (N < 2)
// or NotFiniteError.
double effective_rank(const at::Tensor& embeddings);

}  // namespace diffcont
