// What takes CUDA's own syntax or a GPU's own instructions. The native tests shadow this file, as they do CUDA's
// headers, and so run the kernels on the processor (tests/native/cuda).
#pragma once

#include <cstdint>

#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {

// Starts a kernel. Throws std::runtime_error, which begins with `what`, when it does not start.
template <class... Parameters, class... Arguments>
void launch_kernel(const char* what, cudaStream_t queue, dim3 blocks, int threads, int shared_bytes,
                   void (*kernel)(Parameters...), const Arguments&... arguments) {
  kernel<<<blocks, threads, shared_bytes, queue>>>(arguments...);
  check(cudaGetLastError(), what);
}

// More than 48 KiB of shared memory have to be asked for.
template <class... Parameters>
void allow_shared_memory(const char* what, void (*kernel)(Parameters...), int bytes) {
  check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes), what);
}

// The shared memory that the kernel was started with, on a 16-byte boundary.
__device__ inline float* shared_floats() {
  extern __shared__ __align__(16) float memory[];
  return memory;
}

// 16 bytes into shared memory, without waiting and without a register; zeros where there is nothing to copy. `from` has
// to be a valid address then too.
__device__ inline void copy_async(void* to, const void* from, bool copied) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(
                   static_cast<unsigned>(__cvta_generic_to_shared(to))),
               "l"(from), "r"(copied ? 16 : 0)
               : "memory");
}
// Makes a group of the thread's copies since the last one.
__device__ inline void close_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }
// Waits for all of the thread's groups but the last kPending.
template <int kPending>
__device__ void wait_for_copies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
}

// sums += a b on tensor cores: a is 16 x 8, b 8 x 8, both f32 of which 11 bits are read, sums 16 x 8. With g = lane / 4
// and t = lane % 4, a lane holds (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4) of a, (t, g), (t + 4, g) of b and
// (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1) of the sums (PTX, mma.m16n8k8). Sums lose their last bits.
__device__ inline void add_product(float (&sums)[4], const float (&a)[4], const float (&b)[2]) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
      "{%0, %1, %2, %3};"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
        "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
}

// Keeps the compiler from holding anything that was computed from the words across this point: it has to compute it
// again.
__device__ inline void forget_derived(uint4& words) {
  asm volatile("" : "+r"(words.x), "+r"(words.y), "+r"(words.z), "+r"(words.w));
}

}  // namespace diffcont::cuda
