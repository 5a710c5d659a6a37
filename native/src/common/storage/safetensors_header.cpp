#include "common/storage/safetensors_header.h"

#include <algorithm>
#include <tuple>

#include "common/storage/errors.h"
#include "common/storage/json_document.h"

namespace diffcont {
namespace {

using nlohmann::json;

constexpr const char* kMetadata = "__metadata__";
constexpr size_t kMostDimensions = 8;
constexpr int kHeaderDepth = 4;

// Reads one entry; the messages name file and entry.
class EntryReader {
 public:
  EntryReader(const std::string& source, const std::string& name, const json& entry)
      : where_(source + ": entry " + quoted(name)), entry_(entry) {
    if (!entry.is_object()) fail("is not a JSON object");
    for (const auto& [key, value] : entry.items()) {
      if (key != "dtype" && key != "shape" && key != "data_offsets") fail("has the unknown key " + quoted(key));
    }
  }

  TensorType type(Bfloat16 bfloat16) const {
    const json& value = field("dtype");
    if (value == "F32") return TensorType::kF32;
    if (value == "I64") return TensorType::kI64;
    if (value == "BF16" && bfloat16 == Bfloat16::kRead) return TensorType::kBf16;
    if (value == "F16" || value == "BF16" || value == "F64") {
      fail("has type " + value_text(value) + "; only F32 and I64 are read, so convert it to float32 and save it again");
    }
    fail("has type " + value_text(value) + "; only F32 and I64 are read");
  }

  std::vector<int64_t> shape() const {
    const json& value = field("shape");
    if (!value.is_array() || value.size() > kMostDimensions) {
      fail("has shape " + value_text(value) + "; a list of at most 8 sizes is needed");
    }
    std::vector<int64_t> result;
    for (const json& side : value) result.push_back(size(side, "shape"));
    return result;
  }

  std::pair<uint64_t, uint64_t> offsets() const {
    const json& value = field("data_offsets");
    if (!value.is_array() || value.size() != 2) {
      fail("has data_offsets " + value_text(value) + "; two offsets are needed");
    }
    return {size(value[0], "data_offsets"), size(value[1], "data_offsets")};
  }

  // Of the tensor's values.
  uint64_t byte_count(TensorType type, const std::vector<int64_t>& shape) const {
    uint64_t count = size_of(type);
    bool overflow = false, empty = false;
    for (const int64_t side : shape) {
      empty |= side == 0;
      // An empty tensor's strides must not overflow either.
      overflow |= __builtin_mul_overflow(count, static_cast<uint64_t>(side == 0 ? 1 : side), &count);
    }
    if (overflow || count > uint64_t{1} << 62) fail("has a shape whose size overflows");
    return empty ? 0 : count;
  }

  [[noreturn]] void fail(const std::string& what) const { throw FormatError(where_ + " " + what); }

 private:
  const json& field(const char* key) const {
    const auto found = entry_.find(key);
    if (found == entry_.end()) fail(std::string("has no '") + key + "'");
    return *found;
  }

  int64_t size(const json& value, const char* key) const {
    if (!value.is_number_unsigned() || value.get<uint64_t>() > uint64_t{1} << 62) {
      fail(std::string("has ") + value_text(value) + " in its '" + key + "'; a size from 0 to 2^62 is needed");
    }
    return static_cast<int64_t>(value.get<uint64_t>());
  }

  std::string where_;
  const json& entry_;
};

std::map<std::string, std::string> read_metadata(const std::string& source, const json& value) {
  if (!value.is_object()) throw FormatError(source + ": __metadata__ is not a JSON object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) throw FormatError(source + ": __metadata__ entry " + quoted(key) + " is not a string");
    metadata.emplace(key, text.get<std::string>());
  }
  return metadata;
}

TensorEntry read_entry(const std::string& source, const std::string& name, const json& value, uint64_t data_size,
                       Bfloat16 bfloat16) {
  const EntryReader reader(source, name, value);
  TensorEntry entry{name, reader.type(bfloat16), reader.shape(), 0, 0};
  std::tie(entry.begin, entry.end) = reader.offsets();
  if (entry.end < entry.begin) reader.fail("ends before it begins");
  if (entry.end > data_size) {
    reader.fail("ends at byte " + std::to_string(entry.end) + " of the data, the file holds only " +
                std::to_string(data_size) + "; it is cut short or damaged");
  }
  const uint64_t needed = reader.byte_count(entry.type, entry.shape);
  if (entry.end - entry.begin != needed) {
    reader.fail("has " + std::to_string(entry.end - entry.begin) + " bytes, its type and shape need " +
                std::to_string(needed));
  }
  return entry;
}

const char* name_of(TensorType type) {
  switch (type) {
    case TensorType::kI64: return "I64";
    case TensorType::kBf16: return "BF16";
    default: return "F32";
  }
}

}  // namespace

uint64_t size_of(TensorType type) {
  switch (type) {
    case TensorType::kI64: return 8;
    case TensorType::kBf16: return 2;
    default: return 4;
  }
}

SafetensorsHeader parse_safetensors_header(const std::string& source, const std::string& text, uint64_t data_size,
                                           Bfloat16 bfloat16) {
  const json root = parse_json(source, text, kHeaderDepth);
  if (!root.is_object()) throw FormatError(source + ": its header is not a JSON object");

  SafetensorsHeader header;
  for (const auto& [name, value] : root.items()) {
    if (name == kMetadata) {
      header.metadata = read_metadata(source, value);
    } else {
      header.entries.push_back(read_entry(source, name, value, data_size, bfloat16));
    }
  }
  std::sort(header.entries.begin(), header.entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t filled = 0;
  for (const auto& entry : header.entries) {
    if (entry.begin != filled) {
      throw FormatError(source + ": entry " + quoted(entry.name) + " begins at byte " + std::to_string(entry.begin) +
                        " of the data, it must begin at " + std::to_string(filled) +
                        (entry.begin < filled ? " (it overlaps another entry)" : " (there is a gap)"));
    }
    filled = entry.end;
  }
  if (filled != data_size) {
    throw FormatError(source + ": the file holds " + std::to_string(data_size) + " bytes of data, its entries use " +
                      std::to_string(filled));
  }
  return header;
}

std::string format_safetensors_header(const SafetensorsHeader& header) {
  nlohmann::ordered_json root = nlohmann::ordered_json::object();
  if (!header.metadata.empty()) root[kMetadata] = header.metadata;
  for (const auto& entry : header.entries) {
    root[entry.name] = {{"dtype", name_of(entry.type)},
                        {"shape", entry.shape},
                        {"data_offsets", {entry.begin, entry.end}}};
  }
  std::string text = root.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace diffcont
