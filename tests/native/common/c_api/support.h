// What the tests of both C interfaces share: checks of status and message, folders.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "diffcont/status.h"

inline constexpr uint64_t kStale = 0xDEAD00000001;
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// The library under test: its ..._last_error and ..._live_handles.
dc_status library_last_error(char* buffer, size_t capacity, size_t* length);
int64_t library_live_handles();

std::string status_name(dc_status status);
std::string last_message();

// The status is the expected one and the message names what it should.
::testing::AssertionResult fails(dc_status status, dc_status expected, const std::string& in_message);
#define EXPECT_FAILS(call, expected, in_message) EXPECT_TRUE(fails(call, expected, in_message))
#define EXPECT_OK(call) EXPECT_TRUE(fails(call, DC_OK, ""))
#define ASSERT_OK(call) ASSERT_TRUE(fails(call, DC_OK, ""))

// Fails the test when it leaves a handle behind.
class CApi : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(library_live_handles(), 0); }
  void TearDown() override { EXPECT_EQ(library_live_handles(), 0) << "a handle was not freed"; }
};

// A folder of its own for one test, removed with everything in it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string path(const std::string& name = "") const {
    return name.empty() ? folder_.string() : (folder_ / name).string();
  }

 private:
  std::filesystem::path folder_;
};
