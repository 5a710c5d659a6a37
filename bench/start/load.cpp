// Loads the libraries named on the command line, and ends: what any program that uses them waits for.
#include <dlfcn.h>

#include <cstdio>

int main(int count, char** libraries) {
  for (int i = 1; i < count; ++i) {
    if (dlopen(libraries[i], RTLD_LAZY | RTLD_GLOBAL) == nullptr) {
      std::fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
  }
  return 0;
}
