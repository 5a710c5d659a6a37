// The functions of kernels/cuda.h in a library that was built without CUDA. No tensor of a GPU can get here.
#include "common/storage/errors.h"
#include "network/kernels/cuda.h"

namespace diffcont::cuda {
namespace {

[[noreturn]] void refuse() { throw UnsupportedError(why_unusable()); }

}  // namespace

struct Graph::Recorded {};

bool is_built() { return false; }
std::string why_unusable() { return "this library was built without CUDA (build it with: cmake --preset cuda)"; }
std::vector<DeviceFacts> devices() { return {}; }
std::vector<std::pair<std::string, std::string>> libraries() { return {}; }
void synchronise(at::Device) { refuse(); }
void release_cached_memory() {}

at::Tensor normalise(const at::Tensor&, const std::optional<at::Tensor>&, int64_t, const at::Tensor&,
                     const at::Tensor&, double, bool) {
  refuse();
}
at::Tensor add_bias(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&) { refuse(); }
bool has_attention(int64_t) { return false; }
at::Tensor attention(const at::Tensor&, const at::Tensor&, const at::Tensor&) { refuse(); }
at::Tensor join_channels(const at::Tensor&, const at::Tensor&) { refuse(); }
void ddim_update(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&, bool) { refuse(); }
at::Tensor squared_distances(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&) { refuse(); }
void squared_distances_from_host(at::Device, const float*, int64_t, int64_t, const float*, const float*, const float*,
                                 int64_t, float*) {
  refuse();
}
at::Tensor noise_images(at::Device, uint64_t, const uint64_t*, int64_t, int64_t, int64_t) { refuse(); }
void fill_noise(uint64_t, uint64_t, const at::Tensor&) { refuse(); }
at::Tensor pinned(const at::Tensor&) { refuse(); }
bool records(at::Device) { return false; }

Graph::Graph(at::Device, const std::function<void()>&, const std::function<void()>&) { refuse(); }
Graph::~Graph() = default;
void Graph::replay() { refuse(); }

}  // namespace diffcont::cuda
