// Safetensors files (common/storage/safetensors_file.h) as named tensors.
#pragma once

#include <ATen/ATen.h>

#include <filesystem>
#include <map>
#include <string>

#include "common/storage/safetensors_file.h"
#include "network/unet/parameters.h"

namespace diffcont {

struct TensorFile {
  Parameters tensors;                           // f32 or int64 as stored, contiguous, in the order of their data
  std::map<std::string, std::string> metadata;  // "__metadata__"
};

// Tensors are f32 or int64; others throw std::invalid_argument. As write_safetensors_file.
void write_safetensors(const std::filesystem::path& file, const TensorFile& content);

// Throws IoError or FormatError, whose message names the file and the entry.
TensorFile read_safetensors(const std::filesystem::path& file);

// The values of a file whose header was looked at.
TensorFile read_tensors(const SafetensorsReader& reader);

}  // namespace diffcont
