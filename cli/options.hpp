/// \file cli/options.hpp
/// What the command line said.
#pragma once

#include <string>
#include <sunsi/pipeline/config.hpp>
#include <vector>

namespace sunsi::cli {

enum class Format { csv, json, hdf5 };

/// Options common to the verbs.
struct Options {
  std::string verb;
  std::string config;  ///< path, or the folder of `report`; empty when left out
  std::vector<pipeline::Override> overrides;
  std::string output;  ///< empty: standard output, for `run` the folder "sunsi-output"
  Format format = Format::csv;
  int threads = 0;  ///< 0: all cores
  bool quiet = false;
  bool zenith = false;     ///< `probability`: in bins of the zenith angle instead
  bool plane = false;      ///< `bounds`: a plane instead of a point
  std::string plane_keys;  ///< "KEY,KEY" of --plane; empty: the configuration's axes
  std::string largest;     ///< `bounds`: the input of --largest
  std::string find;        ///< `bounds`: the demands of --find
  bool bibtex = false;     ///< `data`: BibTeX instead of the list
  std::string command;     ///< the whole command line, for the record
};

}  // namespace sunsi::cli
