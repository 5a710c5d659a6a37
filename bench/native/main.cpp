// diffcont_bench: the kernels' speed beside what this machine can do, without a JVM.
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "benches.h"
#include "common/runtime/threads.h"
#include "machine.h"
#include "options.h"
#include "report.h"
#include "roofline.h"

namespace diffcont::bench {
namespace {

constexpr double kQuietLoad = 0.5;        // other work on the machine before the run
constexpr double kSteadyRoofline = 0.1;   // change of a peak between start and end

std::vector<Row> measure_rows(const Plan& plan) {
  std::vector<Row> rows;
  for (const auto& subject : {distance_rows, normality_rows, filter_bank_rows, trunk_rows, unet_rows}) {
    for (Row& row : subject(plan)) rows.push_back(std::move(row));
  }
  return rows;
}

// Opened before anything is measured: a long run must not end with a file that cannot be written.
std::ofstream open(const std::string& file) {
  std::ofstream out;
  if (!file.empty()) {
    out.open(file);
    if (!out) throw std::runtime_error("cannot write " + file);
  }
  return out;
}

void run(const Options& options) {
  set_threads(options.threads);
  apply_threads();
  const auto machine = describe_machine();
  const double load = load_average();
  std::printf("%s, %d threads, libtorch %s, load before %.2f\n", processor_name().c_str(), thread_count(),
              machine["torch"].get<std::string>().c_str(), load);
  std::ofstream out = open(options.json);
  const Plan plan{{options.seconds, options.rounds}, options.only};
  const Budget roofline_budget{options.seconds / 4, options.rounds};
  const Roofline before = measure_roofline(roofline_budget);
  const std::vector<Row> rows = measure_rows(plan);
  if (rows.empty()) throw std::invalid_argument("no kernel's name holds '" + options.only + "'");
  const Roofline after = measure_roofline(roofline_budget);
  const Roofline roofline = higher(before, after);
  print_roofline(roofline);
  print_rows(rows, roofline);
  if (!has_bf16()) std::printf("\nThis processor has no bfloat16 arithmetic: bf16 kernels were left out.\n");
  const double change = difference(before, after);
  const bool quiet = load <= kQuietLoad && change <= kSteadyRoofline;
  if (!quiet) {
    std::printf("\nThe machine was not quiet (load before %.2f, peaks moved by %.0f%% during the run): "
                "these figures are not worth keeping.\n", load, 100 * change);
  }
  if (out.is_open()) {
    const nlohmann::ordered_json document = {{"machine", machine},
                                             {"quiet", quiet},
                                             {"roofline", roofline.json()},
                                             {"roofline_before", before.json()},
                                             {"roofline_after", after.json()},
                                             {"kernels", json(rows, roofline)}};
    out << document.dump(2) << '\n';
    out.close();
    if (!out) throw std::runtime_error("cannot write " + options.json);
  }
}

}  // namespace
}  // namespace diffcont::bench

int main(int count, char** arguments) {
  using namespace diffcont::bench;
  try {
    const Options options = parse_options(count, arguments);
    if (options.help) {
      std::printf("%s", usage());
    } else {
      run(options);
    }
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "diffcont_bench: %s\n%s", error.what(), usage());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "diffcont_bench: %s\n", error.what());
    return 1;
  }
}
