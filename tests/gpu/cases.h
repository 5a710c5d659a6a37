// The case table: each case computes the same on the GPU and on the processor and gives how far they are apart.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

namespace diffcont::gpu {

struct Case {
  std::string name;
  double tolerance;                       // of the measure; 0: the same bits
  std::function<double(at::Device)> run;  // the measure, the largest over the case's tensors
};

// Throws when the tensor is not on a GPU: a case that ran on the processor proves nothing.
void require_on_gpu(const at::Tensor& tensor);

// Largest difference over the reference's largest value, or over `scale` where that is larger; infinity where only one
// of the two is finite, and 0 for equal bits.
double relative_difference(const at::Tensor& seen, const at::Tensor& reference, double scale = 0);

std::vector<Case> kernel_cases();   // our own kernels; small, for the sanitizers
std::vector<Case> network_cases();  // the network, sampling, features, training, files

// Values from the noise generator: the same on every machine.
at::Tensor values(at::IntArrayRef shape, uint64_t stream);

}  // namespace diffcont::gpu
