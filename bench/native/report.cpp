#include "report.h"

#include <algorithm>
#include <cstdio>

namespace diffcont::bench {
namespace {

double peak_of(Peak peak, const Roofline& roofline) {
  switch (peak) {
    case Peak::kConvolutionF32: return roofline.convolution_f32;
    case Peak::kConvolutionBF16: return roofline.convolution_bf16;
    case Peak::kHighestF32: return std::max(roofline.convolution_f32, roofline.product_f32);
    case Peak::kNone: return 0;
  }
  return 0;
}

const char* name_of(Peak peak) {
  switch (peak) {
    case Peak::kConvolutionF32: return "convolution f32";
    case Peak::kConvolutionBF16: return "convolution bf16";
    case Peak::kHighestF32: return "highest f32";
    case Peak::kNone: return "";
  }
  return "";
}

struct Bound {
  double seconds = 0;
  const char* name = "";
};

double arithmetic_seconds(const Row& row, const Roofline& roofline) {
  const double peak = peak_of(row.peak, roofline);
  return peak > 0 ? row.flops / peak : 0;
}

double memory_seconds(const Row& row, const Roofline& roofline) {
  return roofline.read > 0 ? row.bytes / roofline.read : 0;
}

Bound bound(const Row& row, const Roofline& roofline) {
  const double arithmetic = arithmetic_seconds(row, roofline);
  const double memory = memory_seconds(row, roofline);
  if (memory > arithmetic) return {memory, "memory read"};
  return {arithmetic, arithmetic > 0 ? name_of(row.peak) : ""};
}

}  // namespace

double fraction(const Row& row, const Roofline& roofline) { return bound(row, roofline).seconds / row.timing.median; }

void print_roofline(const Roofline& roofline) {
  const auto print = [](const char* name, double value, const char* unit) {
    if (value > 0) std::printf("  %-34s %9.1f %s\n", name, value / 1e9, unit);
  };
  std::printf("Roofline, measured in this run\n");
  print("3x3 convolution, f32", roofline.convolution_f32, "GFLOP/s");
  print("3x3 convolution, bf16", roofline.convolution_bf16, "GFLOP/s");
  print("matrix product, f32", roofline.product_f32, "GFLOP/s");
  print("matrix product, bf16", roofline.product_bf16, "GFLOP/s");
  print("memory, read", roofline.read, "GB/s");
  print("memory, a = b + s c", roofline.triad, "GB/s");
}

void print_rows(const std::vector<Row>& rows, const Roofline& roofline) {
  std::printf("\n%-38s %11s %7s %12s %10s %8s  %s\n", "kernel", "median ms", "spread", "items/s", "GFLOP/s", "fraction",
              "of");
  for (const Row& row : rows) {
    const double seconds = row.timing.median;
    std::printf("%-38s %11.4f %6.1f%% %12.1f %10.2f ", row.name.c_str(), seconds * 1e3, row.timing.spread * 100,
                row.items / seconds, row.flops / seconds / 1e9);
    const Bound limit = bound(row, roofline);
    if (limit.seconds > 0) {
      std::printf("%7.1f%%  %s\n", 100 * fraction(row, roofline), limit.name);
    } else {
      std::printf("%8s\n", "-");
    }
  }
}

nlohmann::ordered_json json(const std::vector<Row>& rows, const Roofline& roofline) {
  auto all = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json one = {
        {"name", row.name},
        {"median_seconds", row.timing.median},
        {"lowest_seconds", row.timing.lowest},
        {"spread", row.timing.spread},
        {"rounds", row.timing.rounds},
        {"items", row.items},
        {"items_per_second", row.items / row.timing.median},
        {"flops", row.flops},
        {"bytes", row.bytes},
        {"bound", bound(row, roofline).name},
        {"fraction", fraction(row, roofline)},
        {"fraction_of_arithmetic", arithmetic_seconds(row, roofline) / row.timing.median},
        {"fraction_of_memory", memory_seconds(row, roofline) / row.timing.median},
    };
    one.update(row.more);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace diffcont::bench
