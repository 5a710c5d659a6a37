#include <cstring>
#include <string>
#include <thread>

#include "network/c_api/support.h"

extern "C" int32_t abi_version_seen_by_c(void);

namespace {

TEST(Header, CompilesAsC11AndTwiceAndIsOfTheLibrarysVersion) { EXPECT_EQ(abi_version_seen_by_c(), DCN_ABI_VERSION); }

TEST(LastError, ProbesTheSizeCutsAtTheCapacityAndAlwaysTerminates) {
  ASSERT_EQ(dcn_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  size_t length = 0;
  ASSERT_EQ(dcn_last_error(nullptr, 0, &length), DC_OK);
  const std::string whole = last_message();
  EXPECT_EQ(whole.size(), length);
  EXPECT_NE(whole.find("threads is -5"), std::string::npos);

  char cut[8];
  std::memset(cut, 'x', sizeof cut);
  size_t same_length = 0;
  ASSERT_EQ(dcn_last_error(cut, sizeof cut, &same_length), DC_OK);
  EXPECT_EQ(same_length, length);
  EXPECT_EQ(std::string(cut), whole.substr(0, sizeof cut - 1));

  char one = 'x';
  ASSERT_EQ(dcn_last_error(&one, 1, &length), DC_OK);
  EXPECT_EQ(one, '\0');
}

TEST(LastError, RefusesMissingPointersWithoutLosingTheMessage) {
  ASSERT_EQ(dcn_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  size_t length = 0;
  EXPECT_EQ(dcn_last_error(nullptr, 0, nullptr), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dcn_last_error(nullptr, 4, &length), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_NE(last_message().find("threads"), std::string::npos);
}

TEST(LastError, IsClearedByTheNextCallThatSucceeds) {
  ASSERT_EQ(dcn_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  ASSERT_EQ(dcn_set_device("cpu", 0), DC_OK);
  EXPECT_EQ(last_message(), "");
}

TEST(LastError, BelongsToTheThread) {
  ASSERT_EQ(dcn_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  std::string elsewhere = "not asked";
  std::thread([&] { elsewhere = last_message(); }).join();
  EXPECT_EQ(elsewhere, "");
  EXPECT_NE(last_message(), "");
}

TEST(LastError, StaysOneLineWhateverTheArgumentHolds) {
  dcn_network network = 0;
  const dc_status status = dcn_network_load("no\nsuch\nfolder", &network);
  EXPECT_FAILS(status, DC_ERROR_IO, "no such folder");
}

}  // namespace
