#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <thread>

namespace sunsi::core {
namespace fs = std::filesystem;

namespace {

/// A file that is open for reading, closed at the end of its life.
class Descriptor {
 public:
  /// Non-blocking: to open a pipe that nobody writes to would wait for ever.
  explicit Descriptor(const fs::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail_to_read(const fs::path& path, const std::string& what) {
  throw DataError(fmt::format("{}: {}", path.string(), what));
}

[[noreturn]] void fail_to_open(const fs::path& path, int error) {
  std::error_code ec;
  if (error == ENOENT && fs::is_symlink(path, ec)) {
    fail_to_read(path, fmt::format("a link to {}, which does not exist; check the path",
                                   fs::read_symlink(path, ec).string()));
  }
  if (error == ENOENT || error == ENOTDIR) {
    fail_to_read(path, "no such file; check the path");
  }
  fail_to_read(path, fmt::format("cannot be read ({}); check the path and its permissions",
                                 std::strerror(error)));
}

/// Waits until the writer of a pipe (or terminal) that has nothing to say yet says something.
void wait_for(int fd) {
  pollfd event{fd, POLLIN, 0};
  if (::poll(&event, 1, -1) < 0 && errno == EINTR) {
    throw Interrupted();
  }
}

/// All there is, up to one byte more than `limit`. A named pipe without a writer gets a second to
/// find one.
std::string read_all(
    const fs::path& path, int fd, bool pipe, std::size_t expected, std::size_t limit) {
  constexpr std::size_t block = 1u << 16;
  constexpr int looks = 20;
  std::string text;
  int silent = 0;
  text.reserve(expected + block);
  while (text.size() <= limit) {
    const std::size_t had = text.size();
    text.resize(had + std::min(block, limit + 1 - had));
    const ssize_t got = ::read(fd, text.data() + had, text.size() - had);
    const int error = errno;
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0 && pipe && text.empty() && silent < looks) {
      ++silent;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    } else if (got == 0) {
      break;
    } else if (got < 0 && error == EAGAIN) {
      wait_for(fd);
    } else if (got < 0 && error != EINTR) {
      fail_to_read(path, fmt::format("cannot be read ({})", std::strerror(error)));
    }
  }
  if (pipe && text.empty()) {
    fail_to_read(path, "a pipe that nobody writes to; give a file");
  }
  return text;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit, FileKind kind) {
  if (path.native().find('\0') != std::string::npos) {
    fail_to_read(path, "a path cannot hold a NUL byte; check the path");
  }
  const Descriptor file(path);
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    fail_to_open(path, errno);
  }
  if (S_ISDIR(status.st_mode)) {
    fail_to_read(path, "is a folder; a file is needed");
  }
  if (kind == FileKind::regular && !S_ISREG(status.st_mode)) {
    fail_to_read(path, "is a pipe or a device; a regular file is needed");
  }
  const auto size = static_cast<std::size_t>(S_ISREG(status.st_mode) ? status.st_size : 0);
  const std::string too_large = fmt::format("larger than {} bytes; is it the right file?", limit);
  if (size > limit) {  // before a byte of it is read
    fail_to_read(path, too_large);
  }
  std::string text = read_all(path, file.get(), S_ISFIFO(status.st_mode), size, limit);
  if (text.size() > limit) {
    fail_to_read(path, too_large);
  }
  return text;
}

void write_file_atomically(const fs::path& asked, std::string_view content) {
  std::error_code ec;
  const fs::file_status status = fs::status(asked, ec);
  const bool direct =
      fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
  const fs::path path =
      fs::is_symlink(asked, ec) && !direct ? fs::weakly_canonical(asked, ec) : asked;
  const fs::path temporary =
      direct
          ? path
          : path.parent_path() / fmt::format(".{}.{}.part", path.filename().string(), ::getpid());
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) {
    const std::string why = std::strerror(errno);
    if (!direct) {
      fs::remove(temporary, ec);
    }
    throw DataError(fmt::format("{}: cannot be written ({}); choose another place with -o",
                                path.string(), why));
  }
  if (direct) {
    return;
  }
  fs::rename(temporary, path, ec);
  if (ec) {
    const std::string why = ec.message();
    fs::remove(temporary, ec);
    throw DataError(fmt::format("{}: cannot be written ({}); choose another place with -o",
                                path.string(), why));
  }
}

}  // namespace sunsi::core
