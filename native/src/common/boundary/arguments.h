// Checks of what callers pass. All throw std::invalid_argument with the argument's name and the number seen, or
// NotFiniteError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>

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

}  // namespace diffcont::c_api
