// A normality model's file: written tensor by tensor, and read entry by entry, each checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/kernels/bfloat16.h"
#include "common/storage/safetensors_file.h"
#include "detect/linear_algebra/buffer.h"

namespace diffcont {

class StoredModel {
 public:
  // Reads and checks the header. Throws IoError or FormatError; so do those below, with the file and the entry.
  explicit StoredModel(const std::filesystem::path& file);

  // A whole number >= 1.
  int64_t positive(const std::string& key) const;
  std::string text(const std::string& key) const;
  bool contains(const std::string& name) const;
  // A finite f32 tensor of this shape.
  Buffer<float> buffer(const std::string& name, const std::vector<int64_t>& shape) const;
  std::vector<float> tensor(const std::string& name, const std::vector<int64_t>& shape) const;
  // A finite bf16 tensor of this shape.
  Buffer<kernels::bfloat16> bfloat16s(const std::string& name, const std::vector<int64_t>& shape) const;
  // Length of a tensor's dimension; there must be such a tensor and dimension.
  int64_t length(const std::string& name, size_t dimension) const;
  [[noreturn]] void fail(const std::string& what) const;

 private:
  const TensorEntry& checked(const std::string& name, const std::vector<int64_t>& shape,
                             TensorType type = TensorType::kF32) const;
  void read(const TensorEntry& entry, float* values) const;

  std::filesystem::path file_;
  SafetensorsReader reader_;
  std::map<std::string, const TensorEntry*> entries_;
};

// What a model writes. Values are borrowed from it, or kept here where it holds them in another layout.
class ModelContent {
 public:
  void say(const std::string& key, const std::string& value) { content_.metadata[key] = value; }
  void add(const std::string& name, std::vector<int64_t> shape, const float* values) {
    content_.tensors.push_back({name, TensorType::kF32, std::move(shape), values});
  }
  void add(const std::string& name, std::vector<int64_t> shape, const kernels::bfloat16* values) {
    content_.tensors.push_back({name, TensorType::kBf16, std::move(shape), values});
  }
  void add(const std::string& name, const std::vector<float>& values) {
    add(name, {static_cast<int64_t>(values.size())}, values.data());
  }
  void keep(const std::string& name, std::vector<int64_t> shape, Buffer<float> values) {
    kept_.push_back(std::move(values));
    add(name, std::move(shape), kept_.back().data());
  }
  const SafetensorsContent& content() const { return content_; }

 private:
  SafetensorsContent content_;
  std::vector<Buffer<float>> kept_;
};

}  // namespace diffcont
