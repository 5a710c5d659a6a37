// Runs a fuzz target without libFuzzer, so that the ordinary tests, built by any compiler, do too: every file of a
// corpus, then mutations of them for some seconds, blindly and from a fixed seed.
//   DRIVER CORPUS [--seconds=N] [--seed=N]
// Prints the number of executions. An input that ends the process is left in the working folder as crash-TARGET.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kLongest = 64 * 1024;
Bytes input;  // the one that runs now, for the signal handler
std::string crash_file;

// Only calls that a signal handler may make.
void keep_input(int signal) {
  const int file = ::open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file >= 0) {
    const ssize_t written = ::write(file, input.data(), input.size());
    ::close(file);
    const char note[] = "fuzz: the input that did this is in the file crash-TARGET\n";
    if (written >= 0 && ::write(STDERR_FILENO, note, sizeof note - 1) < 0) ::_exit(1);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run() { LLVMFuzzerTestOneInput(input.data(), input.size()); }

class Mutations {
 public:
  Mutations(const std::vector<Bytes>& corpus, uint64_t seed) : corpus_(corpus), random_(seed) {}

  Bytes next() {
    Bytes bytes = corpus_[below(corpus_.size())];
    for (size_t changes = 1 + below(6); changes > 0; --changes) change(bytes);
    if (bytes.size() > kLongest) bytes.resize(kLongest);
    return bytes;
  }

 private:
  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  void change(Bytes& bytes) {
    if (bytes.empty()) bytes.push_back(0);
    const size_t at = below(bytes.size());
    switch (below(8)) {
      case 0:
        bytes[at] ^= static_cast<uint8_t>(1u << below(8));
        break;
      case 1:
        bytes[at] = static_cast<uint8_t>(random_());
        break;
      case 2:  // digits, brackets and quotes: what JSON is made of
        bytes[at] = static_cast<uint8_t>(kText[below(kText.size())]);
        break;
      case 3:
        bytes.resize(at);
        break;
      case 4:
        bytes.erase(bytes.begin() + static_cast<long>(at),
                    bytes.begin() + static_cast<long>(std::min(bytes.size(), at + 1 + below(16))));
        break;
      case 5: {
        const Bytes part(bytes.begin() + static_cast<long>(at),
                         bytes.begin() + static_cast<long>(std::min(bytes.size(), at + 1 + below(32))));
        bytes.insert(bytes.begin() + static_cast<long>(below(bytes.size())), part.begin(), part.end());
        break;
      }
      case 6: {  // the end of another input
        const Bytes& other = corpus_[below(corpus_.size())];
        bytes.resize(at);
        bytes.insert(bytes.end(), other.begin() + static_cast<long>(std::min(at, other.size())), other.end());
        break;
      }
      default: {
        const uint64_t edge = kEdges[below(kEdges.size())];
        const size_t width = std::min<size_t>(size_t{1} << below(4), bytes.size() - at);
        std::memcpy(bytes.data() + at, &edge, width);
        break;
      }
    }
  }

  static constexpr std::string_view kText = "0123456789-+.eE{}[]\":, \\u\n";
  static constexpr std::array<uint64_t, 8> kEdges = {
      0, 1, 0x7F, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x7F8000007F800000, 0x80000000};
  const std::vector<Bytes>& corpus_;
  std::mt19937_64 random_;
};

std::vector<Bytes> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Bytes> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>{});
  }
  return corpus;
}

uint64_t option(int count, char** values, const std::string& name, uint64_t otherwise) {
  for (int i = 2; i < count; ++i) {
    if (std::string(values[i]).starts_with(name)) return std::strtoull(values[i] + name.size(), nullptr, 10);
  }
  return otherwise;
}

}  // namespace

int main(int count, char** values) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s CORPUS [--seconds=N] [--seed=N]\n", values[0]);
    return 2;
  }
  const std::string name = std::filesystem::path(values[0]).filename();
  const uint64_t seconds = option(count, values, "--seconds=", 2), seed = option(count, values, "--seed=", 1);
  const std::vector<Bytes> corpus = read_corpus(values[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "fuzz: the corpus %s is empty\n", values[1]);
    return 2;
  }
  crash_file = "crash-" + name;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, keep_input);

  uint64_t executions = 0;
  for (const Bytes& bytes : corpus) {
    input = bytes;
    run();
    ++executions;
  }
  Mutations mutations(corpus, seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < end) {
    input = mutations.next();
    run();
    ++executions;
  }
  std::printf("%s: %llu executions, %zu of them the corpus, seed %llu\n", name.c_str(),
              static_cast<unsigned long long>(executions), corpus.size(), static_cast<unsigned long long>(seed));
  return 0;
}
