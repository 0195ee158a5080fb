#include <sha256.h>

#include <array>
#include <cstdlib>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <vector>

#include "git_version.h"

namespace sunsi::core {

std::string_view version() { return SUNSI_VERSION; }

std::string_view git_commit() { return SUNSI_GIT_COMMIT; }

std::string sha256(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
  SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex.data());
  return std::string(hex.data());
}

std::filesystem::path data_directory() {
  namespace fs = std::filesystem;
  std::error_code ec;
  if (const char* env = std::getenv("SUNSI_DATA"); env != nullptr && *env != '\0') {
    if (!fs::exists(fs::path(env) / "manifest.csv", ec)) {
      throw DataError(
          std::string("SUNSI_DATA=") + env +
          ": no manifest.csv there; point SUNSI_DATA at sunsi's data folder or unset it");
    }
    return env;
  }
  std::vector<fs::path> candidates;
  if (const fs::path exe = fs::read_symlink("/proc/self/exe", ec); !ec) {
    candidates.push_back(exe.parent_path().parent_path() / "share" / "sunsi" / "data");
    // A repaired wheel keeps the program in lib/pythonX.Y/site-packages/sunsi.scripts.
    candidates.push_back(exe.parent_path() / "../../../../share/sunsi/data");
  }
#ifdef SUNSI_SOURCE_DATA
  candidates.emplace_back(SUNSI_SOURCE_DATA);
#endif
  for (const fs::path& candidate : candidates) {
    if (fs::exists(candidate / "manifest.csv", ec)) {
      return candidate;
    }
  }
  throw DataError("no data folder found; install sunsi with its data or set SUNSI_DATA");
}

}  // namespace sunsi::core
