// diffcont_bench_serve: runs one work once on request, for bench/compare. One JSON object a line, in and out:
//   {"do": "describe"}                                                the machine, versions and threads
//   {"do": "prepare", "work": W, "variant": V, "batch": N}            inputs and state, one call to warm up
//   {"do": "time", "work": W, "variant": V, "batch": N, "calls": C}   seconds a call, over C calls
//   {"do": "output", "work": W, "variant": V, "batch": N, "file": F}  what it computes, as raw f32
//   {"do": "drop"}                                                    frees what was prepared
//   {"do": "roofline", "seconds": S}                                  the machine's peaks
// An answer with "error" says what was wrong with a request; the program goes on. It ends with its input.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "common/runtime/threads.h"
#include "job.h"
#include "machine.h"
#include "roofline.h"

namespace diffcont::bench {
namespace {

using Json = nlohmann::ordered_json;

class Server {
 public:
  Json answer(const Json& request) {
    const std::string what = request.at("do");
    if (what == "describe") return describe();
    if (what == "roofline") return measure_roofline({request.at("seconds"), 5}).json();
    if (what == "drop") {
      jobs_.clear();
      return Json::object();
    }
    Json result = {{"work", request.at("work")}, {"variant", request.at("variant")}, {"batch", request.at("batch")}};
    const Job& job = find(request);
    if (what == "prepare") {
      job.call();
      result.update({{"items", job.items}, {"flops", job.flops}, {"bytes", job.bytes}});
    } else if (what == "time") {
      result["seconds"] = seconds_a_call(job, request.at("calls"));
    } else if (what == "output") {
      result["shape"] = write(job.output(), request.at("file"));
    } else {
      throw std::invalid_argument("'" + what + "' is not a request");
    }
    return result;
  }

 private:
  static Json describe() {
    Json machine = describe_machine();
    const Json versions = {{"diffcont", machine["version"]}, {"libtorch", machine["torch"]}};
    return {{"side", "diffcont"}, {"threads", thread_count()}, {"versions", versions}, {"machine", machine}};
  }

  const Job& find(const Json& request) {
    const std::string work = request.at("work");
    const std::string variant = request.at("variant");
    const int64_t batch = request.at("batch");
    const std::string key = work + ' ' + variant + ' ' + std::to_string(batch);
    const auto found = jobs_.find(key);
    if (found != jobs_.end()) return found->second;
    return jobs_.emplace(key, work == "distances" ? distance_job(variant, batch) : network_job(work, variant, batch))
        .first->second;
  }

  static double seconds_a_call(const Job& job, int calls) {
    if (calls < 1) throw std::invalid_argument("calls must be at least 1");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) job.call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls;
  }

  static std::vector<int64_t> write(const at::Tensor& output, const std::string& file) {
    const at::Tensor values = output.to(at::kFloat).contiguous();
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(values.const_data_ptr<float>()),
              static_cast<std::streamsize>(values.nbytes()));
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file);
    return values.sizes().vec();
  }

  std::map<std::string, Job> jobs_;
};

void serve(int threads) {
  set_threads(threads);
  apply_threads();
  Server server;
  for (std::string line; std::getline(std::cin, line);) {
    Json answer;
    try {
      answer = server.answer(Json::parse(line));
    } catch (const std::exception& error) {
      answer = {{"error", error.what()}};
    }
    std::cout << answer.dump() << std::endl;
  }
}

}  // namespace
}  // namespace diffcont::bench

int main(int count, char** arguments) {
  const int threads = count == 2 ? std::atoi(arguments[1]) : 0;
  if (threads < 1) {
    std::cerr << "usage: diffcont_bench_serve THREADS\n";
    return 2;
  }
  diffcont::bench::serve(threads);
  return 0;
}
