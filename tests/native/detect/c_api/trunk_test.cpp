#include <algorithm>
#include <cmath>
#include <thread>

#include "detect/c_api/support.h"
#include "detect/small_trunk.h"

namespace {

constexpr int32_t kSize = 64;

class Trunk : public CApi {
 protected:
  void SetUp() override {
    CApi::SetUp();
    small_trunk::write(file, small_trunk::content(small_trunk::small_description()).bytes());
  }

  dc_trunk load(int32_t precision) const {
    dc_trunk trunk = 0;
    EXPECT_OK(dc_trunk_load(file.c_str(), precision, &trunk));
    return trunk;
  }

  const Scratch scratch;
  const std::string file = scratch.path("trunk.safetensors");
  const std::vector<float> image = small_trunk::image("an image", kSize);
};

TEST_F(Trunk, SaysWhatItIs) {
  for (const int32_t precision : {DC_TRUNK_F32, DC_TRUNK_BF16}) {
    const dc_trunk trunk = load(precision);
    size_t length = 0;
    ASSERT_OK(dc_trunk_describe(trunk, nullptr, 0, &length));
    std::string text(length + 1, '\0');
    ASSERT_OK(dc_trunk_describe(trunk, text.data(), text.size(), &length));
    ASSERT_EQ(length, text.size() - 1);
    text.pop_back();
    const auto description = small_trunk::Json::parse(text);
    EXPECT_EQ(description.at("name"), "small");
    EXPECT_EQ(description.at("parameters"), 5608);
    EXPECT_EQ(description.at("licence"), "none");
    EXPECT_EQ(description.at("source"), "a test");
    const std::string kernels = description.at("kernels");
    EXPECT_EQ(description.at("precision"), kernels.find("bf16") == std::string::npos ? "f32" : "bf16");
    if (precision == DC_TRUNK_F32) {
      EXPECT_EQ(description.at("precision"), "f32");
    }
    EXPECT_EQ(description.at("blocks"), small_trunk::Json::parse(R"([{"block": 0, "channels": 8, "stride": 2},
        {"block": 1, "channels": 16, "stride": 4}, {"block": 2, "channels": 16, "stride": 4}])"));
    EXPECT_OK(dc_trunk_free(trunk));
    EXPECT_FAILS(dc_trunk_free(trunk), DC_ERROR_BAD_HANDLE, "was freed");
  }
}

TEST_F(Trunk, ReadsOutputsInTheirOrderAndAnImageAlikeInAnyBatch) {
  const dc_trunk trunk = load(DC_TRUNK_BF16);
  const int32_t blocks[] = {2, 0}, cells[] = {4, 64}, swapped_blocks[] = {0, 2}, swapped_cells[] = {64, 4};
  constexpr int64_t first = 4 * 4 * 16, second = 64 * 64 * 8, one = first + second;
  std::vector<float> images = image, features(2 * one), swapped(one);
  images.insert(images.end(), image.begin(), image.end());
  ASSERT_OK(dc_trunk_read(trunk, images.data(), 2, kSize, blocks, cells, 2, features.data(), 2 * one));
  EXPECT_TRUE(std::equal(features.begin(), features.begin() + one, features.begin() + one));
  ASSERT_OK(dc_trunk_read(trunk, images.data(), 1, kSize, swapped_blocks, swapped_cells, 2, swapped.data(), one));
  EXPECT_TRUE(std::equal(features.begin(), features.begin() + first, swapped.begin() + second));
  EXPECT_TRUE(std::equal(swapped.begin(), swapped.begin() + second, features.begin() + first));
  EXPECT_OK(dc_trunk_free(trunk));
}

TEST_F(Trunk, MultipliesBFloat16OnlyWhenAskedTo) {
  const dc_trunk f32 = load(DC_TRUNK_F32), bf16 = load(DC_TRUNK_BF16);
  const int32_t block = 2, cells = 16;
  std::vector<float> exact(16 * 16 * 16), rounded(exact.size());
  ASSERT_OK(dc_trunk_read(f32, image.data(), 1, kSize, &block, &cells, 1, exact.data(), 4096));
  ASSERT_OK(dc_trunk_read(bf16, image.data(), 1, kSize, &block, &cells, 1, rounded.data(), 4096));
  double difference = 0, norm = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    difference += std::pow(exact[i] - rounded[i], 2);
    norm += std::pow(exact[i], 2);
  }
  EXPECT_LT(std::sqrt(difference / norm), 2e-2);
  size_t length = 0;
  char text[1024];
  ASSERT_OK(dc_trunk_describe(bf16, text, sizeof text, &length));
  const bool rounds = small_trunk::Json::parse(text).at("precision") == "bf16";
  EXPECT_EQ(rounds, std::sqrt(difference / norm) > 1e-4);
  EXPECT_OK(dc_trunk_free(f32));
  EXPECT_OK(dc_trunk_free(bf16));
}

TEST_F(Trunk, FreedDuringACallLeavesThatCallUnharmed) {
  const dc_trunk trunk = load(DC_TRUNK_F32);
  const int32_t block = 2, cells = 16;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      std::vector<float> features(4096);
      dc_status status = DC_OK;
      while (status == DC_OK) {
        status = dc_trunk_read(trunk, image.data(), 1, kSize, &block, &cells, 1, features.data(), 4096);
      }
      EXPECT_EQ(status, DC_ERROR_BAD_HANDLE);
    });
  }
  EXPECT_OK(dc_trunk_free(trunk));
  for (std::thread& thread : threads) thread.join();
}

TEST_F(Trunk, ChecksItsArguments) {
  const dc_trunk trunk = load(DC_TRUNK_F32);
  const int32_t block = 2, cells = 16;
  std::vector<float> features(4096);
  const auto call = [&](const float* images, int64_t count, int32_t size, int32_t b, int32_t c, int32_t outputs,
                        int64_t floats) {
    const std::vector<int32_t> blocks(64, b), grids(64, c);
    return dc_trunk_read(trunk, images, count, size, blocks.data(), grids.data(), outputs, features.data(), floats);
  };
  const float* x = image.data();
  EXPECT_OK(call(x, 1, kSize, block, cells, 1, 4096));
  EXPECT_FAILS(call(x, 0, kSize, block, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "images");
  EXPECT_FAILS(call(x, int64_t{1} << 50, kSize, block, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "images");
  EXPECT_FAILS(call(x, 1, 63, block, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "image_size is 63");
  EXPECT_FAILS(call(x, 1, 2048, block, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "image_size is 2048");
  EXPECT_FAILS(call(x, 1, kSize, 3, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "blocks[0] is 3");
  EXPECT_FAILS(call(x, 1, kSize, -1, cells, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "blocks[0] is -1");
  EXPECT_FAILS(call(x, 1, kSize, block, 5, 1, 4096), DC_ERROR_INVALID_ARGUMENT,
               "cells[0] is 5 and block 2's map is 16 x 16");
  EXPECT_FAILS(call(x, 1, kSize, block, 0, 1, 4096), DC_ERROR_INVALID_ARGUMENT, "cells[0] is 0");
  EXPECT_FAILS(call(x, 1, kSize, block, cells, 0, 4096), DC_ERROR_INVALID_ARGUMENT, "outputs is 0");
  EXPECT_FAILS(call(x, 1, kSize, block, cells, 65, 4096), DC_ERROR_INVALID_ARGUMENT, "outputs is 65");
  EXPECT_FAILS(call(x, 1, kSize, block, cells, 1, 4095), DC_ERROR_INVALID_ARGUMENT, "size is 4095, must be 4096");
  EXPECT_FAILS(call(x, 1, kSize, block, cells, 2, 4096), DC_ERROR_INVALID_ARGUMENT, "must be 8192");
  std::vector<float> bad = image;
  bad.back() = kNaN;
  EXPECT_FAILS(call(bad.data(), 1, kSize, block, cells, 1, 4096), DC_ERROR_NOT_FINITE, "image 0");
  EXPECT_OK(dc_trunk_free(trunk));
  dc_trunk other = 0;
  EXPECT_FAILS(dc_trunk_load(file.c_str(), 2, &other), DC_ERROR_INVALID_ARGUMENT, "precision is 2");
  EXPECT_FAILS(dc_trunk_load(file.c_str(), -1, &other), DC_ERROR_INVALID_ARGUMENT, "precision is -1");
}

TEST_F(Trunk, AFileThatIsNoTrunksIsRefused) {
  dc_trunk trunk = 0;
  const std::string bytes = small_trunk::content(small_trunk::small_description()).bytes();
  small_trunk::write(file, bytes.substr(0, 3000));
  EXPECT_FAILS(dc_trunk_load(file.c_str(), DC_TRUNK_F32, &trunk), DC_ERROR_FORMAT, "trunk.safetensors");
  small_trunk::Content content = small_trunk::content(small_trunk::small_description());
  content["blocks.1.expand.bias"].values[3] = kNaN;
  small_trunk::write(file, content.bytes());
  EXPECT_FAILS(dc_trunk_load(file.c_str(), DC_TRUNK_F32, &trunk), DC_ERROR_FORMAT, "entry 'blocks.1.expand.bias'");
}

}  // namespace
