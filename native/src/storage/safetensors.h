// The safetensors format: an 8-byte little-endian header length, a JSON header, raw little-endian tensors.
#pragma once

#include <ATen/ATen.h>

#include <filesystem>
#include <map>
#include <string>

#include "unet/parameters.h"

namespace diffcont {

struct TensorFile {
  Parameters tensors;                           // f32 or int64 as stored, contiguous, in the order of their data
  std::map<std::string, std::string> metadata;  // "__metadata__"
};

// Tensors are f32 or int64; others throw std::invalid_argument. Writes beside the place, syncs, renames: the old file
// or the whole new one is there, never a part. Throws IoError.
void write_safetensors(const std::filesystem::path& file, const TensorFile& content);

// Checks header length, JSON, names, types, shapes, offsets (in bounds, no overlap, no gap) before copying. Throws
// IoError or FormatError, whose message names the file and the entry.
TensorFile read_safetensors(const std::filesystem::path& file);

// Number of bytes write_safetensors would write.
int64_t safetensors_size(const TensorFile& content);

// The same beside-sync-rename writing for a small text file. Throws IoError.
void write_text_atomically(const std::filesystem::path& file, const std::string& text);

}  // namespace diffcont
