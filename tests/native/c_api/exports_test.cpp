// The library exports what the headers declare and nothing else, and a test calls each of them.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>
#include <string>

#include "c_api/support.h"

namespace {

using Names = std::set<std::string>;

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Names find_all(const std::string& text, const std::regex& pattern) {
  Names names;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    names.insert((*match)[1]);
  }
  return names;
}

Names declared() {
  Names names;
  const std::filesystem::path headers = std::filesystem::path(DIFFCONT_SOURCE) / "native/include/diffcont";
  for (const auto& header : std::filesystem::directory_iterator(headers)) {
    names.merge(find_all(read_file(header), std::regex(R"(DC_API[^;(]*?\b(dc_\w+)\()")));
  }
  return names;
}

Names exported() {
  const std::string command = "nm -D --defined-only --format=posix '" DIFFCONT_LIBRARY "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  Names names;
  char line[4096];
  while (pipe && std::fgets(line, sizeof line, pipe.get()) != nullptr) {
    const std::string text = line;
    names.insert(text.substr(0, text.find(' ')));
  }
  return names;
}

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
