// Names, shapes and order of a network's parameters, known from its configuration alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/unet/parameters.h"

namespace diffcont {

struct UNetConfig;
struct NetworkConfig;

enum class ParameterKind {
  kWeight,     // of a convolution or linear layer: rows are output channels
  kBias,       // of a convolution or linear layer
  kScale,      // of a group norm
  kShift,      // of a group norm
  kEmbedding,  // one row a class
};

struct ParameterSpec {
  std::string name;
  std::vector<int64_t> shape;
  ParameterKind kind;
  int64_t fan_in;  // inputs of one output value; 0 where it has no meaning

  int64_t element_count() const;
};

// In diffusers' state-dict order (down blocks, up blocks, mid block). The configuration must have passed check().
std::vector<ParameterSpec> unet_layout(const UNetConfig& config);
std::vector<ParameterSpec> projector_layout(const NetworkConfig& config);
std::vector<ParameterSpec> head_layout(const NetworkConfig& config);

// "[64, 3, 3, 3]"
std::string shape_text(const std::vector<int64_t>& shape);

// What is known of a tensor before its values are read.
struct TensorOutline {
  std::string name;
  std::vector<int64_t> shape;
  bool f32;
};

// Throws std::invalid_argument that names the first tensor that is missing, is not of the layout, is not f32 or has
// another shape. The order does not matter.
void check_layout(const std::vector<ParameterSpec>& layout, const std::vector<TensorOutline>& tensors);

// The parameters in the layout's order, checked as above.
Parameters in_layout_order(const std::vector<ParameterSpec>& layout, const Parameters& parameters);

}  // namespace diffcont
