// The safetensors format: an 8-byte little-endian header length, a JSON header, raw little-endian tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/storage/files.h"
#include "common/storage/safetensors_header.h"

namespace diffcont {

// Reads a file in two steps, so that a caller can look at names and shapes before values are read.
class SafetensorsReader {
 public:
  // Reads and checks the header: length, JSON, names, types, shapes, offsets (in bounds, no overlap, no gap). Throws
  // IoError or FormatError, whose message names the file and the entry.
  explicit SafetensorsReader(const std::filesystem::path& file, Bfloat16 bfloat16 = Bfloat16::kRefused);
  const SafetensorsHeader& header() const { return header_; }
  // Reads an entry's values: entry.end - entry.begin bytes.
  void read(const TensorEntry& entry, void* values) const;

 private:
  InputFile file_;
  SafetensorsHeader header_;
  uint64_t data_start_ = 0;
};

// A tensor to be written; the values are borrowed, contiguous, row-major.
struct TensorValues {
  std::string name;
  TensorType type = TensorType::kF32;
  std::vector<int64_t> shape;
  const void* values = nullptr;
};

// What a file is to hold, tensors in the order of their data.
struct SafetensorsContent {
  std::vector<TensorValues> tensors;
  std::map<std::string, std::string> metadata;  // "__metadata__"
};

// Writes beside the place, syncs, renames: the old file or the whole new one is there, never a part. Throws IoError, and
// std::invalid_argument for a tensor that takes the metadata's name.
void write_safetensors_file(const std::filesystem::path& file, const SafetensorsContent& content);

// Number of bytes write_safetensors_file would write.
int64_t safetensors_file_size(const SafetensorsContent& content);

}  // namespace diffcont
