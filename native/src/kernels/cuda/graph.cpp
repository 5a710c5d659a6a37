// CUDA graphs and memory, through libtorch's allocator.
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "kernels/cuda.h"

namespace diffcont::cuda {
struct Graph::Recorded {
  at::Device device;
  at::cuda::CUDAGraph graph;
};

Graph::Graph(at::Device device, const std::function<void()>& warm_up, const std::function<void()>& work)
    : recorded_(new Recorded{device, {}}) {
  const c10::cuda::CUDAGuard guard(device);
  // Not the default stream: that one cannot be recorded.
  const c10::cuda::CUDAStream stream = c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index());
  c10::cuda::getCurrentCUDAStream().synchronize();
  {
    const c10::cuda::CUDAStreamGuard on_stream(stream);
    for (int i = 0; i < 2; ++i) {
      warm_up();
    }
    stream.synchronize();
    // Thread-local: another thread may go on allocating while this one records. Backward's own threads record too,
    // because they work on this stream.
    recorded_->graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
      work();
    } catch (...) {
      // The stream has to leave the recording state; why it failed is already known.
      try {
        recorded_->graph.capture_end();
      } catch (const std::exception&) {
      }
      throw;
    }
    recorded_->graph.capture_end();
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

void release_cached_memory() { c10::cuda::CUDACachingAllocator::emptyCache(); }

at::Tensor pinned(const at::Tensor& values) { return values.pin_memory(); }

}  // namespace diffcont::cuda
