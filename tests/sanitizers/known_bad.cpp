// Faults on purpose, one for each sanitizer: a run that does not report them proves nothing about the others.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>

extern "C" {

// Reads one float behind a block from the heap.
__attribute__((visibility("default"))) float known_bad_overflow(int count) {
  auto* values = new float[static_cast<size_t>(count)]();
  const float behind = values[count];
  delete[] values;
  return behind;
}

// Overflows a signed number.
__attribute__((visibility("default"))) int32_t known_bad_undefined(int32_t value) { return value + INT32_MAX; }

// Two threads write one number without a lock.
__attribute__((visibility("default"))) int32_t known_bad_race(int rounds) {
  static int32_t shared = 0;
  const auto work = [rounds] {
    for (int i = 0; i < rounds; ++i) shared = shared + 1;
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
  return shared;
}

}  // extern "C"

#ifdef KNOWN_BAD_PROGRAM
int main(int count, char** values) {
  const char* fault = count == 2 ? values[1] : "";
  if (std::strcmp(fault, "overflow") == 0) {
    std::printf("%f\n", static_cast<double>(known_bad_overflow(7)));
  } else if (std::strcmp(fault, "undefined") == 0) {
    std::printf("%d\n", known_bad_undefined(count));
  } else if (std::strcmp(fault, "race") == 0) {
    std::printf("%d\n", known_bad_race(100000));
  } else {
    std::fprintf(stderr, "usage: %s overflow|undefined|race\n", values[0]);
    return 2;
  }
  return 0;
}
#endif
