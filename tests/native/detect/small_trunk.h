// Trunks' files that tests make: weights from names, as tests/parity/golden.py makes them, and whatever shall be wrong.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/formula.h"

namespace small_trunk {

using Json = nlohmann::ordered_json;

inline Json block(int in, int hidden, int out, int kernel, int stride, bool residual = false) {
  return {{"kind", "mbconv"}, {"in", in},         {"hidden", hidden},     {"out", out},
          {"kernel", kernel}, {"stride", stride}, {"residual", residual}, {"activation", "relu6"}};
}

inline Json description(int stem, const std::vector<Json>& blocks) {
  return {{"format", 1},
          {"name", "small"},
          {"input", {{"scale", 255}, {"mean", 127}, {"divisor", 128}}},
          {"stem", {{"channels", stem}, {"kernel", 3}, {"stride", 2}, {"activation", "relu6"}}},
          {"blocks", blocks},
          {"padding", "same"},
          {"licence", "none"},
          {"source", "a test"}};
}

// Three blocks: strides 2, 4 and 4, of 8, 16 and 16 channels.
inline Json small_description() {
  return description(8, {block(8, 8, 8, 3, 1), block(8, 48, 16, 5, 2), block(16, 64, 16, 3, 1, true)});
}

struct Tensor {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<float> values;
};

// golden.weight, times `gain` for weights.
inline Tensor tensor(const std::string& name, std::vector<int64_t> shape, double gain) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  const double fan_in = static_cast<double>(count / shape.front());
  const double factor = shape.size() > 1 ? gain * std::sqrt(3.0 / fan_in) : 0.1;
  std::vector<float> values;
  for (const double value : diffcont::formula::uniform_values(name, count)) {
    values.push_back(static_cast<float>(value * factor));
  }
  return {name, std::move(shape), std::move(values)};
}

struct Content {
  Json description;
  std::vector<Tensor> tensors;

  Tensor& operator[](const std::string& name) {
    for (Tensor& tensor : tensors) {
      if (tensor.name == name) return tensor;
    }
    ADD_FAILURE() << "no tensor " << name;
    return tensors.front();
  }

  std::string bytes() const {
    Json header = {{"__metadata__", {{"trunk", description.dump()}}}};
    std::string data;
    for (const Tensor& tensor : tensors) {
      const size_t begin = data.size();
      data.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
      header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
    }
    const std::string text = header.dump();
    const uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + data;
  }
};

// gain: of the stem and of expansions, to bring values to both ends of the activation after them.
inline Content content(const Json& description, double gain = 1) {
  Content content{description, {}};
  const auto add = [&](const std::string& name, const std::vector<int64_t>& shape, double factor) {
    content.tensors.push_back(tensor(name + ".weight", shape, factor));
    content.tensors.push_back(tensor(name + ".bias", {shape.front()}, 1));
  };
  add("stem", {description["stem"]["channels"].get<int64_t>(), 3, 3, 3}, gain);
  for (size_t i = 0; i < description["blocks"].size(); ++i) {
    const Json& block = description["blocks"][i];
    const std::string name = "blocks." + std::to_string(i);
    const int64_t in = block["in"], hidden = block["hidden"], out = block["out"], kernel = block["kernel"];
    if (hidden != in) add(name + ".expand", {hidden, in}, gain);
    add(name + ".depthwise", {hidden, kernel, kernel}, 1);
    add(name + ".project", {out, hidden}, 1);
  }
  return content;
}

inline void write(const std::string& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(out.good()) << file;
}

// 3 x size x size, as trunk_golden.py makes it: squares of 16 pixels and noise.
inline std::vector<float> image(const std::string& name, int64_t size) {
  const int64_t squares = size / 16;
  const auto coarse = diffcont::formula::uniform_values("coarse:" + name, 3 * squares * squares);
  const auto fine = diffcont::formula::uniform_values("fine:" + name, 3 * size * size);
  std::vector<float> values(fine.size());
  for (int64_t c = 0; c < 3; ++c) {
    for (int64_t y = 0; y < size; ++y) {
      for (int64_t x = 0; x < size; ++x) {
        const auto at = static_cast<size_t>((c * size + y) * size + x);
        const auto square = static_cast<size_t>((c * squares + y / 16) * squares + x / 16);
        values[at] = static_cast<float>(0.6 * coarse[square] + 0.4 * fine[at]);
      }
    }
  }
  return values;
}

}  // namespace small_trunk
