#include <cstring>
#include <string>
#include <thread>

#include "detect/c_api/support.h"

extern "C" int32_t abi_version_seen_by_c(void);

namespace {

TEST(Header, CompilesAsC11AndTwiceAndIsOfTheLibrarysVersion) { EXPECT_EQ(abi_version_seen_by_c(), DC_ABI_VERSION); }

TEST(LastError, ProbesTheSizeCutsAtTheCapacityAndAlwaysTerminates) {
  ASSERT_EQ(dc_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  size_t length = 0;
  ASSERT_EQ(dc_last_error(nullptr, 0, &length), DC_OK);
  const std::string whole = last_message();
  EXPECT_EQ(whole.size(), length);
  EXPECT_NE(whole.find("threads is -5"), std::string::npos);

  char cut[8];
  std::memset(cut, 'x', sizeof cut);
  size_t same_length = 0;
  ASSERT_EQ(dc_last_error(cut, sizeof cut, &same_length), DC_OK);
  EXPECT_EQ(same_length, length);
  EXPECT_EQ(std::string(cut), whole.substr(0, sizeof cut - 1));

  char one = 'x';
  ASSERT_EQ(dc_last_error(&one, 1, &length), DC_OK);
  EXPECT_EQ(one, '\0');
}

TEST(LastError, RefusesMissingPointersWithoutLosingTheMessage) {
  ASSERT_EQ(dc_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  size_t length = 0;
  EXPECT_EQ(dc_last_error(nullptr, 0, nullptr), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(dc_last_error(nullptr, 4, &length), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_NE(last_message().find("threads"), std::string::npos);
}

TEST(LastError, IsClearedByTheNextCallThatSucceeds) {
  ASSERT_EQ(dc_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  float value = 0;
  ASSERT_EQ(dc_noise(1, 2, &value, 1), DC_OK);
  EXPECT_EQ(last_message(), "");
}

TEST(LastError, BelongsToTheThread) {
  ASSERT_EQ(dc_set_threads(-5), DC_ERROR_INVALID_ARGUMENT);
  std::string elsewhere = "not asked";
  std::thread([&] { elsewhere = last_message(); }).join();
  EXPECT_EQ(elsewhere, "");
  EXPECT_NE(last_message(), "");
}

TEST(LastError, StaysOneLineWhateverTheArgumentHolds) {
  dc_normality normality = 0;
  const dc_status status = dc_normality_load("no\nsuch\nfile", &normality);
  EXPECT_FAILS(status, DC_ERROR_IO, "no such file");
}

}  // namespace
