// A trainer's file: two moments for each trained weight, and the number of steps.
#include <charconv>

#include "learning/trainer.h"
#include "storage/errors.h"
#include "storage/safetensors.h"

namespace diffcont {
namespace {

constexpr const char* kFormat = "diffcont.optimizer";
constexpr const char* kFirst = "first_moment.";
constexpr const char* kSecond = "second_moment.";

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw FormatError(file.string() + ": " + what);
}

std::string metadata(const std::filesystem::path& file, const TensorFile& content, const std::string& key) {
  const auto found = content.metadata.find(key);
  if (found == content.metadata.end()) {
    fail(file, "metadata \"" + key + "\" is missing; this is not an optimizer's file");
  }
  return found->second;
}

int64_t read_steps(const std::filesystem::path& file, const TensorFile& content) {
  const std::string text = metadata(file, content, "steps");
  int64_t steps = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (error != std::errc() || end != text.data() + text.size() || steps < 0) {
    fail(file, "metadata \"steps\" is not a whole number from 0 up");
  }
  return steps;
}

at::Tensor read_moment(const std::filesystem::path& file, const TensorFile& content, const std::string& name,
                       const at::Tensor& weight) {
  if (!content.tensors.contains(name)) {
    fail(file, "tensor \"" + name + "\" is missing; it was written by a trainer of another network");
  }
  const at::Tensor& moment = content.tensors.at(name);
  if (moment.scalar_type() != at::kFloat || moment.sizes() != weight.sizes()) {
    fail(file, "tensor \"" + name + "\" has another shape or type than the network's weight");
  }
  if (!at::isfinite(moment).all().item<bool>()) {
    fail(file, "tensor \"" + name + "\" contains a NaN or an infinite value");
  }
  return moment;
}

}  // namespace

void Trainer::save(const std::filesystem::path& file) const {
  TensorFile content;
  content.metadata["format"] = kFormat;
  content.metadata["steps"] = std::to_string(steps());
  const NamedWeights weights = trained_weights();
  check_shapes(weights);
  for (size_t i = 0; i < weights.size(); ++i) {
    content.tensors.add(kFirst + weights[i].first, adam_.first_moments()[i].cpu());
    content.tensors.add(kSecond + weights[i].first, adam_.second_moments()[i].cpu());
  }
  write_safetensors(file, content);
}

void Trainer::load(const std::filesystem::path& file) {
  const TensorFile content = read_safetensors(file);
  if (metadata(file, content, "format") != kFormat) {
    fail(file, "metadata \"format\" is not \"" + std::string(kFormat) + "\"");
  }
  const int64_t steps = read_steps(file, content);
  const NamedWeights weights = trained_weights();
  check_shapes(weights);
  std::vector<at::Tensor> first, second;
  for (const auto& [name, value] : weights) {
    first.push_back(read_moment(file, content, kFirst + name, value));
    second.push_back(read_moment(file, content, kSecond + name, value));
    // Adam takes its root: the weights would become NaN without a word.
    if ((second.back() < 0).any().item<bool>()) {
      fail(file, "tensor \"" + (kSecond + name) + "\" has a negative value; a mean of squares has none");
    }
  }
  if (content.tensors.entries().size() != 2 * weights.size()) {
    fail(file, "it has " + std::to_string(content.tensors.entries().size()) + " tensors, expected " +
                   std::to_string(2 * weights.size()) + "; it was written by a trainer of another network");
  }
  adam_.restore(steps, first, second);
}

}  // namespace diffcont
