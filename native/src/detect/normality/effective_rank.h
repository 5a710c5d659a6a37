// How many dimensions a cloud of embeddings really uses: shows a collapsed projector.
#pragma once

#include <cstdint>

namespace diffcont {

// exp(entropy of the normalised eigenvalues of the covariance) of count x dimension embeddings (Roy and Vetterli 2007,
// on the covariance's eigenvalues): in [1, min(count - 1, dimension)], or 0 when all rows are equal. Throws
// std::invalid_argument (count < 2) or NotFiniteError.
double effective_rank(const float* embeddings, int64_t count, int64_t dimension);

}  // namespace diffcont
