// Networks from TorchScript files, against PyTorch (tests/parity/backbone_golden.py made the files) and against modules
// that the tests write themselves.
#include <gtest/gtest.h>

#include <torch/csrc/jit/api/module.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/storage/errors.h"
#include "network/backbone/backbone.h"
#include "network/storage/temporary_folder.h"

namespace diffcont {
namespace {

using nlohmann::json;

const std::string kGolden = std::string(DIFFCONT_GOLDEN) + "/backbone/";

// Images of the golden file: sin(0.37 (index mod 1009)).
at::Tensor images(int64_t count, int64_t size) {
  at::Tensor images = at::empty({count, 3, size, size}, at::kFloat);
  for (int64_t i = 0; i < images.numel(); ++i) {
    images.mutable_data_ptr<float>()[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i % 1009)));
  }
  return images;
}

BackboneConfig plain(int64_t size, const std::string& method = "forward") {
  return {method, size, {0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f}};  // leaves images as they are
}

class Script : public ::testing::Test {
 protected:
  // A file with a module that has these methods.
  std::filesystem::path file(const std::string& methods) {
    torch::jit::Module module("Script");
    module.register_attribute("training", c10::BoolType::get(), true);
    module.register_attribute("calls", c10::IntType::get(), int64_t{0});
    module.define(methods + "\n");
    module.save(folder_ / "script.pt");
    return folder_ / "script.pt";
  }
  std::string refusal(const std::string& methods, const std::string& method = "forward") {
    return message_of<FormatError>([&] { Backbone(file(methods), plain(8, method)); });
  }
  TemporaryFolder folder_;
};

TEST(Backbone, GivesWhatPyTorchGives) {
  const json golden = json::parse(read_bytes(kGolden + "features.json"));
  for (const auto& [name, entry] : golden.at("cases").items()) {
    BackboneConfig config{entry.at("method"), golden.at("image_size"), {}, {}};
    golden.at("mean").get_to(config.mean);
    golden.at("std").get_to(config.std);
    const Backbone backbone(kGolden + "layers.pt", config);
    EXPECT_EQ(backbone.channels(), entry.at("channels").get<int64_t>());
    const int64_t grid = entry.at("grid");
    const at::Tensor features = backbone.features(images(golden.at("count"), config.image_size), grid);
    EXPECT_EQ(features.sizes(), at::IntArrayRef({2, grid * grid, backbone.channels()}));
    const std::vector<float> values = entry.at("values");
    EXPECT_TRUE(at::allclose(features.flatten(), at::tensor(values), 1e-5, 1e-5)) << name;
  }
}

TEST(Backbone, AnImageKeepsItsBitsInAnyBatchAndFromTheFirstCallOn) {
  const Backbone backbone(kGolden + "layers.pt", plain(16));
  const at::Tensor all = images(19, 16);
  const at::Tensor together = backbone.features(all, 4);
  for (int64_t i = 0; i < all.size(0); ++i) {
    EXPECT_TRUE(at::equal(backbone.features(all.slice(0, i, i + 1), 4)[0], together[i])) << i;
  }
  EXPECT_TRUE(at::equal(Backbone(kGolden + "layers.pt", plain(16)).features(all, 4), together));
  EXPECT_TRUE(at::equal(backbone.features(all.flip(0), 4).flip(0), together));
}

TEST_F(Script, GetsImagesNormalisedByChannel) {
  const Backbone backbone(file("def forward(self, x):\n  return x"), {"forward", 4, {0.1f, 0.2f, 0.3f}, {1, 2, 4}});
  const at::Tensor image = at::full({1, 3, 4, 4}, 0.6f);  // 0.8 in [0, 1]
  const at::Tensor features = backbone.features(image, 1);
  EXPECT_NEAR(features[0][0][0].item<double>(), 0.7, 1e-6);
  EXPECT_NEAR(features[0][0][1].item<double>(), 0.3, 1e-6);
  EXPECT_NEAR(features[0][0][2].item<double>(), 0.125, 1e-6);
}

TEST_F(Script, MayGiveATensorATupleOrAList) {
  for (const char* body : {"(x, x * 2)", "[x, x * 2]", "torch.cat([x, x * 2], 1)"}) {
    const Backbone backbone(file(std::string("def forward(self, x):\n  return ") + body), plain(8));
    EXPECT_EQ(backbone.channels(), 6) << body;
    const at::Tensor features = backbone.features(images(2, 8), 2);
    EXPECT_TRUE(at::allclose(features.slice(2, 3, 6), 2 * features.slice(2, 0, 3))) << body;
  }
}

TEST_F(Script, RunsInEvaluationModeAndWithoutGradients) {
  const Backbone backbone(file("def forward(self, x):\n  return x * 0 if self.training else x"), plain(8));
  const at::Tensor features = backbone.features(images(1, 8), 8);
  EXPECT_GT(features.abs().max().item<double>(), 0.5);
  EXPECT_FALSE(features.requires_grad());
}

TEST_F(Script, MethodOfAnyNameIsTaken) {
  const std::string methods = "def forward(self, x):\n  return x\ndef doubled(self, x):\n  return x * 2";
  const at::Tensor one = Backbone(file(methods), plain(8)).features(images(1, 8), 2);
  EXPECT_TRUE(at::allclose(Backbone(file(methods), plain(8, "doubled")).features(images(1, 8), 2), one * 2));
  EXPECT_TRUE(has(refusal(methods, "trebled"), "has no method trebled; it has: forward, doubled"));
}

TEST_F(Script, RefusesWhatGivesNoFeatureMaps) {
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return 3"), "neither a tensor"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return (x, 3)"), "neither a tensor"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return x[0]"), "shape [3, 8, 8]"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return x[:4]"), "shape [4, 3, 8, 8]"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return x[:, :, :4]"), "shape [8, 3, 4, 8]"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return x[:, :0]"), "shape [8, 0, 8, 8]"));
  EXPECT_TRUE(has(refusal("def forward(self, x):\n  return x > 0"), "floating-point"));
}

TEST_F(Script, SaysInOneLineWhyAMethodFails) {
  const std::string shapes = refusal("def forward(self, x):\n  return torch.matmul(x, x[:, :, :4])");
  EXPECT_TRUE(has(shapes, "script.pt fails in its method forward on 8 x 3 x 8 x 8 images: ")) << shapes;
  EXPECT_TRUE(has(shapes, "Expected size")) << shapes;
  const std::string raised = refusal("def forward(self, x):\n  assert x.size(2) == 9, 'nine only'\n  return x");
  EXPECT_TRUE(has(raised, "nine only")) << raised;
  const std::string arguments = refusal("def forward(self, x, y):\n  return x");
  EXPECT_TRUE(has(arguments, "missing value for argument 'y'")) << arguments;
  for (const std::string& message : {shapes, raised, arguments}) {
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST_F(Script, RefusesOutputsThatChangeTheirChannelsAndValuesThatAreNotFinite) {
  const std::string growing =
      "def forward(self, x):\n  self.calls += 1\n  return torch.cat([x] * self.calls, 1)";
  const Backbone changing(file(growing), plain(8));
  EXPECT_TRUE(has(message_of<FormatError>([&] { changing.features(images(1, 8), 2); }), "gives 6 channels"));
  const Backbone dividing(file("def forward(self, x):\n  return 1 / (x + 1)"), plain(8));
  EXPECT_NO_THROW(dividing.features(at::zeros({1, 3, 8, 8}), 2));
  EXPECT_TRUE(has(message_of<NotFiniteError>([&] { dividing.features(-at::ones({1, 3, 8, 8}), 2); }), "infinite"));
}

TEST_F(Script, RefusesFilesThatAreNotTorchScript) {
  EXPECT_TRUE(has(message_of<IoError>([&] { Backbone(folder_ / "none.pt", plain(8)); }), "none.pt"));
  write_bytes(folder_ / "text.pt", "no archive");
  const std::string text = message_of<FormatError>([&] { Backbone(folder_ / "text.pt", plain(8)); });
  EXPECT_TRUE(has(text, "text.pt is not a TorchScript file: ")) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  const std::string whole = read_bytes(file("def forward(self, x):\n  return x"));
  write_bytes(folder_ / "cut.pt", whole.substr(0, whole.size() / 2));
  EXPECT_TRUE(has(message_of<FormatError>([&] { Backbone(folder_ / "cut.pt", plain(8)); }), "cut.pt"));
}

TEST_F(Script, RefusesImagesAndSettingsThatDoNotFit) {
  const std::filesystem::path identity = file("def forward(self, x):\n  return x");
  const Backbone backbone(identity, plain(8));
  EXPECT_THROW(backbone.features(images(1, 4), 2), std::invalid_argument);
  EXPECT_THROW(backbone.features(images(1, 8), 0), std::invalid_argument);
  const auto refused = [&](const BackboneConfig& config) {
    return message_of<std::invalid_argument>([&] { Backbone(identity, config); });
  };
  EXPECT_TRUE(has(refused({"", 8, {}, {1, 1, 1}}), "method"));
  EXPECT_TRUE(has(refused({"forward", 0, {}, {1, 1, 1}}), "image_size is 0"));
  EXPECT_TRUE(has(refused({"forward", 8, {0, std::nanf(""), 0}, {1, 1, 1}}), "mean[1]"));
  EXPECT_TRUE(has(refused({"forward", 8, {}, {1, 1, 0}}), "std[2] is 0"));
}

}  // namespace
}  // namespace diffcont
