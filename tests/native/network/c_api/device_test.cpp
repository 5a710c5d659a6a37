// Devices, as far as they can be tested on any machine. What needs a GPU is in tests/gpu.
#include <string>

#include <nlohmann/json.hpp>

#include "network/c_api/support.h"

namespace {

nlohmann::json description() {
  size_t length = 0;
  EXPECT_OK(dcn_device_describe(nullptr, 0, &length));
  std::string text(length + 1, '\0');
  EXPECT_OK(dcn_device_describe(text.data(), text.size(), &length));
  text.resize(length);
  return nlohmann::json::parse(text);
}

std::string device_of(dcn_network network) {
  char text[32];
  size_t length = 0;
  EXPECT_OK(dcn_network_device(network, text, sizeof text, &length));
  return text;
}

class Device : public WithNetwork {
 protected:
  void TearDown() override {
    EXPECT_OK(dcn_set_device("cpu", 0));
    WithNetwork::TearDown();
  }
};

TEST_F(Device, SaysWhyThereIsNone) {
  const nlohmann::json seen = description();
  EXPECT_EQ(seen.at("usable").get<bool>(), seen.at("reason").get<std::string>().empty());
  EXPECT_EQ(seen.at("usable").get<bool>(), !seen.at("devices").empty());
  EXPECT_TRUE(seen.at("libraries").is_object());
  EXPECT_TRUE(seen.at("notices").is_array());
  if (!seen.at("cuda_built").get<bool>()) {
    EXPECT_NE(seen.at("reason").get<std::string>().find("built without CUDA"), std::string::npos);
  }
}

TEST_F(Device, IsTheProcessorAtFirst) {
  EXPECT_EQ(description().at("device"), "cpu");
  EXPECT_EQ(device_of(network), "cpu");
}

TEST_F(Device, AGpuThatIsNotThereIsRefusedWithTheReasonAndChangesNothing) {
  const nlohmann::json seen = description();
  const std::string beyond = "cuda:" + std::to_string(seen.at("devices").size());
  const std::string reason =
      seen.at("usable").get<bool>() ? "counted from cuda:0" : seen.at("reason").get<std::string>();
  EXPECT_FAILS(dcn_set_device(beyond.c_str(), 0), DC_ERROR_UNSUPPORTED, reason);
  EXPECT_EQ(description().at("device"), "cpu");
  EXPECT_EQ(device_of(network), "cpu");
}

TEST_F(Device, AutoTakesAGpuWhereThereIsOneAndElseTheProcessor) {
  ASSERT_OK(dcn_set_device("auto", 0));
  const nlohmann::json seen = description();
  EXPECT_EQ(seen.at("device"), seen.at("usable").get<bool>() ? "cuda:0" : "cpu");
  const dcn_network_config config = tiny_config();
  dcn_network other = 0;
  ASSERT_OK(dcn_network_create(&config, 7, &other));
  EXPECT_EQ(device_of(other), seen.at("device").get<std::string>());
  EXPECT_OK(dcn_network_free(other));
}

TEST_F(Device, OtherNamesAreRefused) {
  for (const char* name : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:1x", "cuda:999"}) {
    EXPECT_FAILS(dcn_set_device(name, 0), DC_ERROR_INVALID_ARGUMENT, std::string("\"") + name + "\"");
  }
  EXPECT_FAILS(dcn_set_device(nullptr, 0), DC_ERROR_INVALID_ARGUMENT, "device");
  EXPECT_FAILS(dcn_set_device("cpu", 2), DC_ERROR_INVALID_ARGUMENT, "tf32");
}

TEST_F(Device, StaleNetworksAreRefused) {
  size_t length = 0;
  EXPECT_FAILS(dcn_network_device(kStale, nullptr, 0, &length), DC_ERROR_BAD_HANDLE, "");
  EXPECT_FAILS(dcn_device_describe(nullptr, 10, &length), DC_ERROR_INVALID_ARGUMENT, "buffer");
}

}  // namespace
