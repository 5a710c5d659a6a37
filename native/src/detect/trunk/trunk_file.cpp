#include "detect/trunk/trunk_file.h"

#include <map>
#include <set>

#include "common/kernels/finite.h"
#include "common/storage/errors.h"
#include "common/storage/json_document.h"
#include "common/storage/safetensors_file.h"

namespace diffcont {
namespace {

constexpr const char* kMetadata = "trunk";
constexpr int64_t kFormat = 1;
constexpr size_t kMostBlocks = 256;
constexpr int64_t kMostChannels = 4096;
constexpr int64_t kMostHidden = 16384;
constexpr int64_t kMostParameters = int64_t{1} << 28;

void require_text(const JsonDocument& document, const char* key, const std::string& needed) {
  if (document.text(key) != needed) document.refuse(key, "only '" + needed + "' is read");
}

int64_t integer_in(const JsonDocument& document, const char* key, int64_t low, int64_t high) {
  const int64_t value = document.integer(key);
  if (value < low || value > high) {
    document.refuse(key, "it must be in " + std::to_string(low) + ".." + std::to_string(high));
  }
  return value;
}

TrunkInput parse_input(const JsonDocument& document) {
  TrunkInput input{document.number("scale"), document.number("mean"), document.number("divisor")};
  if (input.divisor == 0) document.refuse("divisor", "it must not be 0");
  return input;
}

int64_t parse_stem(const JsonDocument& document) {
  integer_in(document, "kernel", 3, 3);
  integer_in(document, "stride", kStemStride, kStemStride);
  require_text(document, "activation", "relu6");
  return integer_in(document, "channels", 1, kMostChannels);
}

TrunkBlock parse_block(const JsonDocument& document, int64_t channels) {
  require_text(document, "kind", "mbconv");
  require_text(document, "activation", "relu6");
  TrunkBlock block;
  block.in = document.integer("in");
  if (block.in != channels) document.refuse("in", "the layer before gives " + std::to_string(channels) + " channels");
  block.hidden = integer_in(document, "hidden", 1, kMostHidden);
  block.out = integer_in(document, "out", 1, kMostChannels);
  block.kernel = document.integer("kernel");
  if (block.kernel != 3 && block.kernel != 5) document.refuse("kernel", "it must be 3 or 5");
  block.stride = integer_in(document, "stride", 1, 2);
  const nlohmann::json& residual = document.value("residual");
  if (!residual.is_boolean()) document.refuse("residual", "true or false is needed");
  block.residual = residual.get<bool>();
  if (block.residual && (block.stride != 1 || block.in != block.out)) {
    document.refuse("residual", "which needs stride 1 and as many channels out as in");
  }
  return block;
}

std::string optional_text(const JsonDocument& document, const char* key) {
  return document.contains(key) ? document.text(key) : std::string();
}

TrunkDescription parse_description(const std::string& source, const std::string& text) {
  const JsonDocument document(source, text);
  const auto part = [&](const std::string& name, const nlohmann::json& value) {
    return JsonDocument(source + ", " + name, value.dump());
  };
  if (document.integer("format") != kFormat) {
    document.refuse("format", "this version of the library reads " + std::to_string(kFormat));
  }
  TrunkDescription description;
  description.name = document.text("name");
  description.licence = optional_text(document, "licence");
  description.source = optional_text(document, "source");
  require_text(document, "padding", "same");
  description.input = parse_input(part("input", document.value("input")));
  description.stem_channels = parse_stem(part("stem", document.value("stem")));

  const nlohmann::json& blocks = document.value("blocks");
  if (!blocks.is_array() || blocks.empty() || blocks.size() > kMostBlocks) {
    document.refuse("blocks", "a list of 1.." + std::to_string(kMostBlocks) + " blocks is needed");
  }
  int64_t channels = description.stem_channels, stride = kStemStride;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const JsonDocument item = part("blocks[" + std::to_string(i) + "]", blocks[i]);
    description.blocks.push_back(parse_block(item, channels));
    channels = description.blocks.back().out;
    stride *= description.blocks.back().stride;
    if (stride > kTrunkStride) {
      item.refuse("stride", "which makes " + std::to_string(stride) + " in all, more than " +
                                std::to_string(kTrunkStride));
    }
  }
  return description;
}

// Takes one layer after another out of a file, and tells what is left.
class WeightReader {
 public:
  WeightReader(std::string source, const SafetensorsReader& reader) : source_(std::move(source)), reader_(reader) {
    for (const TensorEntry& entry : reader.header().entries) entries_[entry.name] = &entry;
  }

  LayerWeights layer(const std::string& name, const std::vector<int64_t>& shape) {
    LayerWeights layer;
    layer.weight = tensor(name + ".weight", shape);
    layer.bias = tensor(name + ".bias", {shape.front()});
    return layer;
  }

  int64_t parameters() const { return parameters_; }

  void require_empty() const {
    if (!entries_.empty()) fail("entry " + quoted(entries_.begin()->first) + " belongs to no layer of its description");
  }

 private:
  std::vector<float> tensor(const std::string& name, const std::vector<int64_t>& shape) {
    const auto found = entries_.find(name);
    if (found == entries_.end()) fail("entry '" + name + "' is missing");
    const TensorEntry& entry = *found->second;
    entries_.erase(found);
    if (entry.type != TensorType::kF32) fail("entry '" + name + "' has type I64, F32 is needed");
    if (entry.shape != shape) {
      fail("entry '" + name + "' has shape " + text_of(entry.shape) + ", its description needs " + text_of(shape));
    }
    // The header's check has bound this by the file's size.
    const auto count = static_cast<int64_t>((entry.end - entry.begin) / sizeof(float));
    parameters_ += count;
    if (parameters_ > kMostParameters) fail("it has more than " + std::to_string(kMostParameters) + " weights");
    std::vector<float> values(static_cast<size_t>(count));
    reader_.read(entry, values.data());
    if (!kernels::all_finite(values.data(), count)) fail("entry '" + name + "' holds a NaN or an infinite value");
    return values;
  }

  static std::string text_of(const std::vector<int64_t>& shape) {
    std::string text = "[";
    for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw FormatError(source_ + ": " + what + "; it is no trunk's file as diffcont makes it, so make it again");
  }

  std::string source_;
  const SafetensorsReader& reader_;
  std::map<std::string, const TensorEntry*> entries_;
  int64_t parameters_ = 0;
};

TrunkWeights read_weights(const TrunkDescription& description, WeightReader reader) {
  TrunkWeights weights;
  weights.stem = reader.layer("stem", {description.stem_channels, 3, 3, 3});
  for (size_t i = 0; i < description.blocks.size(); ++i) {
    const TrunkBlock& block = description.blocks[i];
    const std::string name = "blocks." + std::to_string(i);
    BlockWeights layers;
    if (block.expands()) layers.expand = reader.layer(name + ".expand", {block.hidden, block.in});
    layers.depthwise = reader.layer(name + ".depthwise", {block.hidden, block.kernel, block.kernel});
    layers.project = reader.layer(name + ".project", {block.out, block.hidden});
    weights.blocks.push_back(std::move(layers));
  }
  reader.require_empty();
  weights.parameters = reader.parameters();
  return weights;
}

}  // namespace

int64_t TrunkDescription::stride(size_t block) const {
  int64_t stride = kStemStride;
  for (size_t i = 0; i <= block; ++i) stride *= blocks[i].stride;
  return stride;
}

TrunkFile read_trunk_file(const std::filesystem::path& file) {
  const SafetensorsReader reader(file);
  const std::string source = file.string();
  const auto found = reader.header().metadata.find(kMetadata);
  if (found == reader.header().metadata.end()) {
    throw FormatError(source + ": it has no metadata '" + kMetadata + "' and so is no trunk's file");
  }
  TrunkFile result;
  result.description = parse_description(source + ", metadata '" + kMetadata + "'", found->second);
  result.weights = read_weights(result.description, WeightReader(source, reader));
  return result;
}

}  // namespace diffcont
