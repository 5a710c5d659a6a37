// As much of CUDA's own header of this name as native/src/kernels/cuda takes from it, for the processor.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "block.h"

#define __global__
#define __device__
#define __host__
#define __restrict__
#define __launch_bounds__(...)
#define __align__(bytes) alignas(bytes)
// One block runs at a time, so what its threads share may be static.
#define __shared__ static

#define threadIdx (::diffcont::emulation::thread_index())
#define blockIdx (::diffcont::emulation::block_index())
#define gridDim (::diffcont::emulation::grid_size())

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  dim3(unsigned of_x = 1, unsigned of_y = 1, unsigned of_z = 1) : x(of_x), y(of_y), z(of_z) {}
};
struct uint2 {
  unsigned x, y;
};
struct alignas(16) uint4 {
  unsigned x, y, z, w;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

// A queue whose work is done when it is asked for, and in which nothing fails.
using cudaStream_t = struct Queue*;
using cudaEvent_t = struct Event*;
enum cudaError_t { cudaSuccess };
enum { cudaEventDisableTiming };
inline const char* cudaGetErrorString(cudaError_t) { return "no error"; }
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t*, unsigned) { return cudaSuccess; }
inline cudaError_t cudaEventDestroy(cudaEvent_t) { return cudaSuccess; }
inline cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t) { return cudaSuccess; }
inline cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }

inline void __syncthreads() { ::diffcont::emulation::wait_for_block(); }

template <class T>
T __shfl_xor_sync(unsigned, T value, int lane_mask) {
  T all[32];
  ::diffcont::emulation::exchange(&value, all, sizeof(T));
  return all[(threadIdx.x ^ static_cast<unsigned>(lane_mask)) % 32];
}

inline unsigned __ballot_sync(unsigned, bool vote) {
  bool all[32];
  ::diffcont::emulation::exchange(&vote, all, sizeof(bool));
  unsigned votes = 0;
  for (unsigned lane = 0; lane < 32; ++lane) {
    votes |= static_cast<unsigned>(all[lane]) << lane;
  }
  return votes;
}

template <class A, class B>
auto min(A a, B b) {
  return b < a ? b : a;
}

inline int __ffs(int word) { return __builtin_ffs(word); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<uint64_t>(a) * b) >> 32);
}
inline unsigned __float_as_uint(float value) {
  unsigned word = 0;
  std::memcpy(&word, &value, sizeof word);
  return word;
}
inline float __uint_as_float(unsigned word) {
  float value = 0;
  std::memcpy(&value, &word, sizeof value);
  return value;
}
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fdividef(float a, float b) { return a / b; }
inline float __expf(float value) { return std::exp(value); }
