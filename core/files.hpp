/// \file core/files.hpp
/// Reading whole files and writing them so that nothing half-written is left under the final name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sunsi::core {

/// The bytes of a file.
/// \throws DataError when it cannot be opened or read, is a folder, or is larger than `limit` bytes
std::string read_file(const std::filesystem::path& path, std::size_t limit = 64u << 20);

/// Writes `content` under a temporary name in the same folder, then renames it to `path`. Links are
/// followed; a device or a pipe is written to directly, it cannot be half-written under a final
/// name.
/// \throws DataError when the folder or the file cannot be written; the old file then still
/// stands
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace sunsi::core
