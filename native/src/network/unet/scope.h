// Parameters below a name prefix, as a block sees them.
#pragma once

#include <string>

#include "network/unet/parameters.h"

namespace diffcont {

class Scope {
 public:
  Scope(const Parameters& parameters, std::string prefix) : parameters_(parameters), prefix_(std::move(prefix)) {}

  Scope in(const std::string& name) const { return {parameters_, prefix_ + name + "."}; }
  Scope in(const std::string& name, int64_t index) const { return in(name + "." + std::to_string(index)); }
  const at::Tensor& at(const std::string& name) const { return parameters_.at(prefix_ + name); }
  bool contains(const std::string& name) const { return parameters_.contains(prefix_ + name); }

  const at::Tensor& weight() const { return at("weight"); }
  const at::Tensor& bias() const { return at("bias"); }

 private:
  const Parameters& parameters_;
  std::string prefix_;
};

}  // namespace diffcont
