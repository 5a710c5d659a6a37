// Reading and replacing files; every failure is an IoError that names the file and the system's reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace diffcont {

// A regular file open for reading.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  uint64_t size() const { return size_; }
  // Reads exactly count bytes.
  void read(uint64_t offset, void* target, size_t count) const;

 private:
  std::filesystem::path path_;
  int descriptor_;
  uint64_t size_ = 0;
};

// A new file beside `target`, which takes its place on commit(). Without a commit it is removed again.
class ReplacementFile {
 public:
  explicit ReplacementFile(const std::filesystem::path& target);
  ~ReplacementFile();
  ReplacementFile(const ReplacementFile&) = delete;
  ReplacementFile& operator=(const ReplacementFile&) = delete;

  void write(const void* source, size_t count);
  // Syncs the file, renames it over the target and syncs the folder.
  void commit();

 private:
  [[noreturn]] void fail(const char* action) const;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  bool committed_ = false;
};

// The whole of a small text file. Throws FormatError when it is larger than limit.
std::string read_text(const std::filesystem::path& path, uint64_t limit);

// Replaces a small text file as ReplacementFile does.
void write_text_atomically(const std::filesystem::path& path, const std::string& text);

}  // namespace diffcont
