// The library exports what the headers declare and nothing else, and a test calls each of them.
#include <filesystem>
#include <regex>

#include "common/c_api/support.h"
#include "common/c_api/symbols.h"

namespace {

Names called() {
  Names names;
  for (const auto& file : std::filesystem::directory_iterator(tests_of_interface())) {
    names.merge(find_all(read_file(file), std::regex(R"((?:\b|&)(dcn?_\w+)\()")));
    names.merge(find_all(read_file(file), std::regex(R"(&(dcn?_\w+)\))")));
  }
  return names;
}

TEST(Exports, AreExactlyWhatTheHeadersDeclare) {
  const Names wanted = declared();
  EXPECT_GE(wanted.size(), 15u);
  EXPECT_EQ(exported(), wanted);
}

TEST(Exports, AreEachCalledByATest) {
  const Names calls = called();
  for (const std::string& name : declared()) {
    EXPECT_TRUE(calls.contains(name)) << name << " is called by no test of the C interface";
  }
}

TEST(Exports, HaveEachARowInTheTableOfMisuse) {
  Names rows = find_all(read_file(tests_of_interface() / "misuse_test.cpp"), std::regex(R"(ROW\((dcn?_\w+),)"));
  for (const char* prefix : {"dc_", "dcn_"}) {
    for (const char* name : {"abi_version", "live_handles", "last_error"}) {
      rows.insert(std::string(prefix) + name);  // cannot be misused, or in the test named Status
    }
  }
  for (const std::string& name : exported()) {
    EXPECT_TRUE(rows.contains(name)) << name << " is exported and has no row in misuse_test.cpp: add one";
  }
}

}  // namespace
