// diffcont_gpu_check cases|kernels|bench|bench-timed-kernels|trace|out-of-bounds [--device cuda:N]: writes a JSON
// object to stdout; trace also trace-<work>.json, for chrome://tracing, where it runs.
// Exit: 0 all well, 1 a case failed or there is no device, 2 wrong use.
#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "bench.h"
#include "cases.h"
#include "network/runtime/device.h"
#include "out_of_bounds.h"
#include "trace.h"

namespace diffcont::gpu {

void require_on_gpu(const at::Tensor& tensor) {
  if (!tensor.is_cuda()) {
    throw std::runtime_error("a tensor that should be on the GPU is on the processor");
  }
}

namespace {

using Json = nlohmann::ordered_json;

bool run_case(const Case& one, at::Device device, Json& results) {
  const auto start = std::chrono::steady_clock::now();
  Json result = {{"name", one.name}, {"tolerance", one.tolerance}};
  bool passed = false;
  try {
    const double measure = one.run(device);
    passed = measure <= one.tolerance;
    result["difference"] = std::isfinite(measure) ? Json(measure) : Json("not finite");
  } catch (const c10::Error& error) {
    result["error"] = error.what_without_backtrace();
  } catch (const std::exception& error) {
    result["error"] = error.what();
  }
  result["passed"] = passed;
  result["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  results.push_back(result);
  std::cerr << (passed ? "ok    " : "FAILED ") << result.dump() << '\n';
  return passed;
}

bool all_ran(const Json& benches) {
  return std::none_of(benches.begin(), benches.end(), [](const Json& one) { return one.contains("error"); });
}

int run(const std::string& what, const std::string& device_text) {
  if (what == "out-of-bounds") {
    write_out_of_bounds();
    return 0;
  }
  Json report;
  report["machine"] = Json::parse(describe_devices());
  at::Device device = at::kCPU;
  try {
    device = device_of(device_text);
  } catch (const std::exception& error) {
    report["error"] = error.what();
    std::cout << report.dump(1) << '\n';
    return 1;
  }
  if (!device.is_cuda()) {
    report["error"] = "nothing to check on " + device_name(device);
    std::cout << report.dump(1) << '\n';
    return 1;
  }
  set_default_device(device, /*tf32=*/false);
  bool passed = true;
  if (what == "bench") {
    report["bench"] = bench(device);
    passed = all_ran(report["bench"]);
  } else if (what == "bench-timed-kernels") {
    report["bench"] = bench_with_timed_kernels(device);
    passed = all_ran(report["bench"]);
  } else if (what == "trace") {
    const at::NoGradGuard no_grad;
    trace(device, "trace");
  } else {
    std::vector<Case> cases = kernel_cases();
    if (what == "cases") {
      const std::vector<Case> more = network_cases();
      cases.insert(cases.end(), more.begin(), more.end());
    }
    report["cases"] = Json::array();
    for (const Case& one : cases) {
      passed = run_case(one, device, report["cases"]) && passed;
    }
    report["passed"] = passed;
  }
  try {
    report["machine"] = Json::parse(describe_devices());  // with the notices
  } catch (const std::exception& error) {  // a device may answer nothing more after a fault
    report["machine_afterwards"] = error.what();
  }
  std::cout << report.dump(1) << '\n';
  return passed ? 0 : 1;
}

}  // namespace
}  // namespace diffcont::gpu

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  std::string device = "cuda";
  const bool named = count == 4 && std::string(arguments[2]) == "--device";
  if (named) {
    device = arguments[3];
  }
  constexpr std::array kAll = {"cases", "kernels", "bench", "bench-timed-kernels", "trace", "out-of-bounds"};
  if (std::find(kAll.begin(), kAll.end(), what) == kAll.end() || (count != 2 && !named)) {
    std::cerr << "usage: diffcont_gpu_check cases|kernels|bench|bench-timed-kernels|trace|out-of-bounds "
                 "[--device cuda:N]\n";
    return 2;
  }
  try {
    return diffcont::gpu::run(what, device);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
