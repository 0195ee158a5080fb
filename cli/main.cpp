#include <fmt/format.h>
#include <tbb/global_control.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <sunsi/cli/hdf5_file.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/core/spelling.hpp>

namespace {

using namespace sunsi;

const std::vector<std::pair<std::string, std::string>> verbs{
    {"run", "everything the configuration asks for, into a folder, with report.html"},
    {"probability", "P_ee by source and energy"},
    {"rates", "event rates by experiment, with data and pulls"},
    {"fit", "chi2 of the point, best fits of LMA and LMA-Dark, intervals, profiles, contours"},
    {"bounds", "laboratory and astrophysical bounds on the point: verdict table and summary"},
    {"scan", "chi2 of the solar data and bounds at every point of a grid, one table"},
    {"model", "couplings, epsilons (both conventions), potentials, widths, lifetimes of the point"},
    {"report", "makes report.html and figures again from the tables in a folder"},
    {"check", "one line: is the point allowed, and by what is it excluded"},
    {"validate",
     "checks the configuration and prints it complete with every default and its source"},
    {"schema", "the JSON schema of the configuration"},
    {"data", "lists the shipped tables with citation and checksum, verifies them"}};

const std::vector<std::string> later_verbs{"sensitivity", "explore"};

/// Verbs whose result is a table.
const std::vector<std::string> table_verbs{"run",    "probability", "rates", "model",
                                           "bounds", "data",        "fit",   "scan"};

/// A line on stderr; that it cannot be written is no second error.
void complain(const std::string& message) { std::fputs((message + "\n").c_str(), stderr); }

int dispatch(const cli::Options& options, const cli::StopSignal& stop) {
  if (options.verb == "run") {
    return cli::run(options, stop);
  }
  if (options.verb == "probability") {
    return cli::probability(options, stop);
  }
  if (options.verb == "rates") {
    return cli::rates(options, stop);
  }
  if (options.verb == "model") {
    return cli::model(options);
  }
  if (options.verb == "bounds") {
    return cli::bounds(options, stop);
  }
  if (options.verb == "fit") {
    return cli::fit(options, stop);
  }
  if (options.verb == "scan") {
    return cli::scan(options, stop);
  }
  if (options.verb == "check") {
    return cli::check(options, stop);
  }
  if (options.verb == "report") {
    return cli::report(options);
  }
  if (options.verb == "schema") {
    return cli::schema(options);
  }
  return options.verb == "validate" ? cli::validate(options) : cli::data(options);
}

/// "section.key=value" of --set.
pipeline::Override parse_override(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw core::InvalidInput(fmt::format("--set {}: write --set section.key=value", text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// What the parser fills.
struct Words {
  cli::Options options;
  std::vector<std::string> sets;
  std::string format;  ///< empty: json for a fit, else csv
};

void add_bounds(CLI::App& sub, cli::Options& options) {
  CLI::Option* plane =
      sub.add_option("--plane", options.plane_keys,
                     "exclusion plane with contours into the folder -o: over the axes of the "
                     "configuration, or KEY,KEY (model.mass_MeV,model.g)")
          ->expected(0, 1)
          ->type_name("[KEY,KEY]");
  CLI::Option* largest =
      sub.add_option("--largest", options.largest,
                     "largest allowed g of the point, or eps_medium over mass and tan_eta")
          ->check(CLI::IsMember({"g", "eps_medium"}))
          ->excludes(plane);
  sub.add_option("--find", options.find,
                 "an allowed point with these demands: \"eps_medium in 1.9..3.3, tan_eta > 0.5\"")
      ->excludes(plane)
      ->excludes(largest);
  sub.parse_complete_callback([&options, plane] { options.plane = plane->count() > 0; });
}

void add_verb(CLI::App& app, const std::string& verb, const std::string& help, Words& words) {
  cli::Options& options = words.options;
  CLI::App* sub = app.add_subcommand(verb, help);
  sub->callback([&options, verb] { options.verb = verb; });
  sub->add_option("-o,--output", options.output,
                  "file (for run: folder) instead of standard output");
  if (verb == "schema") {  // it knows no configuration
    return;
  }
  sub->add_option(
      verb == "report" ? "DIR" : "CONFIG", options.config,
      verb == "report" ? "folder of a run" : "configuration (YAML); without it every default");
  if (verb == "data") {
    sub->add_flag("--bibtex", options.bibtex, "BibTeX of what the configuration uses");
  }
  if (verb == "probability") {
    sub->add_flag("--zenith", options.zenith, "the table in bins of the zenith angle instead");
  }
  if (verb == "bounds") {
    add_bounds(*sub, options);
  }
  sub->add_option("--set", words.sets, "section.key=value, as if it stood in the configuration")
      ->allow_extra_args(false);
  sub->add_option("--format", words.format, "csv, json, or (tables, with -o) hdf5")
      ->check(CLI::IsMember({"csv", "json", "hdf5"}));
  sub->add_option("--threads", options.threads, "at most this many threads")
      ->check(CLI::Range(1, 4096));
  sub->add_flag("--quiet", options.quiet, "no progress, no summary");
}

/// HDF5 is for tables, and for files.
void check_hdf5(const cli::Options& options) {
  if (options.format != cli::Format::hdf5) {
    return;
  }
  cli::require_hdf5();
  if (options.bibtex ||
      std::find(table_verbs.begin(), table_verbs.end(), options.verb) == table_verbs.end()) {
    throw core::InvalidInput(
        fmt::format("--format hdf5: sunsi {}{} gives no table; allowed are csv, json", options.verb,
                    options.bibtex ? " --bibtex" : ""));
  }
  if (options.verb != "run" && (options.output.empty() || options.output == "-")) {
    throw core::InvalidInput(
        "--format hdf5 is not for standard output; give the file: -o PATH, say -o table.h5");
  }
}

/// Exceptions to exit statuses, as docs/interface says: 2 usage or configuration, 3 data or output,
/// 4 numbers.
int guarded(const cli::Options& options, const cli::StopSignal& stop) {
  try {
    return dispatch(options, stop);
  } catch (const core::Interrupted& error) {
    complain(fmt::format("sunsi: {}", error.what()));
    return stop.exit_status() != 0 ? stop.exit_status() : 130;
  } catch (const core::InvalidInput& error) {
    complain(error.what());
    return 2;
  } catch (const core::DataError& error) {
    complain(error.what());
    return 3;
  } catch (const core::NumericalError& error) {
    complain(error.what());
    return 4;
  } catch (const std::bad_alloc&) {
    complain("sunsi: out of memory; ask for fewer energies or points");
    return 4;
  }
}

std::string joined(int argc, char** argv) {
  std::string text = "sunsi";
  for (int i = 1; i < argc; ++i) {
    text += ' ';
    text += argv[i];
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"sunsi: solar neutrinos with non-standard interactions and their light mediator"};
  app.set_version_flag("--version",
                       fmt::format("sunsi {} ({})", core::version(), core::git_commit()));
  app.require_subcommand(1);
  Words words;
  cli::Options& options = words.options;
  options.command = joined(argc, argv);
  std::vector<std::string> names;
  for (const auto& [verb, help] : verbs) {
    names.push_back(verb);
    add_verb(app, verb, help, words);
  }
  if (argc > 1 && std::find(later_verbs.begin(), later_verbs.end(), argv[1]) != later_verbs.end()) {
    complain(
        fmt::format("verb '{}' is not in version {}; see sunsi --help", argv[1], core::version()));
    return 2;
  }
  if (argc > 1 && argv[1][0] != '-' &&
      std::find(names.begin(), names.end(), argv[1]) == names.end()) {
    const std::string near = core::nearest(argv[1], names);
    complain(fmt::format("unknown verb '{}'{}; allowed are {}; see sunsi --help", argv[1],
                         near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                         fmt::join(names, ", ")));
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // CLI11's own codes do not leak
  }
  const cli::StopSignal stop;
  try {
    for (const std::string& text : words.sets) {
      options.overrides.push_back(parse_override(text));
    }
    if (words.format.empty()) {
      words.format = options.verb == "fit" ? "json" : "csv";
    }
    options.format = words.format == "json"   ? cli::Format::json
                     : words.format == "hdf5" ? cli::Format::hdf5
                                              : cli::Format::csv;
    check_hdf5(options);
  } catch (const core::InvalidInput& error) {
    complain(error.what());
    return 2;
  }
  std::unique_ptr<tbb::global_control> threads;
  if (options.threads > 0) {
    threads = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                    static_cast<std::size_t>(options.threads));
  }
  return guarded(options, stop);
}
