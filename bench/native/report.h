// The results: one row for each kernel, printed beside the roofline and written as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "measure.h"
#include "roofline.h"

namespace diffcont::bench {

// Which measured peak bounds the arithmetic; kHighestF32 is the higher one of convolution and matrix product.
enum class Peak { kConvolutionF32, kConvolutionBF16, kHighestF32, kNone };

struct Row {
  std::string name;        // subject.kernel, type and batch
  Timing timing;
  double items = 0;        // images or embeddings a call
  double flops = 0;        // of one call, as the mathematics needs them
  double bytes = 0;        // that one call must move at least; 0: not counted
  Peak peak = Peak::kNone;
  nlohmann::ordered_json more = nlohmann::ordered_json::object();  // further numbers of this kernel
};

// Fraction of the roofline: time that the tighter of arithmetic and memory needs at the measured peaks, over the
// median. 0 where nothing bounds it.
double fraction(const Row& row, const Roofline& roofline);

void print_roofline(const Roofline& roofline);
void print_rows(const std::vector<Row>& rows, const Roofline& roofline);
nlohmann::ordered_json json(const std::vector<Row>& rows, const Roofline& roofline);

}  // namespace diffcont::bench
