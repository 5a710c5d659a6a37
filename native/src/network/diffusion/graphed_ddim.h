// DDIM sampling on a GPU: one step over a batch is recorded once and replayed, for every step and every batch.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "network/inference/inference.h"
#include "network/kernels/cuda.h"

namespace diffcont {

// The batch in which `count` images take a GPU the least time.
int64_t sampling_batch(int64_t count);

class GraphedDdim {
 public:
  // coefficients and timesteps: one row and one entry a step; labels: N; start: N x C x S x S, f32, on the device of
  // the weights.
  GraphedDdim(std::shared_ptr<const Inference> inference, const at::Tensor& coefficients,
              const std::vector<int64_t>& timesteps, bool clip, const at::Tensor& labels, at::Tensor start);

  // The step of this index for all images; waits until it is done. Where the device's memory does not suffice for a
  // batch, half of it is tried, and so on, with a notice (runtime/device.h). Throws c10::Error when it does not
  // suffice for one image.
  void step(int64_t index);
  // As they are now, on the processor.
  at::Tensor images() const;
  // Images that go through the network together.
  int64_t batch() const { return batch_; }

 private:
  void record();
  void record_or_halve();

  std::shared_ptr<const Inference> inference_;
  at::Tensor coefficients_, timesteps_, labels_, images_;
  bool clip_;
  int64_t batch_;
  // What the graph reads and writes; always the same memory.
  at::Tensor index_, batch_labels_, batch_images_;
  std::unique_ptr<cuda::Graph> graph_;
};

}  // namespace diffcont
