// Named tensors in a fixed order: the weights of a network or of a part of it.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace diffcont {

class Parameters {
 public:
  // Adds a tensor; the name must be new.
  void add(const std::string& name, at::Tensor value);
  // Replaces a tensor's value under the same name, whatever its shape.
  void replace(const std::string& name, at::Tensor value);
  // Throws std::out_of_range for an unknown name.
  const at::Tensor& at(const std::string& name) const;
  bool contains(const std::string& name) const;
  const std::vector<std::pair<std::string, at::Tensor>>& entries() const { return entries_; }

  // Deep copies; gradients are not copied.
  Parameters clone() const;
  // On another device; tensors that are there already are shared. Gradients are not copied.
  Parameters to(at::Device device) const;
  // Copies in another number format, convolution weights channels-last, for inference.
  Parameters inference_copy(at::ScalarType type) const;
  void set_requires_grad(bool on);
  int64_t element_count() const;

 private:
  std::vector<std::pair<std::string, at::Tensor>> entries_;
  std::unordered_map<std::string, size_t> index_;
};

}  // namespace diffcont
