// The three JSON files of a network's folder.
#pragma once

#include <string>

#include "network/unet/network.h"

namespace diffcont {

// unet/config.json, as diffusers' UNet2DModel.from_pretrained reads it.
std::string unet_config_json(const UNetConfig& config);

// Reads what this library or diffusers wrote. Keys that do not change the network are ignored. Throws FormatError that
// names key and value for a network that this library does not have.
UNetConfig parse_unet_config(const std::string& source, const std::string& text);

// scheduler/scheduler_config.json, as diffusers' DDIMScheduler.from_pretrained reads it.
std::string scheduler_config_json(const NetworkConfig& config);

// Throws FormatError unless the file describes the network's own noise schedule.
void check_scheduler_config(const std::string& source, const std::string& text, const NetworkConfig& config);

// head.json: projector, embedding and noise schedule.
std::string head_json(const NetworkConfig& config);

// Fills in everything but config.unet. Throws FormatError.
void parse_head_json(const std::string& source, const std::string& text, NetworkConfig& config);

}  // namespace diffcont
