// A user's own network from a TorchScript file, read as a source of features.
#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace torch::jit {
struct Module;
}

namespace diffcont {

struct BackboneConfig {
  std::string method = "forward";  // takes N x 3 x S x S, gives a tensor or a tuple or list of tensors
  int64_t image_size = 224;        // S
  std::array<float, 3> mean{};     // of each colour channel, for images in [0, 1]
  std::array<float, 3> std{};

  // Throws std::invalid_argument that names the field.
  void check() const;
};

class Backbone {
 public:
  // Reads the file and runs the method once, on black images, to learn what it gives. Throws std::invalid_argument,
  // IoError, FormatError (no TorchScript, no such method, or one that fails or gives something else than feature maps).
  Backbone(const std::filesystem::path& file, BackboneConfig config);
  ~Backbone();
  Backbone(const Backbone&) = delete;
  Backbone& operator=(const Backbone&) = delete;

  const BackboneConfig& config() const { return config_; }
  // Of all outputs together.
  int64_t channels() const { return channels_; }

  // images: N x 3 x S x S, f32, [-1, 1]. All outputs on a grid, N x grid*grid x channels, f32, cells row by row. Calls
  // wait for each other. Throws std::invalid_argument, FormatError (as above), NotFiniteError.
  at::Tensor features(const at::Tensor& images, int64_t grid) const;

 private:
  // Of kImagesAtOnce images: N x C x S x S each, a vector with S = 1.
  std::vector<at::Tensor> maps(const at::Tensor& images) const;
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path file_;
  BackboneConfig config_;
  int64_t channels_ = 0;
  std::unique_ptr<torch::jit::Module> module_;
  mutable std::mutex mutex_;  // a module may keep state between calls
};

}  // namespace diffcont
