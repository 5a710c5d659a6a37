// CUDA graphs and memory, through libtorch's allocator.
#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAContextLight.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/headeronly/version.h>

#include <map>
#include <mutex>
#include <tuple>

#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {
namespace {

// Held by who records: libtorch's allocator gives nothing back meanwhile, and fails when it is asked to.
std::mutex recording;

template <class Work>
bool succeeds(const Work& work) {
  try {
    work();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// libtorch keeps cuBLAS's workspaces, tens of megabytes for each stream. From 2.12 on it frees those of a recording's
// stream with the recording, although another one may go on using them. Forgotten before and after it, a recording has
// its own, from its own memory.
void forget_workspaces(c10::cuda::CUDAStream stream) {
  void* const raw = stream.stream();
  for (auto* workspaces :
       {&at::cuda::cublas_handle_stream_to_workspace(), &at::cuda::cublaslt_handle_stream_to_workspace()}) {
    const std::unique_lock lock(workspaces->mutex);
    std::erase_if(workspaces->map, [raw](const auto& entry) { return std::get<1>(entry.first) == raw; });
  }
}

// Forgets them when it ends, whatever happened until then.
struct ForgottenWorkspaces {
  c10::cuda::CUDAStream stream;
  ~ForgottenWorkspaces() {
    succeeds([this] { forget_workspaces(stream); });
  }
};

void end(at::cuda::CUDAGraph& graph, at::Device device, at::cuda::MempoolId_t pool) {
  try {
    graph.capture_end();
  } catch (const std::exception&) {
    // Where the recording has become invalid, libtorch leaves its allocators recording (before 2.13), so that nothing
    // cached could be given back any more, and keeps the memory. Only what was ended has a pool() that it gives back.
    if (!succeeds([&] { graph.pool(); })) {
      succeeds([&] { c10::cuda::CUDACachingAllocator::endAllocateToPool(device.index(), pool); });
      succeeds([&] { c10::cuda::CUDACachingAllocator::releasePool(device.index(), pool); });
#if TORCH_VERSION_MINOR >= 11
      succeeds([&] { at::getHostAllocator(at::kCUDA)->end_allocate_to_pool(pool); });
      succeeds([&] { at::getHostAllocator(at::kCUDA)->release_pool(pool); });
#endif
    }
    throw;
  }
}

void record(at::cuda::CUDAGraph& graph, at::Device device, const std::function<void()>& work) {
  const at::cuda::MempoolId_t pool = at::cuda::graph_pool_handle();
  // Thread-local: another thread may go on allocating while this one records. Backward's own threads record too,
  // because they work on this stream.
  graph.capture_begin(pool, cudaStreamCaptureModeThreadLocal);
  try {
    work();
  } catch (...) {
    // The stream has to leave the recording state; why it failed is already known.
    succeeds([&] { end(graph, device, pool); });
    throw;
  }
  end(graph, device, pool);
}

}  // namespace

struct Graph::Recorded {
  at::Device device;
  at::cuda::CUDAGraph graph;
};

bool records(at::Device device) { return device.is_cuda(); }

Graph::Graph(at::Device device, const std::function<void()>& warm_up, const std::function<void()>& work)
    : recorded_(new Recorded{device, {}}) {
  const c10::cuda::CUDAGuard guard(device);
  // Not the default stream: that one cannot be recorded.
  const c10::cuda::CUDAStream stream = c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index());
  c10::cuda::getCurrentCUDAStream().synchronize();
  {
    const c10::cuda::CUDAStreamGuard on_stream(stream);
    const ForgottenWorkspaces afterwards{stream};
    for (int i = 0; i < 2; ++i) {
      warm_up();
    }
    stream.synchronize();
    forget_workspaces(stream);
    // A recording takes memory of its own and does not fall back on what is cached: beside it the work would need twice
    // its memory.
    const std::lock_guard lock(recording);
    c10::cuda::CUDACachingAllocator::emptyCache();
    record(recorded_->graph, device, work);
  }
  stream.synchronize();
}

Graph::~Graph() = default;

void Graph::replay() {
  const c10::cuda::CUDAGuard guard(recorded_->device);
  recorded_->graph.replay();
}

void synchronise(at::Device device) {
  const c10::cuda::CUDAGuard guard(device);
  c10::cuda::getCurrentCUDAStream().synchronize();
}

void release_cached_memory() {
  const std::lock_guard lock(recording);
  c10::cuda::CUDACachingAllocator::emptyCache();
}

at::Tensor pinned(const at::Tensor& values) { return values.pin_memory(); }

at::Tensor empty_pinned(at::IntArrayRef shape) {
  return at::empty(shape, at::TensorOptions(at::kFloat).pinned_memory(true));
}

}  // namespace diffcont::cuda
