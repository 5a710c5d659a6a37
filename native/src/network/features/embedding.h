// Embeddings z of images and the classifier head's logits for them.
#pragma once

#include <ATen/ATen.h>

#include "network/features/reading.h"

namespace diffcont {

struct Embeddings {
  at::Tensor embeddings;  // N x embedding_dimension, f32, not whitened
  at::Tensor logits;      // N x class_count, f32; undefined when not asked for
};

// Runs the encoder half of the U-Net. Throws std::invalid_argument.
Embeddings embed(const Network& network, const Reading& reading, bool with_logits);

}  // namespace diffcont
