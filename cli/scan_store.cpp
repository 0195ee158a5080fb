#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sunsi/cli/scan_store.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>

namespace sunsi::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark = "block\n";
constexpr std::size_t most_bytes = std::size_t{1} << 30;

/// A double to the last bit.
std::string exact(double x) { return fmt::format("{:a}", x); }

std::string line_of(const ScanRow& row) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\n", exact(row.chi2), exact(row.ratio), row.strongest,
                     row.excluded_by, row.error);
}

ScanRow row_of(const std::string& line, const fs::path& path) {
  std::array<std::string, 5> cell;
  std::size_t k = 0;
  for (const char c : line) {
    if (c == '\t') {
      ++k;
    } else if (k < cell.size()) {
      cell[k] += c;
    }
  }
  if (k != cell.size() - 1) {
    throw core::DataError(
        fmt::format("{}: damaged; remove it and the scan begins anew", path.string()));
  }
  return {std::strtod(cell[0].c_str(), nullptr), std::strtod(cell[1].c_str(), nullptr), cell[2],
          cell[3], cell[4]};
}

}  // namespace

ScanStore::ScanStore(const fs::path& result, std::string identity)
    : path_(result.empty() ? result : fs::path(result.string() + ".partial")),
      identity_(std::move(identity) + "\n") {
  std::error_code ec;
  if (!path_.empty() && fs::exists(path_, ec)) {
    open();
    read();
  }
}

ScanStore::~ScanStore() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

void ScanStore::open() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    throw core::DataError(fmt::format("{}: cannot be written ({}); choose another place with -o",
                                      path_.string(), std::strerror(errno)));
  }
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw core::InvalidInput(fmt::format(
        "{}: another process works on this scan; wait for it, or choose another place with -o",
        path_.string()));
  }
}

void ScanStore::read() {
  const std::string text = core::read_file(path_, most_bytes, core::FileKind::regular);
  if (!text.empty() && !text.starts_with(identity_)) {
    throw core::InvalidInput(fmt::format(
        "{}: holds points of another scan (configuration, version or data are not the same); "
        "remove it, or choose another place with -o",
        path_.string()));
  }
  const std::size_t last = text.rfind(std::string("\n") + mark);
  if (last == std::string::npos) {  // not one block: begin anew
    if (::ftruncate(fd_, 0) != 0) {
      throw core::DataError(fmt::format("{}: cannot be written", path_.string()));
    }
    write(identity_);
    return;
  }
  const std::size_t end = last + 1 + std::strlen(mark);
  for (std::size_t at = identity_.size(); at < end;) {
    const std::size_t stop = text.find('\n', at);
    const std::string line = text.substr(at, stop - at);
    if (line + "\n" != mark) {
      rows_.push_back(row_of(line, path_));
    }
    at = stop + 1;
  }
  if (::ftruncate(fd_, static_cast<off_t>(end)) != 0) {
    throw core::DataError(fmt::format("{}: cannot be written", path_.string()));
  }
}

void ScanStore::write(const std::string& text) const {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(fd_, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) {
      throw core::DataError(fmt::format("{}: cannot be written ({}); choose another place with -o",
                                        path_.string(), std::strerror(errno)));
    }
    done += static_cast<std::size_t>(n < 0 ? 0 : n);
  }
}

void ScanStore::add(std::vector<ScanRow> block) {
  if (!path_.empty()) {
    std::string text;
    if (fd_ < 0) {
      open();
      text = identity_;
    }
    for (const ScanRow& row : block) {
      text += line_of(row);
    }
    write(text + mark);
  }
  for (ScanRow& row : block) {
    rows_.push_back(std::move(row));
  }
}

void ScanStore::remove() {
  std::error_code ec;
  if (!path_.empty()) {
    fs::remove(path_, ec);
  }
}

}  // namespace sunsi::cli
