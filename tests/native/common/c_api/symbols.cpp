#include "common/c_api/symbols.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

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
  const std::filesystem::path headers =
      std::filesystem::path(DIFFCONT_SOURCE) / "native/include/diffcont" / DIFFCONT_INTERFACE;
  for (const auto& header : std::filesystem::directory_iterator(headers)) {
    names.merge(find_all(read_file(header), std::regex(R"(DC_API[^;(]*?\b(dcn?_\w+)\()")));
  }
  return names;
}

std::filesystem::path tests_of_interface() {
  return std::filesystem::path(DIFFCONT_SOURCE) / "tests/native" / DIFFCONT_INTERFACE / "c_api";
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
