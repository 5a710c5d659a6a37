// A network's folder: unet/config.json, unet/diffusion_pytorch_model.safetensors, scheduler/scheduler_config.json,
// head.json and head.safetensors. diffusers loads the first two with UNet2DModel.from_pretrained and the third with
// DDIMScheduler.from_pretrained.
#pragma once

#include <filesystem>
#include <memory>

#include "network/unet/network.h"

namespace diffcont {

// The folder must exist. Each file is written whole or not at all. Throws IoError, and NotFiniteError before anything
// is written when a weight is NaN or infinite.
void save_network(const Network& network, const std::filesystem::path& folder);

// Throws IoError or FormatError; the message names the file and what is wrong with it.
std::shared_ptr<Network> load_network(const std::filesystem::path& folder);

}  // namespace diffcont
