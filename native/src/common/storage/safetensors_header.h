// The JSON header of a safetensors file: which tensor lies where.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diffcont {

enum class TensorType { kF32, kI64, kBf16 };

// Of a value, in bytes.
uint64_t size_of(TensorType type);

// Whether a reader knows what to do with bfloat16; one that does not is spared them by an error.
enum class Bfloat16 { kRefused, kRead };

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
SafetensorsHeader parse_safetensors_header(const std::string& source, const std::string& text, uint64_t data_size,
                                           Bfloat16 bfloat16 = Bfloat16::kRefused);

// Padded with spaces so that the data starts at a multiple of eight bytes.
std::string format_safetensors_header(const SafetensorsHeader& header);

}  // namespace diffcont
