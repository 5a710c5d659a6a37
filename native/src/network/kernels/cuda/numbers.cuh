// The number formats of device memory inside a kernel, and reads of several numbers at once.
#pragma once

#include <cuda_bf16.h>

#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "network/kernels/cuda/launch.h"

namespace diffcont::cuda {

__device__ inline float widen(float value) { return value; }
__device__ inline float widen(__nv_bfloat16 value) { return __bfloat162float(value); }
template <class T>
__device__ T narrow(float value);
template <>
__device__ inline float narrow<float>(float value) {
  return value;
}
template <>
__device__ inline __nv_bfloat16 narrow<__nv_bfloat16>(float value) {
  return __float2bfloat16_rn(value);
}

template <class T, int kWidth>
struct alignas(sizeof(T) * kWidth) Pack {
  T values[kWidth];
};

// The pointer has to be a multiple of the pack's bytes.
template <int kWidth, class T>
__device__ Pack<T, kWidth> load(const T* from) {
  return *reinterpret_cast<const Pack<T, kWidth>*>(from);
}
template <class T, int kWidth>
__device__ void store(T* to, const Pack<T, kWidth>& pack) {
  *reinterpret_cast<Pack<T, kWidth>*>(to) = pack;
}

// Whether each pointer, null ones too, is a multiple of 16 bytes.
inline bool are_aligned(std::initializer_list<const void*> pointers) {
  for (const void* pointer : pointers) {
    if (reinterpret_cast<uintptr_t>(pointer) % 16 != 0) {
      return false;
    }
  }
  return true;
}

// Calls run with how many of T a thread reads at once: 16 bytes where the channels and the pointers allow it, else one.
template <class T, class Run>
void with_width(int channels, std::initializer_list<const void*> pointers, Run&& run) {
  constexpr int kWide = 16 / sizeof(T);
  if (channels % kWide == 0 && are_aligned(pointers)) {
    run(std::integral_constant<int, kWide>{});
  } else {
    run(std::integral_constant<int, 1>{});
  }
}

// Calls run with values of the two number types.
template <class Run>
void with_types(Number one, Number other, Run&& run) {
  const bool other_is_narrow = other == Number::kBF16;
  if (one == Number::kBF16) {
    other_is_narrow ? run(__nv_bfloat16{}, __nv_bfloat16{}) : run(__nv_bfloat16{}, float{});
  } else {
    other_is_narrow ? run(float{}, __nv_bfloat16{}) : run(float{}, float{});
  }
}

}  // namespace diffcont::cuda
