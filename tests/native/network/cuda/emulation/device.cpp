// What kernels/cuda.h and tensors.h say of devices, with the processor in a device's place. A graph runs its work anew
// when it is replayed, so that what the work refers to has to live as long as the graph.
#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"
#include "recording.h"

namespace diffcont {

emulation::Recording& emulation::recording() {
  static Recording one;
  return one;
}

namespace cuda {

bool records(at::Device) { return emulation::recording().is_on; }

struct Graph::Recorded {
  std::function<void()> work;
};

bool is_built() { return true; }
std::string why_unusable() { return "there is no GPU: the tests emulate one"; }
std::vector<DeviceFacts> devices() { return {}; }
std::vector<std::pair<std::string, std::string>> libraries() { return {}; }
void synchronise(at::Device) {}
void release_cached_memory() {}
at::Tensor pinned(const at::Tensor& values) { return values.clone(); }
at::Tensor empty_pinned(at::IntArrayRef shape) { return at::empty(shape, at::kFloat); }

Graph::Graph(at::Device, const std::function<void()>& warm_up, const std::function<void()>& work)
    : recorded_(new Recorded{work}) {
  ++emulation::recording().graphs;
  warm_up();
  warm_up();
}
Graph::~Graph() = default;
void Graph::replay() {
  ++emulation::recording().replays;
  recorded_->work();
}

}  // namespace cuda
}  // namespace diffcont
