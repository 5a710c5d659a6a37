#include "detect/normality/stored.h"

#include <charconv>
#include <system_error>

#include "common/kernels/finite.h"
#include "common/storage/errors.h"

namespace diffcont {
namespace {

std::string text_of(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

const char* text_of(TensorType type) {
  switch (type) {
    case TensorType::kI64: return "Long ";
    case TensorType::kBf16: return "BFloat16 ";
    default: return "Float ";
  }
}

}  // namespace

StoredModel::StoredModel(const std::filesystem::path& file) : file_(file), reader_(file, Bfloat16::kRead) {
  for (const TensorEntry& entry : reader_.header().entries) entries_[entry.name] = &entry;
}

std::string StoredModel::text(const std::string& key) const {
  const auto found = reader_.header().metadata.find(key);
  if (found == reader_.header().metadata.end()) {
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

bool StoredModel::contains(const std::string& name) const { return entries_.count(name) != 0; }

const TensorEntry& StoredModel::checked(const std::string& name, const std::vector<int64_t>& shape,
                                        TensorType type) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    fail("tensor \"" + name + "\" is missing");
  }
  const TensorEntry& entry = *found->second;
  if (entry.type != type || entry.shape != shape) {
    fail("tensor \"" + name + "\" is " + text_of(entry.type) + text_of(entry.shape) + ", expected " + text_of(type) +
         text_of(shape));
  }
  return entry;
}

void StoredModel::read(const TensorEntry& entry, float* values) const {
  reader_.read(entry, values);
  if (!kernels::all_finite(values, static_cast<int64_t>((entry.end - entry.begin) / sizeof(float)))) {
    fail("tensor \"" + entry.name + "\" contains a NaN or an infinite value");
  }
}

Buffer<float> StoredModel::buffer(const std::string& name, const std::vector<int64_t>& shape) const {
  const TensorEntry& entry = checked(name, shape);
  Buffer<float> values(static_cast<int64_t>((entry.end - entry.begin) / sizeof(float)));
  read(entry, values.data());
  return values;
}

std::vector<float> StoredModel::tensor(const std::string& name, const std::vector<int64_t>& shape) const {
  const TensorEntry& entry = checked(name, shape);
  std::vector<float> values((entry.end - entry.begin) / sizeof(float));
  read(entry, values.data());
  return values;
}

Buffer<kernels::bfloat16> StoredModel::bfloat16s(const std::string& name, const std::vector<int64_t>& shape) const {
  const TensorEntry& entry = checked(name, shape, TensorType::kBf16);
  Buffer<kernels::bfloat16> values(static_cast<int64_t>((entry.end - entry.begin) / sizeof(kernels::bfloat16)));
  reader_.read(entry, values.data());
  for (int64_t i = 0; i < values.size(); ++i) {
    if (!kernels::is_finite(values[i])) fail("tensor \"" + name + "\" contains a NaN or an infinite value");
  }
  return values;
}

int64_t StoredModel::length(const std::string& name, size_t dimension) const {
  const auto found = entries_.find(name);
  if (found == entries_.end() || found->second->shape.size() <= dimension || found->second->shape[dimension] < 1) {
    fail("tensor \"" + name + "\" is missing or empty");
  }
  return found->second->shape[dimension];
}

void StoredModel::fail(const std::string& what) const {
  throw FormatError(file_.string() + ": " + what + "; this is not a normality model as this library writes it");
}

}  // namespace diffcont
