// A safetensors file in two steps, so that a caller can look at names and shapes before values are read.
#pragma once

#include "storage/files.h"
#include "storage/safetensors.h"
#include "storage/safetensors_header.h"

namespace diffcont {

class SafetensorsReader {
 public:
  // Reads and checks the header. Throws IoError or FormatError.
  explicit SafetensorsReader(const std::filesystem::path& file);
  const SafetensorsHeader& header() const { return header_; }
  // Reads the values.
  TensorFile read() const;

 private:
  InputFile file_;
  SafetensorsHeader header_;
  uint64_t data_start_ = 0;
};

}  // namespace diffcont
