/// \file core/provenance.hpp
/// Which program made a number: version, commit, and where the data are.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sunsi::core {

/// Version of sunsi, "major.minor.patch".
std::string_view version();

/// Short git commit of the source tree, "-modified" appended when it had uncommitted changes.
std::string_view git_commit();

/// SHA-256 of `bytes` as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

/// The folder of the shipped tables: $SUNSI_DATA, else ../share/sunsi/data beside the running
/// executable, else the source tree that this library was built from.
/// \throws DataError when none of them holds a manifest.csv
std::filesystem::path data_directory();

}  // namespace sunsi::core
