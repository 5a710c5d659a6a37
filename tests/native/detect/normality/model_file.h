// A place for a test's model file, which goes with the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace diffcont {

class ModelFile : public testing::Test {
 protected:
  void SetUp() override {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / ("diffcont-" + std::string(test.test_suite_name()) + "-" +
                                                        std::to_string(::getpid()) + "-" + test.name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "model.safetensors"; }

  std::filesystem::path folder_;
};

}  // namespace diffcont
