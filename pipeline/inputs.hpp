/// \file pipeline/inputs.hpp
/// The shipped tables: their list, and that they are what they were when sunsi was released.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::pipeline {

/// One shipped file.
struct InputFile {
  std::string file;    ///< relative to the data folder
  std::string sha256;  ///< as the manifest has it
  std::string title;
  std::string source;  ///< keys of data/references.yaml
  std::string citation;
};

/// Every file of data/manifest.csv with title and citation.
/// \throws DataError  manifest missing or
/// damaged
std::vector<InputFile> shipped_files(const std::filesystem::path& data);

/// \throws DataError  the file is missing or its checksum differs from the manifest's
void verify(const InputFile& input, const std::filesystem::path& data);

/// These files (names relative to the data folder), verified, in the order of the manifest.
/// \throws DataError  as verify(), or a file that is not in the manifest
std::vector<InputFile> verified_files(std::set<std::string> used,
                                      const std::filesystem::path& data);

/// The same with the files of the configuration's Sun, or the user's own profile at the end.
/// \throws DataError  as verified_files()
std::vector<InputFile> verified_files_with_sun(std::set<std::string> used, const Config& config);

/// The files that a configuration uses, verified, with those of more solar models (spread.hpp).
/// \throws DataError  as verify()
std::vector<InputFile> inputs_of(const Config& config,
                                 const std::vector<std::string>& more_models = {});

/// BibTeX entries of data/references.bib for the citation keys of `files` and of sunsi's own method
/// (the model, the cross-sections), in the order of that file.
/// \throws DataError  the file is missing
std::string bibtex_of(const std::vector<InputFile>& files, const std::filesystem::path& data);

}  // namespace sunsi::pipeline
