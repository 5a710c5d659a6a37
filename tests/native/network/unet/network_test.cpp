#include "network/unet/network.h"

#include <gtest/gtest.h>

#include <thread>

#include "network/unet/formula.h"
#include "network/unet/small_network.h"

namespace diffcont {
namespace {

at::Tensor some_images(int64_t count) { return formula::uniform("images", {count, 3, 8, 8}).to(at::kFloat); }

TEST(Network, SameSeedGivesTheSameBitsAndAnotherSeedDoesNot) {
  const Network a(small_config(), 5), b(small_config(), 5), c(small_config(), 6);
  EXPECT_TRUE(same_bits(a.unet(), b.unet()));
  EXPECT_TRUE(same_bits(a.projector(), b.projector()));
  EXPECT_TRUE(same_bits(a.head(), b.head()));
  for (const char* name : {"conv_in.weight", "conv_in.bias", "class_embedding.weight"}) {
    EXPECT_FALSE(same_bits(a.unet().at(name), c.unet().at(name))) << name;
  }
}

TEST(Network, FreshHeadAndProjectorHaveTheDocumentedShapes) {
  const Network network(NetworkConfig{}, 1);
  EXPECT_EQ(network.projector().at("projector.weight").sizes(), at::IntArrayRef({64, 256, 1, 1}));
  EXPECT_EQ(network.projector().at("projector.bias").sizes(), at::IntArrayRef({64}));
  EXPECT_EQ(network.head().at("head.weight").sizes(), at::IntArrayRef({1, 2304}));
  EXPECT_EQ(network.head().at("head.bias").sizes(), at::IntArrayRef({1}));
}

TEST(Network, GrowingLeavesOldRowsNoiseEmbeddingsAndLogitsBitEqual) {
  NetworkConfig config = small_config();
  for (const int64_t classes : {1, 2, 5}) {
    config.unet.class_count = classes;
    Network network(config, 3);
    const at::Tensor images = some_images(3), timesteps = longs({0, 500, 999}), labels = longs({0, classes - 1, -1});
    const auto outputs = [&] {
      const UNetOutput output = network.infer(images, timesteps, labels, UNetPart::kNoiseAndBottleneck);
      const at::Tensor embeddings = network.project(output.bottleneck);
      return std::vector<at::Tensor>{output.predicted_noise, embeddings, network.classify(embeddings)};
    };
    const auto before = outputs();
    const Parameters unet = network.unet().clone(), head = network.head().clone();

    network.add_classes(1, 11);
    network.add_classes(15, 12);

    EXPECT_EQ(network.config().unet.class_count, classes + 16);
    for (const auto& [name, value] : unet.entries()) {
      EXPECT_TRUE(same_bits(value, network.unet().at(name).narrow(0, 0, value.size(0)))) << name;
    }
    for (const auto& [name, value] : head.entries()) {
      EXPECT_TRUE(same_bits(value, network.head().at(name).narrow(0, 0, classes))) << name;
    }
    const auto after = outputs();
    EXPECT_TRUE(same_bits(before[0], after[0]));
    EXPECT_TRUE(same_bits(before[1], after[1]));
    EXPECT_TRUE(same_bits(before[2], after[2].narrow(1, 0, classes).contiguous()));
    EXPECT_EQ(after[2].size(1), classes + 16);
  }
}

TEST(Network, LogitsOfThePaperNetworkKeepTheirBitsWhenTheHeadGrows) {
  Network network(NetworkConfig{}, 3);
  const at::Tensor embeddings = formula::uniform("embeddings", {17, 2304}).to(at::kFloat);
  const at::Tensor before = network.classify(embeddings);
  network.add_classes(14, 4);
  const at::Tensor after = network.classify(embeddings);
  EXPECT_TRUE(same_bits(before, after.narrow(1, 0, 1).contiguous()));
}

TEST(Network, NewClassesAreDrawnFromTheSeedAndStartNearNoClass) {
  Network a(small_config(), 3), b(small_config(), 3), c(small_config(), 3);
  a.add_classes(50, 1);
  b.add_classes(50, 1);
  c.add_classes(50, 2);
  EXPECT_TRUE(same_bits(a.unet(), b.unet()));
  EXPECT_TRUE(same_bits(a.head(), b.head()));
  EXPECT_FALSE(same_bits(a.head(), c.head()));
  const at::Tensor rows = a.unet().at("class_embedding.weight").narrow(0, 2, 50);
  EXPECT_NEAR(rows.std().item<float>(), 0.02, 0.002);
}

TEST(Network, GrowingKeepsWhatRequiresGradients) {
  Network network(small_config(), 3);
  network.unet().set_requires_grad(true);
  network.add_classes(1, 1);
  EXPECT_TRUE(network.unet().at("class_embedding.weight").requires_grad());
  EXPECT_TRUE(network.unet().at("class_embedding.weight").is_leaf());
  EXPECT_FALSE(network.head().at("head.weight").requires_grad());
}

TEST(Network, ClassifyIsTheHeadsLinearLayer) {
  const Network network(small_config(), 3);
  const at::Tensor embeddings = formula::uniform("embeddings", {5, 16}).to(at::kFloat);
  const at::Tensor expected =
      at::linear(embeddings, network.head().at("head.weight"), network.head().at("head.bias"));
  EXPECT_TRUE(at::allclose(network.classify(embeddings), expected, 1e-5, 1e-6));
}

TEST(Network, ProjectAveragesTheProjectedBottleneckOverCells) {
  NetworkConfig config = small_config();
  const Network network(config, 3);
  const at::Tensor bottleneck = formula::uniform("bottleneck", {2, 16, 4, 4}).to(at::kFloat);
  const at::Tensor z = network.project(bottleneck);
  ASSERT_EQ(z.sizes(), at::IntArrayRef({2, 16}));
  // Channel 3, lower right cell of the second image: the mean over rows 2-3 and columns 2-3.
  const at::Tensor mean = bottleneck[1].narrow(1, 2, 2).narrow(2, 2, 2).mean(at::IntArrayRef({1, 2}));
  const at::Tensor expected = mean.dot(network.projector().at("projector.weight")[3].flatten()) +
                              network.projector().at("projector.bias")[3];
  EXPECT_NEAR(z[1][3 * 4 + 3].item<float>(), expected.item<float>(), 1e-5);
}

TEST(Network, OrthogonalProjectorHasOrthonormalRowsAndNoBias) {
  NetworkConfig config;
  config.projector_init = ProjectorInit::kOrthogonal;
  const Network network(config, 9);
  const at::Tensor weight = network.projector().at("projector.weight").view({64, 256}).to(at::kDouble);
  EXPECT_LE((weight.mm(weight.t()) - at::eye(64, at::kDouble)).abs().max().item<double>(), 1e-6);
  EXPECT_EQ(network.projector().at("projector.bias").abs().max().item<float>(), 0);
  const Network other(config, 10);
  EXPECT_FALSE(same_bits(network.projector(), other.projector()));
}

TEST(Network, CloneHasWeightsOfItsOwn) {
  Network network(small_config(), 3);
  network.set_precision(Precision::kBF16);
  const auto copy = network.clone();
  EXPECT_EQ(copy->precision(), Precision::kBF16);
  EXPECT_TRUE(same_bits(network.unet(), copy->unet()));
  network.unet().at("conv_in.weight").fill_(1);
  EXPECT_FALSE(same_bits(network.unet(), copy->unet()));
}

TEST(Network, ChangedWeightsReachBFloat16InferenceOnceReported) {
  Network network(small_config(), 3);
  network.set_precision(Precision::kBF16);
  const auto run = [&] {
    return network.infer(some_images(1), longs({5}), longs({0}), UNetPart::kNoise).predicted_noise;
  };
  const at::Tensor before = run();
  network.unet().at("conv_out.bias").add_(1);
  network.weights_changed();
  EXPECT_NEAR((run() - before).mean().item<float>(), 1, 0.02);
}

TEST(Network, InferenceResultsMayTakePartInALoss) {
  const Network teacher(small_config(), 3);
  Network student(small_config(), 4);
  student.unet().set_requires_grad(true);
  const auto target = teacher.infer(some_images(2), longs({5, 6}), longs({0, 1}), UNetPart::kNoise).predicted_noise;
  EXPECT_FALSE(target.requires_grad());
  const auto predicted = unet_forward(student.config().unet, student.unet(), some_images(2), longs({5, 6}),
                                      longs({0, 1}), UNetPart::kNoise)
                             .predicted_noise;
  at::mse_loss(predicted, target).backward();
  EXPECT_TRUE(student.unet().at("conv_in.weight").grad().defined());
}

TEST(Network, ThreadsInferTogetherAsOneDoesAlone) {
  Network network(small_config(), 3);
  network.set_precision(Precision::kBF16);
  const auto run = [&] {
    return network.infer(some_images(2), longs({5, 6}), longs({0, -1}), UNetPart::kNoise).predicted_noise;
  };
  std::vector<at::Tensor> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&] { result = run(); });
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_TRUE(same_bits(result, run()));
}

TEST(Network, GivenParametersMustBeTheConfigurations) {
  const NetworkConfig config = small_config();
  const Network source(config, 1);
  const auto refusal = [&](const Parameters& unet) -> std::string {
    try {
      Network(config, unet, source.projector(), source.head());
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  Parameters missing;
  for (const auto& [name, value] : source.unet().entries()) {
    if (name != "conv_out.bias") missing.add(name, value);
  }
  EXPECT_EQ(refusal(missing), "parameter 'conv_out.bias' is missing");
  Parameters extra = source.unet().clone();
  extra.add("surplus", at::zeros({1}));
  EXPECT_EQ(refusal(extra), "parameter 'surplus' does not belong to this configuration");
  Parameters misshapen = source.unet().clone();
  misshapen.replace("conv_out.bias", at::zeros({4}));
  EXPECT_EQ(refusal(misshapen), "parameter 'conv_out.bias' has shape [4], the configuration needs [3]");
  Parameters mistyped = source.unet().clone();
  mistyped.replace("conv_out.bias", at::zeros({3}, at::kDouble));
  EXPECT_EQ(refusal(mistyped), "parameter 'conv_out.bias' is not of type F32");
}

struct BadConfig {
  const char* field;
  void (*change)(NetworkConfig&);
};

class NetworkConfigCheck : public testing::TestWithParam<BadConfig> {};

TEST_P(NetworkConfigCheck, NamesTheField) {
  NetworkConfig config = small_config();
  EXPECT_NO_THROW(config.check());
  GetParam().change(config);
  try {
    config.check();
    FAIL() << "it was accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find(GetParam().field), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Fields, NetworkConfigCheck,
    testing::Values(
        BadConfig{"sample_size", [](NetworkConfig& c) { c.unet.sample_size = 9; }},
        BadConfig{"sample_size", [](NetworkConfig& c) { c.unet.sample_size = 0; }},
        BadConfig{"image_channels", [](NetworkConfig& c) { c.unet.image_channels = 17; }},
        BadConfig{"channels", [](NetworkConfig& c) { c.unet.channels = {}; }},
        BadConfig{"channels", [](NetworkConfig& c) { c.unet.channels = {8, 1'000'000'000}; }},
        BadConfig{"channels", [](NetworkConfig& c) { c.unet.channels = {8, 18}; }},
        BadConfig{"parameters", [](NetworkConfig& c) { c.unet.channels = {4096, 4096}; c.unet.layers_per_block = 16; }},
        BadConfig{"attention", [](NetworkConfig& c) { c.unet.attention = {true}; }},
        BadConfig{"attention_head_dim", [](NetworkConfig& c) { c.unet.attention_head_dim = 6; }},
        BadConfig{"attention_head_dim", [](NetworkConfig& c) { c.unet.attention_head_dim = 0; }},
        BadConfig{"layers_per_block", [](NetworkConfig& c) { c.unet.layers_per_block = -1; }},
        BadConfig{"norm_num_groups", [](NetworkConfig& c) { c.unet.norm_num_groups = 0; }},
        BadConfig{"norm_eps", [](NetworkConfig& c) { c.unet.norm_eps = std::nan(""); }},
        BadConfig{"class_count", [](NetworkConfig& c) { c.unet.class_count = 0; }},
        BadConfig{"projector_channels", [](NetworkConfig& c) { c.projector_channels = 0; }},
        BadConfig{"projector_channels", [](NetworkConfig& c) {
                    c.projector_channels = 17;
                    c.projector_init = ProjectorInit::kOrthogonal;
                  }},
        BadConfig{"embedding_grid", [](NetworkConfig& c) { c.embedding_grid = 65; }},
        BadConfig{"train_timesteps", [](NetworkConfig& c) { c.train_timesteps = 0; }},
        BadConfig{"beta_start", [](NetworkConfig& c) { c.beta_start = -1; }},
        BadConfig{"beta_end", [](NetworkConfig& c) { c.beta_end = 1; }}),
    [](const auto& info) { return std::string(info.param.field) + "_" + std::to_string(info.index); });

}  // namespace
}  // namespace diffcont
