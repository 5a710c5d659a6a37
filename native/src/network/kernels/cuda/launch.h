// The kernels' launches over plain device memory: nothing of libtorch, so that nvcc is done in seconds and works with
// any version of it. Each throws std::runtime_error when the launch fails; checks of arguments are their callers'.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace diffcont::cuda {

inline void check(cudaError_t error, const char* what) {
  if (error != cudaSuccess) {
    throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
  }
}

// A number format of device memory.
enum class Number { kF32, kBF16 };

// values: rows x elements; row i is the noise of streams[i], or of `stream` when streams is null.
void launch_noise(cudaStream_t queue, uint64_t seed, const int64_t* streams, uint64_t stream, float* values,
                  int64_t rows, int64_t elements);

// As ddim_update (kernels/cuda.h).
void launch_ddim_update(cudaStream_t queue, float* images, const void* predicted, Number predicted_number,
                        const float* coefficients, const int64_t* step, int64_t count, bool clip);

struct DistanceProblem {
  const float* embeddings;
  const float* mean;
  const float* inverse_std;
  const float* class_means;
  const float* centre;             // of the class means
  const float* centred_means;      // class means less the centre
  const double* centred_squares;   // |.|^2 of each of those
  float* distances;
  int64_t count, dimension;
  int classes;
};
void launch_distances(cudaStream_t queue, const DistanceProblem& problem);

// Channels-last features plus each channel's bias plus, where it is not null, a residual of the features' format.
struct BiasProblem {
  const void* features;
  Number feature_number;
  const void* bias;
  Number bias_number;
  const void* residual;
  int64_t count;  // of all features
  int channels;
};
void launch_add_bias(cudaStream_t queue, const BiasProblem& problem, void* result);

// Each image's attention between positions: images x positions x (heads x channels), contiguous.
constexpr int kAttentionChannels = 8;  // of a head
struct AttentionProblem {
  const void* query;
  const void* key;
  const void* value;
  Number number;
  int64_t images;
  int positions, heads;
};
void launch_attention(cudaStream_t queue, const AttentionProblem& problem, void* result);

// pixels x first_bytes beside pixels x second_bytes, both multiples of 16.
void launch_join_channels(cudaStream_t queue, const void* first, int64_t first_bytes, const void* second,
                          int64_t second_bytes, int64_t pixels, void* result);

// One normalisation over images x pixels x channels (channels-last).
struct NormaliseProblem {
  const void* features;
  Number feature_number;
  const void* shift;  // images x channels, or null
  const void* weight;
  const void* bias;
  Number parameter_number;  // of shift, weight and bias
  float* mean;              // images x groups
  float* inverse_std;
  int64_t images;
  int channels, groups, pixels;
  float eps;
  bool silu;
};
// Channels a group and images that a launch takes at most.
constexpr int kMostGroupChannels = 256;
constexpr int64_t kMostImages = 65535;
void launch_normalise(cudaStream_t queue, const NormaliseProblem& problem, void* result);

// By shift, weight and bias: images x channels, f32; weight's and bias's are to be summed over the images.
struct NormaliseGradientMemory {
  const void* by_result;  // as the features
  void* by_features;
  float* by_shift;        // or null
  float* by_weight;
  float* by_bias;
};
void launch_normalise_backward(cudaStream_t queue, const NormaliseProblem& problem,
                               const NormaliseGradientMemory& gradients);

}  // namespace diffcont::cuda
