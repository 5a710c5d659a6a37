// The JSON header of a safetensors file: which tensor lies where.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diffcont {

enum class TensorType { kF32, kI64 };

struct TensorEntry {
  std::string name;
  TensorType type;
  std::vector<int64_t> shape;
  uint64_t begin;  // in bytes, from the end of the header
  uint64_t end;
};

struct SafetensorsHeader {
  std::vector<TensorEntry> entries;  // in the order of their data, which they fill without gap or overlap
  std::map<std::string, std::string> metadata;
};

// The largest header the format allows.
constexpr uint64_t kLargestHeader = 100'000'000;

// data_size: bytes of the file after the header. Throws FormatError that names source and entry.
SafetensorsHeader parse_safetensors_header(const std::string& source, const std::string& text, uint64_t data_size);

// Padded with spaces so that the data starts at a multiple of eight bytes.
std::string format_safetensors_header(const SafetensorsHeader& header);

}  // namespace diffcont
