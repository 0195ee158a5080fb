#include <fmt/format.h>
#include <unistd.h>

#include <sunsi/cli/folder.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>

namespace sunsi::cli {
namespace {

namespace fs = std::filesystem;

/// The folder itself, without a slash behind its name and through links.
fs::path plain(const fs::path& folder) {
  std::error_code ec;
  const fs::path path = fs::weakly_canonical(fs::absolute(folder), ec);
  return path.has_filename() ? path : path.parent_path();
}

fs::path beside(const fs::path& folder, const char* ending) {
  return folder.parent_path() /
         fmt::format(".{}.{}.{}", folder.filename().string(), ::getpid(), ending);
}

/// Removed at the end of its life.
struct Temporary {
  fs::path path;
  ~Temporary() {
    std::error_code ec;
    fs::remove_all(path, ec);
  }
};

[[noreturn]] void fail(const fs::path& path, const std::error_code& ec) {
  throw core::DataError(fmt::format("{}: cannot be written ({}); choose another place with -o",
                                    path.string(), ec.message()));
}

}  // namespace

void check_folder(const fs::path& folder, const std::string& mark) {
  std::error_code ec;
  if (!fs::exists(folder, ec)) {
    return;
  }
  if (!fs::is_directory(folder, ec)) {
    throw core::InvalidInput(
        fmt::format("{}: is no folder; choose another place with -o", folder.string()));
  }
  if (!fs::is_empty(folder, ec) && !fs::exists(folder / mark, ec)) {
    throw core::InvalidInput(
        fmt::format("{}: holds other files and no {} of an earlier result; choose another place "
                    "with -o, or empty it",
                    folder.string(), mark));
  }
}

void write_folder(const fs::path& asked, const FolderFiles& files) {
  const fs::path folder = plain(asked);
  const Temporary fresh{beside(folder, "part")};
  const Temporary old{beside(folder, "old.part")};
  std::error_code ec;
  for (const auto& [path, text] : files) {
    fs::create_directories((fresh.path / path).parent_path(), ec);
    if (ec) {
      fail(folder, ec);
    }
    core::write_file_atomically(fresh.path / path, text);
  }
  const bool had = fs::exists(folder, ec);
  if (had) {
    fs::rename(folder, old.path, ec);
    if (ec) {
      fail(folder, ec);
    }
  }
  fs::rename(fresh.path, folder, ec);
  if (ec) {
    const std::error_code why = ec;
    if (had) {
      fs::rename(old.path, folder, ec);
    }
    fail(folder, why);
  }
}

}  // namespace sunsi::cli
