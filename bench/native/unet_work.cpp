#include "unet_work.h"

#include <string>

#include "network/unet/layout.h"

namespace diffcont::bench {
namespace {

bool starts(const std::string& name, const char* prefix) { return name.rfind(prefix, 0) == 0; }
bool holds(const std::string& name, const char* part) { return name.find(part) != std::string::npos; }

// Pixels of the layer's output; 1 for what is computed once an image.
double pixels(const UNetConfig& config, const std::string& name) {
  if (holds(name, "time_emb")) return 1;
  const int64_t lowest = static_cast<int64_t>(config.channels.size()) - 1;
  int64_t level = 0;
  if (starts(name, "mid_block")) level = lowest;
  if (starts(name, "down_blocks.")) level = std::stoll(name.substr(12)) + (holds(name, "downsamplers") ? 1 : 0);
  if (starts(name, "up_blocks.")) level = lowest - std::stoll(name.substr(10)) - (holds(name, "upsamplers") ? 1 : 0);
  const double side = static_cast<double>(config.sample_size >> level);
  return side * side;
}

}  // namespace

UNetWork unet_work(const UNetConfig& config) {
  UNetWork work;
  for (const ParameterSpec& spec : unet_layout(config)) {
    if (spec.kind != ParameterKind::kWeight) continue;
    const double area = pixels(config, spec.name);
    double flops = 2.0 * static_cast<double>(spec.element_count()) * area;
    // Queries times keys, and the weights times the values.
    if (holds(spec.name, ".to_q.")) flops += 4.0 * area * area * static_cast<double>(spec.shape[0]);
    work.forward += flops;
    if (!starts(spec.name, "up_blocks") && !starts(spec.name, "conv_out")) work.encoder += flops;
  }
  return work;
}

}  // namespace diffcont::bench
