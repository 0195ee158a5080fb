/// \file core/files.hpp
/// Reading whole files and writing them so that nothing half-written is left under the final name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sunsi::core {

/// What a name may stand for: a regular file only, or a pipe or device as well (/dev/stdin).
enum class FileKind { regular, any };

/// The bytes of a file. A pipe is read to its end, which a signal interrupts; one that nobody has
/// open for writing is refused after a second.
/// \throws DataError when it cannot be opened or read, is a folder or not of the kind asked for, or
/// is larger than `limit` bytes (a regular file: without reading it)
/// \throws Interrupted  by a signal while it waits for a pipe
std::string read_file(const std::filesystem::path& path,
                      std::size_t limit = 64u << 20,
                      FileKind kind = FileKind::any);

/// Writes `content` under a temporary name in the same folder, then renames it to `path`. Links are
/// followed; a device or a pipe is written to directly, it cannot be half-written under a final
/// name.
/// \throws DataError when the folder or the file cannot be written; the old file then still
/// stands
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace sunsi::core
