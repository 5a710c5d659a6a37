// Any bytes as one of the three JSON files of a network's folder; the first byte says which.
#include "memory_file.h"
#include "network/storage/network_config_json.h"
#include "refusal.h"

using namespace diffcont;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  fuzz::read_or_refuse([&] {
    switch (data[0] % 3) {
      case 0: {
        const UNetConfig config = parse_unet_config("config.json", text);
        const UNetConfig again = parse_unet_config("again.json", unet_config_json(config));
        fuzz::require(again.channels == config.channels && again.class_count == config.class_count &&
                          again.sample_size == config.sample_size && again.norm_eps == config.norm_eps,
                      "a configuration changed when written and read again");
        break;
      }
      case 1:
        check_scheduler_config("scheduler_config.json", text, NetworkConfig{});
        break;
      default: {
        NetworkConfig config;
        parse_head_json("head.json", text, config);
        break;
      }
    }
  });
  return 0;
}
