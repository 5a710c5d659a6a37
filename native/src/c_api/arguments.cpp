#include "c_api/arguments.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

#include "storage/errors.h"

namespace diffcont::c_api {
namespace {

[[noreturn]] void invalid(const std::string& message) { throw std::invalid_argument(message); }

at::Tensor checked_indices(const int32_t* values, int64_t count, int64_t low, int64_t high, const char* name,
                           const char* bound) {
  require_pointer(values, name);
  at::Tensor tensor = at::empty({count}, at::kLong);
  int64_t* out = tensor.mutable_data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    if (values[i] < low || values[i] >= high) {
      invalid(std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) + ", not in [" +
              std::to_string(low) + ", " + std::to_string(high) + ") (" + bound + ")");
    }
    out[i] = values[i];
  }
  return tensor;
}

}  // namespace

void require_pointer(const void* pointer, const char* name) {
  if (pointer == nullptr) {
    invalid(std::string(name) + " is NULL");
  }
}

void require_struct_size(uint32_t seen, size_t expected, const char* struct_name) {
  if (seen != expected) {
    invalid(std::string(struct_name) + ".struct_size is " + std::to_string(seen) + ", this library's is " +
            std::to_string(expected) + " (set it to sizeof(" + struct_name + "); rebuild if it was)");
  }
}

void require_range(int64_t value, int64_t low, int64_t high, const char* name) {
  if (value < low || value > high) {
    invalid(std::string(name) + " is " + std::to_string(value) + ", not in " + std::to_string(low) + ".." +
            std::to_string(high));
  }
}

bool require_flag(int32_t value, const char* name) {
  require_range(value, 0, 1, name);
  return value == 1;
}

void require_zero(int64_t value, const char* name) {
  if (value != 0) {
    invalid(std::string(name) + " is " + std::to_string(value) + ", must be 0");
  }
}

int64_t require_elements(std::initializer_list<int64_t> sizes, const char* what) {
  int64_t product = 1;
  std::string shape;
  bool valid = true;
  for (const int64_t size : sizes) {
    shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    valid = valid && size >= 1 && !__builtin_mul_overflow(product, size, &product) && product <= kMaxElements;
  }
  if (!valid) {
    invalid(std::string("size of ") + what + " is " + shape +
            ": each must be at least 1, and the product at most 2^36");
  }
  return product;
}

void require_size(int64_t seen, int64_t expected, const char* name) {
  if (seen != expected) {
    invalid(std::string(name) + " is " + std::to_string(seen) + ", must be " + std::to_string(expected));
  }
}

bool all_finite(const float* values, int64_t count) {
  // Without a branch on each value, so that it runs at memory speed.
  uint32_t not_finite = 0;
  for (int64_t i = 0; i < count; ++i) {
    constexpr uint32_t exponent = 0x7F800000;
    not_finite |= (std::bit_cast<uint32_t>(values[i]) & exponent) == exponent ? 1u : 0u;
  }
  return not_finite == 0;
}

void require_finite(const float* values, int64_t count, const char* name) {
  constexpr int64_t block = 4096;
  for (int64_t begin = 0; begin < count; begin += block) {
    const int64_t size = std::min(block, count - begin);
    if (all_finite(values + begin, size)) {
      continue;
    }
    int64_t index = begin;
    while (all_finite(values + index, 1)) {
      ++index;
    }
    throw NotFiniteError(std::string(name) + "[" + std::to_string(index) + "] is " + std::to_string(values[index]));
  }
}

std::filesystem::path require_path(const char* text, const char* name) {
  require_pointer(text, name);
  if (*text == '\0') {
    invalid(std::string(name) + " is empty");
  }
  return std::filesystem::path(text);
}

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
