#include "network/storage/network_folder.h"

#include <stdexcept>
#include <system_error>

#include "common/storage/errors.h"
#include "common/storage/files.h"
#include "network/storage/network_config_json.h"
#include "network/storage/safetensors.h"
#include "network/unet/layout.h"

namespace diffcont {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kLargestConfig = 1'000'000;

struct FolderFiles {
  explicit FolderFiles(const fs::path& folder)
      : unet_config(folder / "unet" / "config.json"),
        unet_weights(folder / "unet" / "diffusion_pytorch_model.safetensors"),
        scheduler_config(folder / "scheduler" / "scheduler_config.json"),
        head_config(folder / "head.json"),
        head_weights(folder / "head.safetensors") {}

  fs::path unet_config, unet_weights, scheduler_config, head_config, head_weights;
};

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error || !fs::is_directory(folder)) {
    throw IoError("cannot make folder " + folder.string() + (error ? ": " + error.message() : ""));
  }
}

void require_finite(const Parameters& parameters) {
  for (const auto& [name, value] : parameters.entries()) {
    if (!at::isfinite(value.detach()).all().item<bool>()) {
      throw NotFiniteError("parameter '" + name + "' has values that are not finite; the network was not saved");
    }
  }
}

void append(Parameters& all, const Parameters& part) {
  for (const auto& [name, value] : part.entries()) all.add(name, value);
}

// Compares the header with the layout before any value is read.
Parameters read_weights(const fs::path& file, const std::vector<ParameterSpec>& layout) {
  const SafetensorsReader reader(file);
  std::vector<TensorOutline> outlines;
  for (const auto& entry : reader.header().entries) {
    outlines.push_back({entry.name, entry.shape, entry.type == TensorType::kF32});
  }
  try {
    check_layout(layout, outlines);
  } catch (const std::invalid_argument& error) {
    throw FormatError(file.string() + ": " + error.what());
  }
  Parameters parameters = read_tensors(reader).tensors;
  for (const auto& [name, value] : parameters.entries()) {
    if (!at::isfinite(value).all().item<bool>()) {
      throw FormatError(file.string() + ": parameter '" + name + "' has values that are not finite");
    }
  }
  return parameters;
}

Parameters take(const Parameters& all, const std::vector<ParameterSpec>& layout) {
  Parameters part;
  for (const auto& spec : layout) part.add(spec.name, all.at(spec.name));
  return part;
}

}  // namespace

void save_network(const Network& network, const fs::path& folder) {
  for (const Parameters* part : {&network.unet(), &network.projector(), &network.head()}) require_finite(*part);
  if (!fs::is_directory(folder)) throw IoError("cannot save into " + folder.string() + ": it is not a folder");
  const FolderFiles files(folder);
  make_folder(files.unet_config.parent_path());
  make_folder(files.scheduler_config.parent_path());

  TensorFile unet{network.unet().to(at::kCPU), {{"format", "pt"}}};
  write_safetensors(files.unet_weights, unet);
  TensorFile head{network.projector().to(at::kCPU), {{"format", "pt"}}};
  append(head.tensors, network.head().to(at::kCPU));
  write_safetensors(files.head_weights, head);
  write_text_atomically(files.scheduler_config, scheduler_config_json(network.config()));
  write_text_atomically(files.head_config, head_json(network.config()));
  write_text_atomically(files.unet_config, unet_config_json(network.config().unet));
}

std::shared_ptr<Network> load_network(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw IoError("cannot load a network from " + folder.string() +
                                                      ": there is no such folder");
  const FolderFiles files(folder);
  NetworkConfig config;
  config.unet = parse_unet_config(files.unet_config.string(), read_text(files.unet_config, kLargestConfig));
  parse_head_json(files.head_config.string(), read_text(files.head_config, kLargestConfig), config);
  check_scheduler_config(files.scheduler_config.string(), read_text(files.scheduler_config, kLargestConfig), config);

  const auto projector = projector_layout(config);
  const auto head = head_layout(config);
  auto both = projector;
  both.insert(both.end(), head.begin(), head.end());
  Parameters unet_weights = read_weights(files.unet_weights, unet_layout(config.unet));
  const Parameters head_weights = read_weights(files.head_weights, both);
  return std::make_shared<Network>(config, std::move(unet_weights), take(head_weights, projector),
                                   take(head_weights, head));
}

}  // namespace diffcont
