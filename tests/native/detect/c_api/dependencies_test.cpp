// The detect library is small because it needs little.
#include <cstdio>
#include <memory>
#include <string>

#include "detect/c_api/support.h"

namespace {

std::string needed() {
  const std::string command = "readelf -d '" DIFFCONT_LIBRARY "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string text;
  char line[4096];
  while (pipe && std::fgets(line, sizeof line, pipe.get()) != nullptr) {
    if (std::string(line).find("(NEEDED)") != std::string::npos) text += line;
  }
  return text;
}

TEST(Dependencies, AreNoneOfLibtorch) {
  const std::string libraries = needed();
  EXPECT_NE(libraries.find("libc.so"), std::string::npos) << "readelf lists nothing";
  for (const char* name : {"torch", "c10", "openblas", "cuda"}) {
    EXPECT_EQ(libraries.find(name), std::string::npos) << libraries;
  }
}

}  // namespace
