// The library exports what the headers declare and nothing else, and a test calls each of them.
#include <filesystem>
#include <regex>

#include "c_api/support.h"
#include "c_api/symbols.h"

namespace {

Names called() {
  Names names;
  const std::filesystem::path tests = std::filesystem::path(DIFFCONT_SOURCE) / "tests/native/c_api";
  for (const auto& file : std::filesystem::directory_iterator(tests)) {
    names.merge(find_all(read_file(file), std::regex(R"((?:\b|&)(dc_\w+)\()")));
    names.merge(find_all(read_file(file), std::regex(R"(&(dc_\w+)\))")));
  }
  return names;
}

TEST(Exports, AreExactlyWhatTheHeadersDeclare) {
  const Names wanted = declared();
  EXPECT_GE(wanted.size(), 40u);
  EXPECT_EQ(exported(), wanted);
}

TEST(Exports, AreEachCalledByATest) {
  const Names calls = called();
  for (const std::string& name : declared()) {
    EXPECT_TRUE(calls.contains(name)) << name << " is called by no test of the C interface";
  }
}

}  // namespace
