#include "common/boundary/arguments.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "common/storage/errors.h"

namespace diffcont::c_api {
namespace {

[[noreturn]] void invalid(const std::string& message) { throw std::invalid_argument(message); }

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

}  // namespace diffcont::c_api
