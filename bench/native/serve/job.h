// One work of bench/compare on our side: its inputs and state made once, then called as often as asked.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <string>

namespace diffcont::bench {

struct Job {
  std::function<void()> call;          // what is timed
  std::function<at::Tensor()> output;  // what it computes, f32, to be compared with the other side's
  double items = 0;                    // images or embeddings a call
  double flops = 0;                    // of one call, as the mathematics needs them; 0: not counted
  double bytes = 0;                    // that one call must move at least; 0: not counted
};

// work: unet.forward, ddim, embedding or train, of the paper network; batch counts images, half of them replayed for
// train. variant: f32 or bf16. Weights and inputs are those of the golden data, computed from names and indices.
// Throws std::invalid_argument when the work has no such variant or batch.
Job network_job(const std::string& work, const std::string& variant, int64_t batch);

// work distances: `batch` x 2304 to 15 class means, variant whitening_fused or whitened_input. The output is the
// distances of the first rows.
Job distance_job(const std::string& variant, int64_t batch);

}  // namespace diffcont::bench
