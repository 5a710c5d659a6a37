#include "network/unet/parameters.h"

#include <c10/core/GradMode.h>

#include <stdexcept>

namespace diffcont {

void Parameters::add(const std::string& name, at::Tensor value) {
  if (!index_.emplace(name, entries_.size()).second) {
    throw std::invalid_argument("parameter '" + name + "' is given twice");
  }
  entries_.emplace_back(name, std::move(value));
}

void Parameters::replace(const std::string& name, at::Tensor value) {
  const auto found = index_.find(name);
  if (found == index_.end()) throw std::out_of_range("there is no parameter '" + name + "'");
  entries_[found->second].second = std::move(value);
}

const at::Tensor& Parameters::at(const std::string& name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) throw std::out_of_range("there is no parameter '" + name + "'");
  return entries_[found->second].second;
}

bool Parameters::contains(const std::string& name) const { return index_.count(name) != 0; }

Parameters Parameters::clone() const {
  const c10::NoGradGuard no_grad;
  Parameters copy;
  for (const auto& [name, value] : entries_) copy.add(name, value.detach().clone());
  return copy;
}

Parameters Parameters::to(at::Device device) const {
  const c10::NoGradGuard no_grad;
  Parameters moved;
  for (const auto& [name, value] : entries_) moved.add(name, value.detach().to(device));
  return moved;
}

Parameters Parameters::inference_copy(at::ScalarType type) const {
  const c10::NoGradGuard no_grad;
  Parameters copy;
  for (const auto& [name, value] : entries_) {
    const auto format = value.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    copy.add(name, value.detach().to(type, /*non_blocking=*/false, /*copy=*/true, format));
  }
  return copy;
}

void Parameters::set_requires_grad(bool on) {
  for (auto& [name, value] : entries_) value.set_requires_grad(on);
}

int64_t Parameters::element_count() const {
  int64_t count = 0;
  for (const auto& [name, value] : entries_) count += value.numel();
  return count;
}

}  // namespace diffcont
