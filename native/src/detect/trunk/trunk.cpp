#include "detect/trunk/trunk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/kernels/parallel.h"
#include "common/runtime/threads.h"
#include "detect/trunk/finite_images.h"
#include "detect/trunk/grid.h"
#include "detect/trunk/layer_passes.h"

namespace diffcont {
namespace {

constexpr int64_t kLargestImage = 1024;
constexpr int64_t kMostCells = 1024;
// Rows of a map that one thread takes at least: the rows around them are expanded again by the next.
constexpr int64_t kRowsOfThread = 4;

}  // namespace

std::shared_ptr<const Trunk> Trunk::load(const std::filesystem::path& file, TrunkPrecision precision) {
  const bool bf16 = precision == TrunkPrecision::kBF16;
  return std::make_shared<const Trunk>(read_trunk_file(file), *kernels::trunk_kernels(bf16).front());
}

Trunk::Trunk(const TrunkFile& file, const kernels::TrunkKernels& kernels)
    : description_(file.description),
      parameters_(file.weights.parameters),
      kernels_(kernels),
      layers_(file, kernels) {}

std::string Trunk::describe() const {
  nlohmann::ordered_json blocks = nlohmann::ordered_json::array();
  for (size_t i = 0; i < description_.blocks.size(); ++i) {
    blocks.push_back({{"block", i}, {"channels", description_.blocks[i].out}, {"stride", description_.stride(i)}});
  }
  const nlohmann::ordered_json description = {
      {"name", description_.name},       {"parameters", parameters_},
      {"precision", kernels_.bf16 ? "bf16" : "f32"}, {"kernels", kernels_.name},
      {"licence", description_.licence}, {"source", description_.source},
      {"blocks", blocks},
  };
  return description.dump();
}

int64_t Trunk::features_size(int64_t image_size, const TrunkOutput* outputs, int64_t count) const {
  if (image_size < kTrunkStride || image_size > kLargestImage || image_size % kTrunkStride != 0) {
    throw std::invalid_argument("image_size is " + std::to_string(image_size) + ", must be a multiple of " +
                                std::to_string(kTrunkStride) + " in " + std::to_string(kTrunkStride) + ".." +
                                std::to_string(kLargestImage));
  }
  int64_t size = 0;
  for (int64_t i = 0; i < count; ++i) {
    const auto [block, cells] = outputs[i];
    const auto blocks = static_cast<int64_t>(description_.blocks.size());
    if (block < 0 || block >= blocks) {
      throw std::invalid_argument("blocks[" + std::to_string(i) + "] is " + std::to_string(block) + ", not in 0.." +
                                  std::to_string(blocks - 1));
    }
    const int64_t side = image_size / description_.stride(static_cast<size_t>(block));
    if (cells > kMostCells || !fits_grid(side, cells)) {
      throw std::invalid_argument("cells[" + std::to_string(i) + "] is " + std::to_string(cells) + " and block " +
                                  std::to_string(block) + "'s map is " + std::to_string(side) + " x " +
                                  std::to_string(side) + ": one must divide the other, cells at most " +
                                  std::to_string(kMostCells));
    }
    size += cells * cells * description_.blocks[static_cast<size_t>(block)].out;
  }
  return size;
}

// The layers up to the last wanted block, for images of one size.
class Trunk::Reading {
 public:
  Reading(const Trunk& trunk, int64_t image_size, const TrunkOutput* outputs, int64_t output_count)
      : trunk_(trunk), image_size_(image_size), outputs_(outputs), output_count_(output_count) {
    for (int64_t i = 0; i < output_count; ++i) blocks_ = std::max(blocks_, outputs[i].block + 1);
    const StemPass stem = stem_pass();
    if (!starts_with_stem()) {
      map_size_ = stem.map_size();
      work_bytes_ = stem.work_bytes();
    }
    int64_t side = stem.side();
    for (int64_t i = 0; i < blocks_; ++i) {
      const BlockPass pass = block_pass(i, side, stem);
      map_size_ = std::max(map_size_, pass.map_size());
      work_bytes_ = std::max(work_bytes_, pass.work_bytes());
      side = pass.side();
    }
  }

  // Of one image. Within another parallel loop, on the calling thread alone.
  void run(const float* image, float* features) const {
    Workspaces::Lease maps = trunk_.workspaces_.take(2 * map_size_ * static_cast<int64_t>(sizeof(float)));
    auto* in = reinterpret_cast<float*>(maps.data());
    float* out = in + map_size_;
    const StemPass stem = stem_pass();
    if (!starts_with_stem()) {
      const int64_t panels = trunk_.layers_.stem.panels, pitch = panels * kernels::kPanel;
      rows_of(stem.side(), [&](int64_t first, int64_t last, std::byte* work) {
        const int64_t row_pitch = stem.side() * pitch;
        stem.run(image, first, last, 0, panels, in + first * row_pitch, pitch, row_pitch, work);
      });
    }
    int64_t side = stem.side();
    for (int64_t i = 0; i < blocks_; ++i) {
      const BlockPass pass = block_pass(i, side, stem);
      const float* const from = i == 0 && starts_with_stem() ? image : in;
      side = pass.side();
      rows_of(side, [&](int64_t first, int64_t last, std::byte* work) { pass.run(from, out, first, last, work); });
      std::swap(in, out);
      write(i, in, side, pass.block(), features);
    }
  }

 private:
  StemPass stem_pass() const {
    return {trunk_.layers_.stem, trunk_.description_.input, trunk_.kernels_, image_size_};
  }
  // Whether the first block computes the stem on its way, so that the largest map is never written.
  bool starts_with_stem() const {
    const TrunkBlock& first = trunk_.description_.blocks.front();
    return !first.expands() && !first.residual;
  }
  BlockPass block_pass(int64_t block, int64_t side, const StemPass& stem) const {
    const PackedBlock& layers = trunk_.layers_.blocks[static_cast<size_t>(block)];
    if (block == 0 && starts_with_stem()) return {layers, trunk_.kernels_, stem};
    return {layers, trunk_.kernels_, side};
  }

  template <class Body>
  void rows_of(int64_t side, const Body& body) const {
    parallel_for(0, side, kRowsOfThread, [&](int64_t first, int64_t last) {
      Workspaces::Lease work = trunk_.workspaces_.take(work_bytes_);
      body(first, last, work.data());
    });
  }

  void write(int64_t block, const float* map, int64_t side, const PackedBlock& layers, float* features) const {
    for (int64_t i = 0; i < output_count_; ++i) {
      const int64_t cells = outputs_[i].cells;
      if (outputs_[i].block == block) {
        bring_to_grid(map, side, layers.out_pitch, layers.shape.out, cells, features);
      }
      features += cells * cells * trunk_.description_.blocks[static_cast<size_t>(outputs_[i].block)].out;
    }
  }

  const Trunk& trunk_;
  int64_t image_size_;
  const TrunkOutput* outputs_;
  int64_t output_count_;
  int64_t blocks_ = 0;
  int64_t map_size_ = 0;
  int64_t work_bytes_ = 0;
};

void Trunk::read(const float* images, int64_t count, int64_t image_size, const TrunkOutput* outputs,
                 int64_t output_count, float* features) const {
  const int64_t length = features_size(image_size, outputs, output_count);
  const int64_t pixels = 3 * image_size * image_size;
  require_finite_images(images, count, pixels);
  const Reading reading(*this, image_size, outputs, output_count);
  // As many images as there are threads at a time, each on one of them; what is left over is shared by all threads.
  const int64_t together = count - count % std::max(1, thread_count());
  parallel_for(0, together, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) reading.run(images + i * pixels, features + i * length);
  });
  for (int64_t i = together; i < count; ++i) reading.run(images + i * pixels, features + i * length);
}

}  // namespace diffcont
