#include "options.h"

#include <charconv>
#include <stdexcept>
#include <string_view>

namespace diffcont::bench {
namespace {

template <typename Number>
Number number(std::string_view name, std::string_view text, Number lowest, Number highest) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= lowest && value <= highest)) {
    throw std::invalid_argument(std::string(name) + " is '" + std::string(text) + "', must be a number from " +
                                std::to_string(lowest) + " to " + std::to_string(highest));
  }
  return value;
}

}  // namespace

const char* usage() {
  return "usage: diffcont_bench [--json FILE] [--only TEXT] [--threads N] [--seconds S] [--rounds N]\n"
         "  --json FILE   write the results there too\n"
         "  --only TEXT   only kernels whose name holds TEXT, for example distances, unet.train or bf16\n"
         "  --threads N   0, the default: one for each processor\n"
         "  --seconds S   time spent on each kernel, at least (2)\n"
         "  --rounds N    timed calls of each kernel, at least (5)\n";
}

Options parse_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help" || name == "-h") {
      options.help = true;
      continue;
    }
    if (name != "--json" && name != "--only" && name != "--threads" && name != "--seconds" && name != "--rounds") {
      throw std::invalid_argument("'" + std::string(name) + "' is not an option");
    }
    if (i + 1 == count) throw std::invalid_argument(std::string(name) + " needs a value");
    const std::string_view value = arguments[++i];
    if (name == "--json") options.json = value;
    if (name == "--only") options.only = value;
    if (name == "--threads") options.threads = number(name, value, 0, 1024);
    if (name == "--seconds") options.seconds = number(name, value, 0.0, 3600.0);
    if (name == "--rounds") options.rounds = number(name, value, 1, 100000);
  }
  return options;
}

}  // namespace diffcont::bench
