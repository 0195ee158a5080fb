#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>

namespace sunsi::core {
namespace fs = std::filesystem;

std::string read_file(const fs::path& path, std::size_t limit) {
  std::error_code ec;
  const fs::file_status status = fs::status(path, ec);
  if (!fs::exists(status)) {
    throw DataError(fmt::format("{}: no such file; check the path", path.string()));
  }
  if (fs::is_directory(status)) {
    throw DataError(fmt::format("{}: is a folder; a file is needed", path.string()));
  }
  if (fs::is_regular_file(status) && fs::file_size(path, ec) > limit) {
    throw DataError(
        fmt::format("{}: larger than {} bytes; is it the right file?", path.string(), limit));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text;
  text.resize(fs::is_regular_file(status) ? static_cast<std::size_t>(fs::file_size(path, ec)) + 1
                                          : limit + 1);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) {
    throw DataError(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > limit) {
    throw DataError(
        fmt::format("{}: larger than {} bytes; is it the right file?", path.string(), limit));
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
