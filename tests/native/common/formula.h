// Numbers computed from a name and an index; tests/parity/golden.py computes the same in Python.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace diffcont::formula {

inline uint64_t name_key(const std::string& name) {
  uint64_t key = 0xCBF29CE484222325u;
  for (const unsigned char byte : name) key = (key ^ byte) * 0x100000001B3u;
  return key;
}

inline uint64_t word(uint64_t key, uint64_t index) {
  uint64_t z = key + (index + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// f64 in [-1, 1).
inline void fill_uniform(const std::string& name, double* values, int64_t count) {
  const uint64_t key = name_key(name);
  for (int64_t i = 0; i < count; ++i) {
    values[i] = static_cast<double>(word(key, static_cast<uint64_t>(i)) >> 11) * 0x1p-52 - 1;
  }
}

inline std::vector<double> uniform_values(const std::string& name, int64_t count) {
  std::vector<double> values(static_cast<size_t>(count));
  fill_uniform(name, values.data(), count);
  return values;
}

}  // namespace diffcont::formula
