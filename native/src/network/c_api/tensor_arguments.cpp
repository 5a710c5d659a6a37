#include "network/c_api/tensor_arguments.h"

#include <cstring>
#include <stdexcept>
#include <string>

namespace diffcont::c_api {
namespace {

at::Tensor checked_indices(const int32_t* values, int64_t count, int64_t low, int64_t high, const char* name,
                           const char* bound) {
  require_pointer(values, name);
  at::Tensor tensor = at::empty({count}, at::kLong);
  int64_t* out = tensor.mutable_data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    if (values[i] < low || values[i] >= high) {
      throw std::invalid_argument(std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
                                  ", not in [" + std::to_string(low) + ", " + std::to_string(high) + ") (" + bound +
                                  ")");
    }
    out[i] = values[i];
  }
  return tensor;
}

}  // namespace

at::Tensor label_tensor(const int32_t* labels, int64_t count, int64_t lowest, int64_t class_count) {
  return checked_indices(labels, count, lowest, class_count, "labels", "classes of the network");
}

at::Tensor timestep_tensor(const int32_t* timesteps, int64_t count, int64_t train_timesteps) {
  return checked_indices(timesteps, count, 0, train_timesteps, "timesteps", "train_timesteps of the network");
}

at::Tensor image_tensor(const float* images, int64_t count, const NetworkConfig& config) {
  require_pointer(images, "images");
  const int64_t channels = config.unet.image_channels;
  const int64_t size = config.unet.sample_size;
  require_finite(images, require_elements({count, channels, size, size}, "images"), "images");
  return borrow(images, {count, channels, size, size});
}

at::Tensor borrow(const float* values, at::IntArrayRef shape) {
  return at::from_blob(const_cast<float*>(values), shape, at::kFloat);
}

void copy_out(const at::Tensor& result, float* values, int64_t count) {
  TORCH_CHECK(result.numel() == count, "a result has ", result.numel(), " elements, not ", count);
  const at::Tensor contiguous = result.detach().to(at::kCPU, at::kFloat).contiguous();
  std::memcpy(values, contiguous.const_data_ptr<float>(), static_cast<size_t>(count) * sizeof(float));
}

}  // namespace diffcont::c_api
