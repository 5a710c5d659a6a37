// What the tests of trunks share.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "detect/small_trunk.h"
#include "detect/trunk/trunk.h"

namespace diffcont {

// A file of its own for one test, removed at its end.
class TrunkPath {
 public:
  TrunkPath() {
    path_ = std::filesystem::temp_directory_path() / ("diffcont_trunk_" + std::to_string(::getpid()) + ".safetensors");
  }
  ~TrunkPath() { std::filesystem::remove(path_); }
  TrunkPath(const TrunkPath&) = delete;
  TrunkPath& operator=(const TrunkPath&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string text() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline TrunkFile trunk_file(const small_trunk::Content& content) {
  const TrunkPath file;
  small_trunk::write(file.text(), content.bytes());
  return read_trunk_file(file.path());
}

inline std::vector<float> read(const Trunk& trunk, const std::vector<float>& images, int64_t count, int64_t size,
                               const std::vector<TrunkOutput>& outputs) {
  const auto wanted = static_cast<int64_t>(outputs.size());
  std::vector<float> features(static_cast<size_t>(count * trunk.features_size(size, outputs.data(), wanted)));
  trunk.read(images.data(), count, size, outputs.data(), wanted, features.data());
  return features;
}

// All blocks' outputs at their own size.
inline std::vector<TrunkOutput> all_blocks(const TrunkDescription& description, int64_t size) {
  std::vector<TrunkOutput> outputs;
  for (size_t i = 0; i < description.blocks.size(); ++i) {
    outputs.push_back({static_cast<int64_t>(i), size / description.stride(i)});
  }
  return outputs;
}

}  // namespace diffcont
