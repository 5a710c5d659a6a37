#include "storage/safetensors.h"

#include <array>
#include <bit>
#include <stdexcept>

#include "storage/errors.h"
#include "storage/safetensors_reader.h"

namespace diffcont {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr uint64_t kLengthSize = 8;

SafetensorsHeader header_of(const TensorFile& content) {
  SafetensorsHeader header;
  header.metadata = content.metadata;
  uint64_t offset = 0;
  for (const auto& [name, value] : content.tensors.entries()) {
    if (name == "__metadata__") throw std::invalid_argument("'__metadata__' cannot be the name of a tensor");
    if (value.scalar_type() != at::kFloat && value.scalar_type() != at::kLong) {
      throw std::invalid_argument("tensor '" + name + "' is neither float32 nor int64");
    }
    const TensorType type = value.scalar_type() == at::kFloat ? TensorType::kF32 : TensorType::kI64;
    const uint64_t end = offset + static_cast<uint64_t>(value.numel()) * value.element_size();
    header.entries.push_back({name, type, value.sizes().vec(), offset, end});
    offset = end;
  }
  return header;
}

uint64_t data_size(const SafetensorsHeader& header) { return header.entries.empty() ? 0 : header.entries.back().end; }

}  // namespace

SafetensorsReader::SafetensorsReader(const std::filesystem::path& path) : file_(path) {
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
  header_ = parse_safetensors_header(source, text, file_.size() - data_start_);
}

TensorFile SafetensorsReader::read() const {
  TensorFile content;
  content.metadata = header_.metadata;
  for (const auto& entry : header_.entries) {
    at::Tensor value = at::empty(entry.shape, entry.type == TensorType::kF32 ? at::kFloat : at::kLong);
    file_.read(data_start_ + entry.begin, value.data_ptr(), static_cast<size_t>(entry.end - entry.begin));
    content.tensors.add(entry.name, value);
  }
  return content;
}

TensorFile read_safetensors(const std::filesystem::path& file) { return SafetensorsReader(file).read(); }

void write_safetensors(const std::filesystem::path& file, const TensorFile& content) {
  const std::string header = format_safetensors_header(header_of(content));
  const auto length = std::bit_cast<std::array<unsigned char, kLengthSize>>(static_cast<uint64_t>(header.size()));
  ReplacementFile out(file);
  out.write(length.data(), length.size());
  out.write(header.data(), header.size());
  for (const auto& [name, value] : content.tensors.entries()) {
    const at::Tensor plain = value.detach().to(at::kCPU).contiguous();
    out.write(plain.data_ptr(), plain.nbytes());
  }
  out.commit();
}

int64_t safetensors_size(const TensorFile& content) {
  const SafetensorsHeader header = header_of(content);
  return static_cast<int64_t>(kLengthSize + format_safetensors_header(header).size() + data_size(header));
}

}  // namespace diffcont
