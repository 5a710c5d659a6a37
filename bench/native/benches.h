// The kernels that are measured, one function for each subject.
#pragma once

#include <string>
#include <vector>

#include "measure.h"
#include "report.h"

namespace diffcont::bench {

// What to measure and for how long. Kernels whose names do not hold `only` are left out.
struct Plan {
  Budget budget;
  std::string only;

  bool wants(const std::string& name) const { return name.find(only) != std::string::npos; }
};

// 10,000 x 2304 embeddings to 15 class means: ours, at::cdist squared, and the expansion by a matrix product.
std::vector<Row> distance_rows(const Plan& plan);

// The paper network's forward pass and encoder (beside libtorch's operators), DDIM step and training step.
std::vector<Row> unet_rows(const Plan& plan);

// Gaussian normality models of 16 x 16 cells with 176 channels: fitted to 240 images, without each fold, mapping.
std::vector<Row> normality_rows(const Plan& plan);

// The filter bank on 128 x 128 images.
std::vector<Row> filter_bank_rows(const Plan& plan);

// EfficientNet-lite0's layers up to a sixteenth of the image's side, with random weights, on 256 x 256 images.
std::vector<Row> trunk_rows(const Plan& plan);

}  // namespace diffcont::bench
