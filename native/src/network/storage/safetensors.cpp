#include "network/storage/safetensors.h"

#include <stdexcept>
#include <vector>

namespace diffcont {

TensorFile read_tensors(const SafetensorsReader& reader) {
  TensorFile content;
  content.metadata = reader.header().metadata;
  for (const auto& entry : reader.header().entries) {
    at::Tensor value = at::empty(entry.shape, entry.type == TensorType::kF32 ? at::kFloat : at::kLong);
    reader.read(entry, value.data_ptr());
    content.tensors.add(entry.name, value);
  }
  return content;
}

TensorFile read_safetensors(const std::filesystem::path& file) { return read_tensors(SafetensorsReader(file)); }

void write_safetensors(const std::filesystem::path& file, const TensorFile& content) {
  SafetensorsContent values{{}, content.metadata};
  std::vector<at::Tensor> plain;
  for (const auto& [name, value] : content.tensors.entries()) {
    if (value.scalar_type() != at::kFloat && value.scalar_type() != at::kLong) {
      throw std::invalid_argument("tensor '" + name + "' is neither float32 nor int64");
    }
    plain.push_back(value.detach().to(at::kCPU).contiguous());
    values.tensors.push_back({name, value.scalar_type() == at::kFloat ? TensorType::kF32 : TensorType::kI64,
                              value.sizes().vec(), plain.back().const_data_ptr()});
  }
  write_safetensors_file(file, values);
}

}  // namespace diffcont
