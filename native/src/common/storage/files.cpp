#include "common/storage/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "common/storage/errors.h"

namespace diffcont {
namespace {

// Linux transfers at most 2 GiB a call.
constexpr size_t kLargestTransfer = size_t{1} << 30;

std::string system_reason(int error) { return std::generic_category().message(error); }

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw IoError("cannot open folder " + folder.string() + ": " + system_reason(errno));
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  // Some file systems have no sync of folders; the rename is all they offer.
  if (failed != 0 && failed != EINVAL) {
    throw IoError("cannot sync folder " + folder.string() + ": " + system_reason(failed));
  }
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path)
    // Non-blocking, so that a pipe in a file's place is refused instead of waited for.
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (descriptor_ < 0) throw IoError("cannot open " + path.string() + ": " + system_reason(errno));
  struct stat status;
  std::string problem;
  if (::fstat(descriptor_, &status) != 0) {
    problem = system_reason(errno);
  } else if (S_ISDIR(status.st_mode)) {
    problem = "it is a folder, a file is needed";
  } else if (!S_ISREG(status.st_mode)) {
    problem = "it is not a regular file";
  }
  if (!problem.empty()) {
    ::close(descriptor_);
    throw IoError("cannot read " + path.string() + ": " + problem);
  }
  size_ = static_cast<uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::read(uint64_t offset, void* target, size_t count) const {
  auto* bytes = static_cast<std::byte*>(target);
  while (count > 0) {
    const ssize_t got = ::pread(descriptor_, bytes, std::min(count, kLargestTransfer), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError("cannot read " + path_.string() + ": " + system_reason(errno));
    if (got == 0) throw IoError("cannot read " + path_.string() + ": it became shorter while it was read");
    bytes += got;
    offset += static_cast<uint64_t>(got);
    count -= static_cast<size_t>(got);
  }
}

ReplacementFile::ReplacementFile(const std::filesystem::path& target) : target_(target) {
  static std::atomic<uint64_t> counter{0};
  temporary_ = target_;
  temporary_ += ".new-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw IoError("cannot write " + target_.string() + ": " + system_reason(errno));
}

ReplacementFile::~ReplacementFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!committed_) ::unlink(temporary_.c_str());
}

void ReplacementFile::fail(const char* action) const {
  const int error = errno;
  throw IoError(std::string("cannot ") + action + " " + target_.string() + ": " + system_reason(error));
}

void ReplacementFile::write(const void* source, size_t count) {
  const auto* bytes = static_cast<const std::byte*>(source);
  while (count > 0) {
    const ssize_t done = ::write(descriptor_, bytes, std::min(count, kLargestTransfer));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("write");
    bytes += done;
    count -= static_cast<size_t>(done);
  }
}

void ReplacementFile::commit() {
  if (::fsync(descriptor_) != 0) fail("sync");
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) fail("write");
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("replace");
  committed_ = true;
  sync_folder(target_.parent_path());
}

std::string read_text(const std::filesystem::path& path, uint64_t limit) {
  const InputFile file(path);
  if (file.size() > limit) {
    throw FormatError(path.string() + ": it has " + std::to_string(file.size()) + " bytes, at most " +
                      std::to_string(limit) + " are expected");
  }
  std::string text(static_cast<size_t>(file.size()), '\0');
  file.read(0, text.data(), text.size());
  return text;
}

void write_text_atomically(const std::filesystem::path& path, const std::string& text) {
  ReplacementFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

}  // namespace diffcont
