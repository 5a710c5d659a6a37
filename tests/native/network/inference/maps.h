// Feature maps of the network kernels made from tensors, and back.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "common/kernels/cpu_features.h"
#include "network/convolution/packing.h"
#include "network/kernels/network.h"

namespace diffcont::testing_maps {

struct NamedKernels {
  std::string name;
  const kernels::NetworkKernels* kernels;
  double tolerance;  // of one layer's result, relative to its largest value

  bool bf16() const { return kernels->element_size == 2; }
  // What the kernels' number format keeps of a tensor.
  at::Tensor rounded(const at::Tensor& tensor) const {
    return bf16() ? tensor.to(at::kBFloat16).to(at::kFloat) : tensor;
  }
};

// All that this processor can run.
inline std::vector<NamedKernels> all_kernels() {
  std::vector<NamedKernels> all;
#if defined(__x86_64__)
  // f32: sums of up to a few thousand products in another order. bf16: inputs are exact, the result is rounded to 8 bits,
  // by up to 2^-8 of itself.
  const kernels::CpuFeatures& cpu = kernels::cpu_features();
  if (cpu.avx2_fma) all.push_back({"avx2", &kernels::network_kernels_avx2(), 2e-6});
  if (cpu.avx512) all.push_back({"avx512", &kernels::network_kernels_avx512(), 2e-6});
  if (cpu.avx512_bf16) all.push_back({"avx512_bf16", &kernels::network_kernels_avx512_bf16(), 3.95e-3});
#endif
  return all;
}

// A map and its memory. It starts with NaN everywhere, so that a value nobody wrote shows.
struct OwnMap {
  AlignedMemory memory;
  kernels::Map map;

  OwnMap(const kernels::NetworkKernels& kernels, int64_t images, int64_t channels, int64_t height, int64_t width) {
    map = {nullptr, images, height, width, channels};
    const int64_t elements = images * map.image_step();
    memory = allocate_aligned(elements * kernels.element_size);
    map.data = memory.get();
    std::fill_n(memory.get(), elements * kernels.element_size, std::byte{0xFF});
  }
};

inline int64_t padded(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }

// N x C x H x W (f32) with a border of zeros, channels padded to the kernels' lanes.
inline OwnMap map_of(const kernels::NetworkKernels& kernels, const at::Tensor& tensor) {
  OwnMap result(kernels, tensor.size(0), padded(tensor.size(1), kernels.lanes), tensor.size(2), tensor.size(3));
  std::fill_n(result.memory.get(), result.map.images * result.map.image_step() * kernels.element_size, std::byte{0});
  const at::Tensor planes = tensor.contiguous();
  kernels.from_planes(planes.const_data_ptr<float>(), tensor.size(1), result.map, 0, result.map.images);
  return result;
}

inline at::Tensor tensor_of(const kernels::NetworkKernels& kernels, const kernels::Map& map, int64_t channels) {
  at::Tensor planes = at::empty({map.images, channels, map.height, map.width}, at::kFloat);
  kernels.to_planes(map, channels, planes.mutable_data_ptr<float>(), 0, map.images);
  return planes;
}

// Largest difference relative to the largest expected value; NaN counts as infinite.
inline double relative_error(const at::Tensor& actual, const at::Tensor& expected) {
  const double error = ((actual - expected).abs().max() / expected.abs().max()).item<double>();
  return error >= 0 ? error : std::numeric_limits<double>::infinity();
}

}  // namespace diffcont::testing_maps
