// Networks go to Python's diffusers and come back. Needs -DDIFFCONT_PYTHON=<a Python with diffusers>.
#include <gtest/gtest.h>

#include "network/storage/network_folder.h"
#include "network/storage/safetensors.h"
#include "network/storage/temporary_folder.h"
#include "network/unet/formula.h"
#include "network/unet/small_network.h"

namespace diffcont {
namespace {

TEST(Interchange, DiffusersLoadsOurNetworkAndWeLoadTheirs) {
  const std::string python = DIFFCONT_PYTHON;
  if (python.empty()) GTEST_SKIP() << "configured without DIFFCONT_PYTHON";
  const TemporaryFolder folder;
  const Network network(small_config(), 3);
  std::filesystem::create_directory(folder / "ours");
  save_network(network, folder / "ours");

  const at::Tensor images = formula::uniform("images", {3, 3, 8, 8}).to(at::kFloat);
  const at::Tensor timesteps = longs({1, 500, 999}), labels = longs({0, 1, 1});
  const auto noise = [&](const Network& of) {
    return of.infer(images, timesteps, labels, UNetPart::kNoise).predicted_noise;
  };
  TensorFile outputs;
  outputs.tensors.add("images", images);
  outputs.tensors.add("timesteps", timesteps);
  outputs.tensors.add("labels", labels);
  outputs.tensors.add("noise", noise(network));
  write_safetensors(folder / "ours_outputs.safetensors", outputs);

  const std::string command =
      "'" + python + "' '" DIFFCONT_SOURCE "/tests/parity/interchange.py' '" + folder.path().string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;

  const auto theirs = load_network(folder / "theirs");
  const at::Tensor expected = read_safetensors(folder / "theirs_outputs.safetensors").tensors.at("noise");
  const at::Tensor actual = noise(*theirs);
  EXPECT_LE((actual - expected).abs().max().item<float>(), 1e-4 * expected.abs().max().item<float>());
  EXPECT_FALSE(same_bits(actual, noise(network)));
}

}  // namespace
}  // namespace diffcont
