#include <cuda_runtime_api.h>

namespace {

__global__ void write_past_end(float* values, int count) { values[count + threadIdx.x] = 1.0F; }

}  // namespace

void write_out_of_bounds() {
  constexpr int kCount = 256;
  float* values = nullptr;
  if (cudaMalloc(&values, kCount * sizeof(float)) == cudaSuccess) {
    write_past_end<<<1, 1>>>(values, kCount);
    static_cast<void>(cudaDeviceSynchronize());
    static_cast<void>(cudaFree(values));
  }
}
