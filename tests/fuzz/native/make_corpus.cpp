// Writes the seed corpora of all targets into FOLDER/TARGET/: small files as this library writes them.
//   make_corpus FOLDER
#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "common/storage/safetensors_file.h"
#include "detect/normality/normality.h"
#include "network/storage/network_config_json.h"
#include "network/storage/network_folder.h"
#include "tiny.h"

using namespace diffcont;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<long>(bytes.size()));
}

void networks(const fs::path& corpus, const fs::path& scratch) {
  save_network(Network(fuzz::tiny_config(), 1), scratch);
  const char* const files[] = {"unet/config.json", "unet/diffusion_pytorch_model.safetensors",
                               "scheduler/scheduler_config.json", "head.json", "head.safetensors"};
  for (int i = 0; i < 5; ++i) {
    write(corpus / "network_folder" / ("file" + std::to_string(i)),
          std::string(1, static_cast<char>(i)) + read(scratch / files[i]));
  }
  const NetworkConfig config = fuzz::tiny_config(), paper;
  for (const auto& [name, c] : {std::pair{"tiny", config}, std::pair{"paper", paper}}) {
    const fs::path folder = corpus / "network_config";
    write(folder / (std::string(name) + "_unet"), std::string(1, '\0') + unet_config_json(c.unet));
    write(folder / (std::string(name) + "_scheduler"), std::string(1, '\1') + scheduler_config_json(c));
    write(folder / (std::string(name) + "_head"), std::string(1, '\2') + head_json(c));
  }
}

void tensors(const fs::path& corpus) {
  const fs::path folder = corpus / "safetensors";
  fs::create_directories(folder);
  write_safetensors(folder / "empty", {});
  TensorFile small;
  small.metadata = {{"format", "pt"}, {"name", "\u00e4 \"quoted\""}};
  small.tensors.add("a", at::arange(6, at::kFloat).view({2, 3}));
  small.tensors.add("b.weight", at::arange(3, at::kLong));
  small.tensors.add("scalar", at::scalar_tensor(1.5, at::kFloat));
  small.tensors.add("nothing", at::empty({0, 4}));
  write_safetensors(folder / "small", small);
}

void normality(const fs::path& corpus) {
  const fs::path folder = corpus / "normality";
  fs::create_directories(folder);
  std::vector<float> features;
  for (int i = 0; i < 6 * 2 * 3; ++i) features.push_back(std::sin(static_cast<float>(i)));
  const NormalityKind kinds[] = {NormalityKind::kDiagonal, NormalityKind::kPcaResidual,
                                 NormalityKind::kLocationMahalanobis, NormalityKind::kPatchMemory};
  for (size_t kind = 0; kind < 4; ++kind) {
    NormalityModel::fit({kinds[kind], 2}, {features.data(), 6, 2, 3})->save(folder / ("kind" + std::to_string(kind)));
  }
}

void trunk(const fs::path& corpus) {
  const fs::path folder = corpus / "trunk";
  fs::create_directories(folder);
  std::vector<float> values;
  for (int i = 0; i < 2 * 27; ++i) values.push_back(std::sin(static_cast<float>(i)));
  SafetensorsContent content;
  content.metadata["trunk"] =
      R"({"format": 1, "name": "tiny", "input": {"scale": 255, "mean": 127, "divisor": 128}, "padding": "same",)"
      R"( "stem": {"channels": 2, "kernel": 3, "stride": 2, "activation": "relu6"}, "blocks": [)"
      R"({"kind": "mbconv", "in": 2, "hidden": 3, "out": 2, "kernel": 3, "stride": 1, "residual": true,)"
      R"( "activation": "relu6"}]})";
  const auto add = [&](const std::string& name, const std::vector<int64_t>& shape) {
    content.tensors.push_back({name + ".weight", TensorType::kF32, shape, values.data()});
    content.tensors.push_back({name + ".bias", TensorType::kF32, {shape.front()}, values.data()});
  };
  add("stem", {2, 3, 3, 3});
  add("blocks.0.expand", {3, 2});
  add("blocks.0.depthwise", {3, 3, 3});
  add("blocks.0.project", {2, 3});
  write_safetensors_file(folder / "tiny", content);
}

}  // namespace

int main(int count, char** values) {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", values[0]);
    return 2;
  }
  const fs::path corpus = values[1];
  const fs::path scratch = corpus / ".scratch";
  fs::create_directories(scratch);
  networks(corpus, scratch);
  fs::remove_all(scratch);
  tensors(corpus);
  normality(corpus);
  trunk(corpus);
  return 0;
}
