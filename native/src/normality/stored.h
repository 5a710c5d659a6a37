// Reading a normality model's file entry by entry, each checked.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "storage/safetensors.h"

namespace diffcont {

struct StoredModel {
  std::filesystem::path file;
  TensorFile content;

  // A whole number >= 1. Throws FormatError.
  int64_t positive(const std::string& key) const;
  std::string text(const std::string& key) const;
  // A finite f32 tensor of this shape. Throws FormatError.
  at::Tensor tensor(const std::string& name, at::IntArrayRef shape) const;
  // Length of a tensor's dimension; throws FormatError when there is no such tensor or dimension.
  int64_t length(const std::string& name, int64_t dimension) const;
  [[noreturn]] void fail(const std::string& what) const;
};

}  // namespace diffcont
