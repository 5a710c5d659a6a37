// A network's folder in which one of the five files holds any bytes; the first byte says which. What is loaded runs.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "network/storage/network_folder.h"
#include "refusal.h"
#include "tiny.h"

using namespace diffcont;

namespace {

constexpr std::array<const char*, 5> kFiles = {"unet/config.json", "unet/diffusion_pytorch_model.safetensors",
                                               "scheduler/scheduler_config.json", "head.json", "head.safetensors"};

// A good folder, in which a file is replaced for one input and put back after it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "diffcont-fuzz-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    save_network(Network(fuzz::tiny_config(), 1), path_);
    for (size_t i = 0; i < kFiles.size(); ++i) {
      std::ifstream in(path_ / kFiles[i], std::ios::binary);
      good_[i] = {std::istreambuf_iterator<char>(in), {}};
    }
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  void put(size_t file, const char* data, size_t size) const {
    std::ofstream(path_ / kFiles[file], std::ios::binary | std::ios::trunc).write(data, static_cast<long>(size));
  }
  void restore(size_t file) const { put(file, good_[file].data(), good_[file].size()); }

 private:
  std::filesystem::path path_;
  std::array<std::string, kFiles.size()> good_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Folder folder;
  if (size == 0) return 0;
  const size_t file = data[0] % kFiles.size();
  folder.put(file, reinterpret_cast<const char*>(data) + 1, size - 1);
  fuzz::read_or_refuse([&] { fuzz::run_once(*load_network(folder.path())); });
  folder.restore(file);
  return 0;
}
