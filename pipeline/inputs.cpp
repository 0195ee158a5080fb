#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <sunsi/core/error.hpp>
#include <sunsi/core/files.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/sno.hpp>
#include <sunsi/pipeline/inputs.hpp>
#include <sunsi/pipeline/night.hpp>
#include <sunsi/pipeline/sk_rates.hpp>
#include <sunsi/solar/fluxes.hpp>
#include <sunsi/solar/spectrum.hpp>

namespace sunsi::pipeline {
namespace {

/// Header lines `# key: value` of a table; empty for cards.
std::string header_value(const std::string& text, const std::string& key) {
  const std::string start = "# " + key + ": ";
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line) && !line.empty() && line[0] == '#') {
    if (line.starts_with(start)) {
      return line.substr(start.size());
    }
  }
  return "";
}

/// What a card says of itself: its member `title`, which the cards of bounds begin with, or its
/// first comment line.
std::string card_title(const std::string& text) {
  const std::string first = text.substr(0, text.find('\n'));
  const std::string title = "title: ";
  if (first.starts_with(title)) {
    return first.substr(title.size());
  }
  return first.starts_with("# ") ? first.substr(2) : "";
}

void describe(InputFile& input, const std::string& text) {
  if (input.file.ends_with(".csv")) {
    input.title = header_value(text, "title");
    input.source = header_value(text, "source");
    input.citation = header_value(text, "citation");
    return;
  }
  input.title = card_title(text);
  std::set<std::string> keys;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    const auto at = line.find("source: ");
    if (at != std::string::npos && line.find('#') == std::string::npos) {
      keys.insert(line.substr(at + 8));
    }
  }
  for (const std::string& key : keys) {
    input.source += (input.source.empty() ? "" : ", ") + key;
  }
}

/// The manifest: file, sha256, bytes.
std::vector<InputFile> read_manifest(const std::filesystem::path& data) {
  const std::string text = core::read_file(data / "manifest.csv");
  std::istringstream lines(text);
  std::string line;
  std::vector<InputFile> files;
  while (std::getline(lines, line)) {
    if (line.empty() || line[0] == '#' || line.starts_with("file,")) {
      continue;
    }
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    if (second == std::string::npos || second - first != 65) {
      throw core::DataError(
          fmt::format("{}: damaged line '{}'", (data / "manifest.csv").string(), line));
    }
    files.push_back({line.substr(0, first), line.substr(first + 1, 64), "", "", ""});
  }
  return files;
}

/// Card and tables of Super-Kamiokande's asymmetry.
void add_asymmetry_files(std::set<std::string>& used) {
  used.insert({"experiments/super-kamiokande.yaml", "experiments/sk-adn.csv",
               "experiments/sk-response.csv"});
}

/// Card and tables of an experiment, but for Super-Kamiokande's asymmetry.
void add_files_of(const std::string& experiment,
                  const Config& config,
                  std::set<std::string>& used) {
  if (experiment.starts_with("borexino")) {
    used.insert("experiments/borexino.yaml");
  } else if (experiment == "sno") {
    used.insert({"experiments/sno.yaml", "experiments/sno-sensitivity.csv"});
    for (const detector::SnoPhase& phase : detector::load_sno(config.data).phases) {
      if (config.night) {
        used.insert(exposure_table(phase.exposure));
      }
    }
  } else if (experiment == "gallium") {
    used.insert({"experiments/gallium.yaml", "experiments/ga71-cross-section.csv"});
  } else if (experiment == "chlorine") {
    used.insert({"experiments/chlorine.yaml", "experiments/cl37-cross-section.csv"});
  }
  for (const int phase : sk_phases({experiment})) {
    used.insert({"experiments/super-kamiokande-phases.yaml", "experiments/sk-response.csv",
                 "experiments/sk-systematics.csv",
                 fmt::format("experiments/sk{}-spectrum.csv", phase)});
  }
}

}  // namespace

std::vector<InputFile> shipped_files(const std::filesystem::path& data) {
  std::vector<InputFile> files = read_manifest(data);
  for (InputFile& input : files) {
    std::error_code ec;
    if (std::filesystem::exists(data / input.file, ec)) {
      describe(input, core::read_file(data / input.file));
    }
  }
  return files;
}

namespace {

/// \param text  of the file
void verify_text(const InputFile& input,
                 const std::string& text,
                 const std::filesystem::path& data) {
  const std::string found = core::sha256(text);
  if (found != input.sha256) {
    throw core::DataError(
        fmt::format("{}: damaged: SHA-256 {}... instead of {}...; restore the file",
                    (data / input.file).string(), found.substr(0, 12), input.sha256.substr(0, 12)));
  }
}

}  // namespace

void verify(const InputFile& input, const std::filesystem::path& data) {
  verify_text(input, core::read_file(data / input.file), data);
}

std::string bibtex_of(const std::vector<InputFile>& files, const std::filesystem::path& data) {
  std::set<std::string> keys{"BernalFarzan2022", "BahcallKamionkowskiSirlin1995"};
  for (const InputFile& file : files) {
    std::istringstream words(file.source);
    std::string key;
    while (std::getline(words, key, ',')) {
      key.erase(0, key.find_first_not_of(' '));
      keys.insert(key);
    }
  }
  const std::string text = core::read_file(data / "references.bib");
  std::string entries;
  std::size_t begin = text.find("\n@");
  while (begin != std::string::npos) {  // an entry runs to the next line that starts with @
    const std::size_t next = text.find("\n@", begin + 1);
    const std::string entry = text.substr(begin + 1, next - begin - 1);
    const std::size_t open = entry.find('{');
    if (keys.contains(entry.substr(open + 1, entry.find(',') - open - 1))) {
      entries += entry.substr(0, entry.find_last_not_of("\n ") + 1) + "\n\n";
    }
    begin = next;
  }
  return entries;
}

std::vector<InputFile> verified_files(std::set<std::string> used,
                                      const std::filesystem::path& data) {
  std::vector<InputFile> files;
  for (InputFile& input : read_manifest(data)) {
    if (used.erase(input.file) > 0) {
      const std::string text = core::read_file(data / input.file);
      verify_text(input, text, data);
      describe(input, text);
      files.push_back(input);
    }
  }
  if (!used.empty()) {
    throw core::DataError(fmt::format("{}: not in the manifest; run scripts/data-manifest",
                                      (data / *used.begin()).string()));
  }
  return files;
}

std::vector<InputFile> verified_files_with_sun(std::set<std::string> used, const Config& config) {
  used.insert(config.sun->files().begin(), config.sun->files().end());
  std::vector<InputFile> files = verified_files(std::move(used), config.data);
  if (config.sun->files().empty()) {  // a profile of the user's own
    files.push_back({config.sun->name(), core::sha256(core::read_file(config.sun->name())),
                     "profile of the user's own", "", ""});
  }
  return files;
}

std::vector<InputFile> inputs_of(const Config& config,
                                 const std::vector<std::string>& more_models) {
  std::set<std::string> used;
  for (const std::string& name : more_models) {
    used.insert(fmt::format("solar/{}.csv", name));
    used.insert(fmt::format("solar/{}.profile.csv", name));
  }
  used.insert("oscillation/presets.yaml");
  used.insert(fmt::format("fluxes/{}.csv", config.flux_model));
  used.insert(solar::load_fluxes(config.flux_model, config.data).correlation_file);
  if (config.free_fluxes.all) {
    used.insert("fluxes/luminosity.csv");
  }
  for (const model::Source source : model::all_sources) {
    used.insert(solar::Spectrum::load(source, config.data, config.spectrum_8B).file());
  }
  for (const std::string& experiment : config.experiments) {
    add_files_of(experiment, config, used);
  }
  if (!config.fit.priors.empty()) {
    used.insert("experiments/priors.yaml");
  }
  if (config.night) {
    add_asymmetry_files(used);  // A_DN by energy is of any run with night
    used.insert(config.night->earth->files().begin(), config.night->earth->files().end());
    used.insert("earth/sites.yaml");
    if (!config.night->exposure_name.empty()) {
      used.insert(exposure_table(config.night->exposure_name));
    }
  }
  std::vector<InputFile> files = verified_files_with_sun(std::move(used), config);
  if (config.night && !config.night->exposure_file.empty()) {
    files.push_back({config.night->exposure_file,
                     core::sha256(core::read_file(config.night->exposure_file)),
                     "exposure of the user's own", "", ""});
  }
  return files;
}

}  // namespace sunsi::pipeline
