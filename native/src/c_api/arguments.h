// Checks of what callers pass. All throw std::invalid_argument with the argument's name and the number seen, or
// NotFiniteError.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "unet/network.h"

namespace diffcont::c_api {

// Most values that one array argument may hold: products of sizes below it cannot overflow.
inline constexpr int64_t kMaxElements = int64_t{1} << 36;

void require_pointer(const void* pointer, const char* name);
void require_struct_size(uint32_t seen, size_t expected, const char* struct_name);
void require_range(int64_t value, int64_t low, int64_t high, const char* name);
bool require_flag(int32_t value, const char* name);
void require_zero(int64_t value, const char* name);

// The product of the sizes, the first of which is a count: each at least 1, the product at most kMaxElements. What:
// "images", "embeddings", ...
int64_t require_elements(std::initializer_list<int64_t> sizes, const char* what);

// The size of a result buffer, which must be exactly what will be written.
void require_size(int64_t seen, int64_t expected, const char* name);

bool all_finite(const float* values, int64_t count);
void require_finite(const float* values, int64_t count, const char* name);

// A path from UTF-8 text, neither null nor empty.
std::filesystem::path require_path(const char* text, const char* name);

// `count` checked labels in [lowest, class_count), `count` checked timesteps in [0, train_timesteps): N, int64.
at::Tensor label_tensor(const int32_t* labels, int64_t count, int64_t lowest, int64_t class_count);
at::Tensor timestep_tensor(const int32_t* timesteps, int64_t count, int64_t train_timesteps);

// Checked, finite images of the network's shape, not copied.
at::Tensor image_tensor(const float* images, int64_t count, const NetworkConfig& config);

// A tensor over borrowed f32 values. The library only reads it, and not after the call.
at::Tensor borrow(const float* values, at::IntArrayRef shape);

// Copies a result of exactly `count` elements out.
void copy_out(const at::Tensor& result, float* values, int64_t count);

}  // namespace diffcont::c_api
