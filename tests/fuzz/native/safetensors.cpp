// Any bytes as a safetensors file. What is read has a header that can be written and read again.
#include "common/storage/safetensors_file.h"

#include <vector>

#include "memory_file.h"
#include "refusal.h"

using namespace diffcont;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static fuzz::MemoryFile file;
  const std::string path = file.with(data, size);
  fuzz::read_or_refuse([&] {
    const SafetensorsReader reader(path);
    const auto& entries = reader.header().entries;
    for (const TensorEntry& entry : entries) {
      std::vector<char> values(entry.end - entry.begin);
      reader.read(entry, values.data());
    }
    const std::string text = format_safetensors_header(reader.header());
    const uint64_t data_size = entries.empty() ? 0 : entries.back().end;
    const SafetensorsHeader again = parse_safetensors_header("again", text, data_size);
    fuzz::require(again.entries.size() == entries.size(), "a header that was read cannot be written and read again");
    fuzz::require(again.metadata == reader.header().metadata, "metadata changed when written and read again");
  });
  return 0;
}
