// Squared distances (kernels/cuda.h) over tensors and over the processor's memory.
#include <algorithm>
#include <cstring>

#include "network/kernels/cuda.h"
#include "network/kernels/cuda/tensors.h"

namespace diffcont::cuda {
namespace {

constexpr int64_t kPartBytes = int64_t{64} << 20;

// Marks a point in the queue.
class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "event"); }
  ~Event() { static_cast<void>(cudaEventDestroy(event_)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record() { check(cudaEventRecord(event_, queue()), "event"); }
  void wait() { check(cudaEventSynchronize(event_), "squared distances"); }

 private:
  cudaEvent_t event_ = nullptr;
};

// Rows on their way through the device.
struct Part {
  Part(int64_t rows_at_most, int64_t dimension, int64_t classes, at::Device device)
      : in(empty_pinned({rows_at_most, dimension})),
        in_device(at::empty({rows_at_most, dimension}, at::TensorOptions(device).dtype(at::kFloat))),
        out(empty_pinned({rows_at_most, classes})) {}

  void send(const float* embeddings, int64_t from, int64_t count, const at::Tensor& mean,
            const at::Tensor& inverse_std, const at::Tensor& class_means) {
    begin = from;
    rows = count;
    std::memcpy(floats_out(in), embeddings + begin * in.size(1),
                static_cast<size_t>(rows * in.size(1)) * sizeof(float));
    const at::Tensor there = in_device.narrow(0, 0, rows);
    there.copy_(in.narrow(0, 0, rows), /*non_blocking=*/true);
    out.narrow(0, 0, rows).copy_(squared_distances(there, mean, inverse_std, class_means), /*non_blocking=*/true);
    done.record();
  }

  void collect(float* distances) {
    if (rows > 0) {
      done.wait();
      std::memcpy(distances + begin * out.size(1), floats(out),
                  static_cast<size_t>(rows * out.size(1)) * sizeof(float));
      rows = 0;
    }
  }

  at::Tensor in, in_device, out;
  Event done;
  int64_t begin = 0, rows = 0;
};

}  // namespace

at::Tensor squared_distances(const at::Tensor& embeddings, const at::Tensor& mean, const at::Tensor& inverse_std,
                             const at::Tensor& class_means) {
  for (const at::Tensor* tensor : {&embeddings, &mean, &inverse_std, &class_means}) {
    TORCH_CHECK(!tensor->defined() || (tensor->is_contiguous() && tensor->device() == embeddings.device()));
  }
  const c10::cuda::CUDAGuard guard(embeddings.device());
  at::Tensor distances = at::empty({embeddings.size(0), class_means.size(0)}, embeddings.options());
  const at::Tensor moved = mean.defined() ? mean : at::zeros({embeddings.size(1)}, embeddings.options());
  const at::Tensor scaled = inverse_std.defined() ? inverse_std : at::ones({embeddings.size(1)}, embeddings.options());
  const at::Tensor centre = class_means.mean(0), centred = class_means - centre;
  const at::Tensor squares = centred.to(at::kDouble).square().sum(1);
  launch_distances(queue(), {floats(embeddings), floats(moved), floats(scaled), floats(class_means),
                             floats(centre), floats(centred), squares.const_data_ptr<double>(), floats_out(distances),
                             embeddings.size(0), embeddings.size(1),
                             static_cast<int>(class_means.size(0))});
  return distances;
}

void squared_distances_from_host(at::Device device, const float* embeddings, int64_t count, int64_t dimension,
                                 const float* mean, const float* inverse_std, const float* class_means,
                                 int64_t classes, float* distances) {
  const c10::cuda::CUDAGuard guard(device);
  const auto on_device = [&](const float* values, at::IntArrayRef shape) {
    return values == nullptr ? at::Tensor()
                             : at::from_blob(const_cast<float*>(values), shape, at::kFloat).to(device);
  };
  const at::Tensor means = on_device(class_means, {classes, dimension}), centre = on_device(mean, {dimension}),
                   scale = on_device(inverse_std, {dimension});
  const int64_t step = std::clamp<int64_t>(kPartBytes / (4 * dimension), 1, std::max<int64_t>(count, 1));
  // Two: while the device works on one, the next is copied into pinned memory.
  Part parts[2] = {{step, dimension, classes, device}, {step, dimension, classes, device}};
  int turn = 0;
  for (int64_t begin = 0; begin < count; begin += step, turn ^= 1) {
    parts[turn].collect(distances);
    parts[turn].send(embeddings, begin, std::min(step, count - begin), centre, scale, means);
  }
  parts[0].collect(distances);
  parts[1].collect(distances);
}

}  // namespace diffcont::cuda
