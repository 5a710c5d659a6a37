#include "common/storage/safetensors_file.h"

#include <array>
#include <bit>
#include <stdexcept>

#include "common/storage/errors.h"

namespace diffcont {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr uint64_t kLengthSize = 8;

uint64_t byte_count(const TensorValues& tensor) {
  uint64_t count = size_of(tensor.type);
  for (const int64_t size : tensor.shape) count *= static_cast<uint64_t>(size);
  return count;
}

SafetensorsHeader header_of(const SafetensorsContent& content) {
  SafetensorsHeader header;
  header.metadata = content.metadata;
  uint64_t offset = 0;
  for (const TensorValues& tensor : content.tensors) {
    if (tensor.name == "__metadata__") throw std::invalid_argument("'__metadata__' cannot be the name of a tensor");
    const uint64_t end = offset + byte_count(tensor);
    header.entries.push_back({tensor.name, tensor.type, tensor.shape, offset, end});
    offset = end;
  }
  return header;
}

}  // namespace

SafetensorsReader::SafetensorsReader(const std::filesystem::path& path, Bfloat16 bfloat16) : file_(path) {
  const std::string source = path.string();
  if (file_.size() < kLengthSize) {
    throw FormatError(source + ": it has " + std::to_string(file_.size()) +
                      " bytes and is no safetensors file, which starts with an 8-byte header length");
  }
  std::array<unsigned char, kLengthSize> bytes;
  file_.read(0, bytes.data(), bytes.size());
  const auto length = std::bit_cast<uint64_t>(bytes);
  if (length > kLargestHeader || length > file_.size() - kLengthSize) {
    throw FormatError(source + ": its header length is " + std::to_string(length) + ", the file has " +
                      std::to_string(file_.size()) + " bytes and a header at most " + std::to_string(kLargestHeader) +
                      "; it is cut short or no safetensors file");
  }
  std::string text(static_cast<size_t>(length), '\0');
  file_.read(kLengthSize, text.data(), text.size());
  data_start_ = kLengthSize + length;
  header_ = parse_safetensors_header(source, text, file_.size() - data_start_, bfloat16);
}

void SafetensorsReader::read(const TensorEntry& entry, void* values) const {
  file_.read(data_start_ + entry.begin, values, static_cast<size_t>(entry.end - entry.begin));
}

void write_safetensors_file(const std::filesystem::path& file, const SafetensorsContent& content) {
  const std::string header = format_safetensors_header(header_of(content));
  const auto length = std::bit_cast<std::array<unsigned char, kLengthSize>>(static_cast<uint64_t>(header.size()));
  ReplacementFile out(file);
  out.write(length.data(), length.size());
  out.write(header.data(), header.size());
  for (const TensorValues& tensor : content.tensors) {
    out.write(tensor.values, static_cast<size_t>(byte_count(tensor)));
  }
  out.commit();
}

int64_t safetensors_file_size(const SafetensorsContent& content) {
  const SafetensorsHeader header = header_of(content);
  const uint64_t data = header.entries.empty() ? 0 : header.entries.back().end;
  return static_cast<int64_t>(kLengthSize + format_safetensors_header(header).size() + data);
}

}  // namespace diffcont
