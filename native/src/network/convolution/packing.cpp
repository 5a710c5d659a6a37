#include "network/convolution/packing.h"

#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "common/kernels/parallel.h"

namespace diffcont {
namespace {

// The weights of one block of outputs; returns the end of what was written.
template <typename Element>
void pack_block(const kernels::NetworkKernels& kernels, const std::vector<WeightTerm>& terms, const int64_t* outputs,
                int64_t count, Element* to) {
  for (const WeightTerm& term : terms) {
    const int64_t taps = term.weight.size(2), output_step = term.weight.stride(0), input_step = term.weight.stride(1);
    const float* const weights = term.weight.const_data_ptr<float>();
    const auto stored = static_cast<int64_t>(term.inputs.size());
    for (int64_t tap = 0; tap < taps; ++tap) {
      const float* const of_tap = weights + (term.mirrored ? taps - 1 - tap : tap);
      for (int64_t first = 0; first < stored; first += kernels.depth) {
        for (int64_t o = 0; o < count; ++o) {
          for (int64_t i = first; i < first + kernels.depth; ++i) {
            const int64_t input = term.inputs[static_cast<size_t>(i)];
            const bool real = outputs[o] >= 0 && input >= 0;
            *to++ = static_cast<Element>(real ? of_tap[outputs[o] * output_step + input * input_step] : 0.0F);
          }
        }
      }
    }
  }
}

template <typename Element>
void pack(const kernels::NetworkKernels& kernels, const std::vector<WeightTerm>& terms, int64_t inputs,
          const ChannelOrigins& outputs, Element* to) {
  const auto count = static_cast<int64_t>(outputs.size());
  parallel_for(0, (count + kernels.block - 1) / kernels.block, 1, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      const int64_t begin = block * kernels.block;
      pack_block(kernels, terms, outputs.data() + begin, std::min(kernels.block, count - begin), to + begin * inputs);
    }
  });
}

// Which of a row's two small pixels each of three taps falls on.
int64_t small_tap(int64_t position, int64_t tap) { return position == 0 ? (tap + 1) / 2 : tap / 2; }

}  // namespace

ChannelOrigins padded_channels(int64_t first, int64_t count, int64_t unit) {
  ChannelOrigins origins(static_cast<size_t>((count + unit - 1) / unit * unit), -1);
  for (int64_t i = 0; i < count; ++i) origins[static_cast<size_t>(i)] = first + i;
  return origins;
}

void FreeDeleter::operator()(void* memory) const { std::free(memory); }

AlignedMemory allocate_aligned(int64_t bytes) {
  const auto size = static_cast<size_t>((bytes + 63) / 64 * 64);
  auto* const memory = static_cast<std::byte*>(std::aligned_alloc(64, std::max<size_t>(size, 64)));
  if (memory == nullptr) throw std::bad_alloc();
  return AlignedMemory(memory);
}

AlignedMemory pack_weights(const kernels::NetworkKernels& kernels, const std::vector<WeightTerm>& terms,
                           const ChannelOrigins& outputs) {
  int64_t inputs = 0;
  for (const WeightTerm& term : terms) inputs += static_cast<int64_t>(term.inputs.size()) * term.weight.size(2);
  AlignedMemory memory =
      allocate_aligned(inputs * static_cast<int64_t>(outputs.size()) * kernels.element_size);
  if (kernels.element_size == 2) {
    pack(kernels, terms, inputs, outputs, reinterpret_cast<at::BFloat16*>(memory.get()));
  } else {
    pack(kernels, terms, inputs, outputs, reinterpret_cast<float*>(memory.get()));
  }
  return memory;
}

at::Tensor weight_on_small_map(const at::Tensor& weight, int64_t y, int64_t x) {
  at::Tensor small = at::zeros({weight.size(0), weight.size(1), 4}, weight.options());
  for (int64_t row = 0; row < 3; ++row) {
    for (int64_t column = 0; column < 3; ++column) {
      small.select(2, small_tap(y, row) * 2 + small_tap(x, column)).add_(weight.select(2, row * 3 + column));
    }
  }
  return small;
}

}  // namespace diffcont
