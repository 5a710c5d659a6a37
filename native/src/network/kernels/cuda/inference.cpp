// What only passes without gradients use (kernels/cuda.h), over tensors.
#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {

bool has_attention(int64_t head_channels) { return head_channels == kAttentionChannels; }

at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value) {
  for (const at::Tensor* tensor : {&query, &key, &value}) {
    TORCH_CHECK(tensor->is_contiguous() && tensor->dim() == 3 && tensor->sizes() == query.sizes() &&
                tensor->size(2) % kAttentionChannels == 0 && tensor->scalar_type() == query.scalar_type());
  }
  const c10::cuda::CUDAGuard guard(query.device());
  at::Tensor result = at::empty_like(query);
  launch_attention(queue(),
                   {memory(query), memory(key), memory(value), number_of(query), query.size(0),
                    static_cast<int>(query.size(1)), static_cast<int>(query.size(2) / kAttentionChannels)},
                   result.mutable_data_ptr());
  return result;
}

at::Tensor join_channels(const at::Tensor& first, const at::Tensor& second) {
  const int64_t size = first.element_size(), first_bytes = first.size(1) * size, second_bytes = second.size(1) * size;
  if (first_bytes % 16 != 0 || second_bytes % 16 != 0) {
    return at::cat({first, second}, 1);
  }
  TORCH_CHECK(first.scalar_type() == second.scalar_type() && first.size(0) == second.size(0) &&
              first.sizes().slice(2) == second.sizes().slice(2));
  const c10::cuda::CUDAGuard guard(first.device());
  const at::Tensor one = channels_last(first), other = channels_last(second);
  at::Tensor result = at::empty({first.size(0), first.size(1) + second.size(1), first.size(2), first.size(3)},
                                first.options(), at::MemoryFormat::ChannelsLast);
  launch_join_channels(queue(), memory(one), first_bytes, memory(other), second_bytes,
                       first.size(0) * first.size(2) * first.size(3), result.mutable_data_ptr());
  return result;
}

}  // namespace diffcont::cuda
