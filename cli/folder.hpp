/// \file cli/folder.hpp
/// A folder that is written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sunsi::cli {

/// Files by their path below the folder, complete in memory before the first is written.
using FolderFiles = std::vector<std::pair<std::filesystem::path, std::string>>;

/// Refuses, before any work, a place where write_folder would fail: something that is no folder, or a
/// folder with contents that lacks `mark`, the file by which an earlier result is known.
/// \throws InvalidInput  naming the place and the remedy
void check_folder(const std::filesystem::path& folder, const std::string& mark);

/// Writes all files into a new folder beside `folder` and puts it in its place; an earlier result
/// disappears only then.
/// \throws DataError  it cannot be written; `folder` is then what it was
void write_folder(const std::filesystem::path& folder, const FolderFiles& files);

}  // namespace sunsi::cli
