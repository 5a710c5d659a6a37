#include "network/runtime/device.h"

#include <ATen/Context.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/storage/errors.h"
#include "network/kernels/cuda.h"

namespace diffcont {
namespace {

constexpr size_t kMostNotices = 100;

struct State {
  std::mutex mutex;
  at::Device device{at::kCPU};
  std::vector<std::string> notices;  // each once
};

State& state() {
  static State the_state;
  return the_state;
}

at::Device usable_gpu(const std::string& name, int index) {
  const std::string reason = cuda::why_unusable();
  if (!reason.empty()) {
    throw UnsupportedError("device " + name + " cannot be used: " + reason);
  }
  const auto count = static_cast<int>(cuda::devices().size());
  if (index >= count) {
    throw UnsupportedError("device " + name + " cannot be used: there " +
                           (count == 1 ? "is 1 device" : "are " + std::to_string(count) + " devices") +
                           ", counted from cuda:0");
  }
  return {at::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

}  // namespace

at::Device device_of(const std::string& name) {
  if (name == "cpu") {
    return at::kCPU;
  }
  if (name == "auto") {
    return cuda::why_unusable().empty() ? usable_gpu(name, 0) : at::Device(at::kCPU);
  }
  if (name == "cuda") {
    return usable_gpu(name, 0);
  }
  constexpr std::string_view prefix = "cuda:";
  unsigned index = 0;
  if (name.starts_with(prefix)) {
    const char* const last = name.data() + name.size();
    const auto [end, error] = std::from_chars(name.data() + prefix.size(), last, index);
    if (error == std::errc() && end == last && index < 128) {
      return usable_gpu(name, static_cast<int>(index));
    }
  }
  throw std::invalid_argument("device \"" + name + "\" is none of cpu, cuda, cuda:N and auto");
}

void set_default_device(at::Device device, bool tf32) {
  if (device.is_cuda()) {
    // Else cuDNN may take convolutions that add in whatever order threads come in. Nor does it time its kernels (its
    // benchmark mode): the choice, and so the last digits, could differ from run to run, and a new shape takes seconds.
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setAllowTF32CuDNN(tf32);
    at::globalContext().setAllowTF32CuBLAS(tf32);
  }
  const std::lock_guard lock(state().mutex);
  state().device = device;
}

at::Device default_device() {
  const std::lock_guard lock(state().mutex);
  return state().device;
}

std::string device_name(at::Device device) { return device.str(); }

void add_notice(const std::string& notice) {
  const std::lock_guard lock(state().mutex);
  std::vector<std::string>& notices = state().notices;
  if (notices.size() < kMostNotices && std::find(notices.begin(), notices.end(), notice) == notices.end()) {
    notices.push_back(notice);
  }
}

std::string describe_devices() {
  using Json = nlohmann::ordered_json;
  const std::string reason = cuda::why_unusable();
  Json description = {{"device", device_name(default_device())},
                      {"cuda_built", cuda::is_built()},
                      {"usable", reason.empty()}};
  description["reason"] = reason;
  description["devices"] = Json::array();
  int index = 0;
  for (const cuda::DeviceFacts& facts : cuda::devices()) {
    description["devices"].push_back(
        {{"device", "cuda:" + std::to_string(index++)},
         {"name", facts.name},
         {"compute_capability", std::to_string(facts.major) + "." + std::to_string(facts.minor)},
         {"multiprocessors", facts.multiprocessors},
         {"total_memory", facts.total_memory},
         {"free_memory", facts.free_memory}});
  }
  description["libraries"] = Json::object();
  for (const auto& [name, version] : cuda::libraries()) {
    description["libraries"][name] = version;
  }
  const std::lock_guard lock(state().mutex);
  description["notices"] = state().notices;
  return description.dump();
}

}  // namespace diffcont
