#include "normality/stored.h"

#include <charconv>
#include <sstream>

#include "storage/errors.h"

namespace diffcont {

std::string StoredModel::text(const std::string& key) const {
  const auto found = content.metadata.find(key);
  if (found == content.metadata.end()) {
    fail("metadata \"" + key + "\" is missing");
  }
  return found->second;
}

int64_t StoredModel::positive(const std::string& key) const {
  const std::string value = text(key);
  constexpr int64_t kLargest = int64_t{1} << 31;
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 1 || number > kLargest) {
    fail("metadata \"" + key + "\" is not a whole number in 1.." + std::to_string(kLargest));
  }
  return number;
}

at::Tensor StoredModel::tensor(const std::string& name, at::IntArrayRef shape) const {
  if (!content.tensors.contains(name)) {
    fail("tensor \"" + name + "\" is missing");
  }
  const at::Tensor& value = content.tensors.at(name);
  if (value.scalar_type() != at::kFloat || value.sizes() != shape) {
    std::ostringstream message;
    message << "tensor \"" << name << "\" is " << value.scalar_type() << " " << value.sizes() << ", expected Float "
            << shape;
    fail(message.str());
  }
  if (!at::isfinite(value).all().item<bool>()) {
    fail("tensor \"" + name + "\" contains a NaN or an infinite value");
  }
  return value;
}

int64_t StoredModel::length(const std::string& name, int64_t dimension) const {
  if (!content.tensors.contains(name) || content.tensors.at(name).dim() <= dimension ||
      content.tensors.at(name).size(dimension) < 1) {
    fail("tensor \"" + name + "\" is missing or empty");
  }
  return content.tensors.at(name).size(dimension);
}

void StoredModel::fail(const std::string& what) const {
  throw FormatError(file.string() + ": " + what + "; this is not a normality model as this library writes it");
}

}  // namespace diffcont
