#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/point_bounds.hpp>
#include <sunsi/cli/scan_store.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/core/text.hpp>
#include <sunsi/fit/solar_fit.hpp>
#include <sunsi/fit/tasks.hpp>
#include <sunsi/fit/verdict.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using pipeline::ScanAxis;

constexpr std::size_t most_points = 1'000'000;  // of a table in memory
constexpr std::size_t block_size =
    128;  // points that an interruption may cost: below a second by day

/// The points of a scan, row by row: k = j count_x + i.
class Scan {
 public:
  explicit Scan(const pipeline::Config& config)
      : config_(config), inputs_(config.zprime_inputs.value()) {
    if (config.scan.chi2_solar) {
      likelihood_.emplace(fit::likelihood_of(config));
    }
    if (config.scan.bounds && config.bounds.enabled) {
      list_.emplace(config.bounds, config.data);
    }
  }

  [[nodiscard]] std::size_t size() const {
    const auto& [x, y] = config_.scan.axes;
    return static_cast<std::size_t>(x.count) * static_cast<std::size_t>(y.count);
  }
  [[nodiscard]] bool with_chi2() const { return likelihood_.has_value(); }
  [[nodiscard]] bool with_bounds() const { return list_.has_value(); }

  [[nodiscard]] std::array<double, 2> at(std::size_t k) const {
    const auto& [x, y] = config_.scan.axes;
    const auto count = static_cast<std::size_t>(x.count);
    return {x.at(static_cast<double>(k % count)), y.at(static_cast<double>(k / count))};
  }

  /// Pure. Where no chi2 can be had the row says why: points where an interaction is absurdly strong
  /// shall not cost the others.
  [[nodiscard]] ScanRow row(std::size_t k) const {
    const auto [x, y] = at(k);
    const auto inputs = sunsi::bounds::inputs_at(inputs_, config_.scan.axes, x, y);
    ScanRow row;
    if (likelihood_) {
      try {
        row.chi2 = (*likelihood_)({config_.oscillation, inputs.zprime(), {}, {}}).solar;
      } catch (const core::NumericalError& error) {
        row.error = core::printable(error.what());
      }
    }
    if (list_) {
      add_bounds(row, inputs);
    }
    return row;
  }

  /// Data less free fluxes: the same at every point.
  [[nodiscard]] int dof() const { return std::max(0, likelihood_->solar_data()); }

 private:
  void add_bounds(ScanRow& row, const pipeline::ZPrimeInputs& inputs) const {
    sunsi::bounds::Point point = sunsi::bounds::point_of(inputs);
    if (list_->needs_survival()) {
      sunsi::bounds::add_survival(point, config_.with(inputs.zprime(), config_.oscillation));
    }
    for (std::size_t b = 0; b < list_->size(); ++b) {
      const sunsi::bounds::Label& label = (*list_)[b].label();
      const sunsi::bounds::Comparison c = (*list_)[b].compare(point);
      if (label.planned || !c.known || !c.applies) {
        continue;
      }
      if (row.strongest.empty() || c.ratio > row.ratio) {
        row.strongest = label.name;
        row.ratio = core::ensure_finite(c.ratio, "ratio of " + label.name);
      }
      if (c.excluded()) {
        row.excluded_by += (row.excluded_by.empty() ? "" : " ") + label.name;
      }
    }
  }

  const pipeline::Config& config_;
  pipeline::ZPrimeInputs inputs_;
  std::optional<fit::SolarChi2> likelihood_;
  std::optional<sunsi::bounds::List> list_;
};

void check(const pipeline::Config& config) {
  if (!config.scan.enabled) {
    throw core::InvalidInput(
        "scan needs two axes in the configuration: scan: {axes: [{key: model.mass_MeV, min: 5, "
        "max: 200, count: 20, spacing: log}, {key: model.g, min: 1e-5, max: 1e-3, count: 20, "
        "spacing: log}]}");
  }
  if (!config.scan.chi2_solar && !config.bounds.enabled) {
    throw core::InvalidInput(
        "scan.outputs asks for bounds alone and bounds.enabled is false: nothing is left; add "
        "chi2_solar to the outputs, or enable the bounds");
  }
  const std::size_t points = static_cast<std::size_t>(config.scan.axes[0].count) *
                             static_cast<std::size_t>(config.scan.axes[1].count);
  if (points > most_points) {
    throw core::InvalidInput(
        fmt::format("a scan of {} points; at most {} in a table: take fewer values an axis (planes "
                    "of bounds alone go further: sunsi bounds --plane)",
                    points, most_points));
  }
}

std::vector<pipeline::InputFile> inputs_of_scan(const pipeline::Config& config) {
  auto inputs = pipeline::inputs_of(config);
  return config.scan.bounds ? joined(inputs, BoundsTask(config).inputs()) : inputs;
}

/// What makes the same points: program, configuration, data.
std::string identity(const pipeline::Config& config,
                     const std::vector<pipeline::InputFile>& inputs) {
  std::string data;
  for (const pipeline::InputFile& input : inputs) {
    data += input.file + "=" + input.sha256 + "\n";
  }
  return fmt::format("sunsi-scan 1 {} {} {} {}", core::version(), core::git_commit(), config.hash,
                     core::sha256(data));
}

core::Sheet sheet_of(const Scan& scan,
                     const std::vector<ScanRow>& rows,
                     const pipeline::Config& config,
                     const std::vector<pipeline::InputFile>& inputs) {
  core::Sheet sheet{metadata(config, inputs), {}, {}};
  for (const ScanAxis& axis : config.scan.axes) {
    sheet.metadata.emplace_back(
        "axis", fmt::format("{} from {:g} to {:g}, {} values, {}", path(axis.key), axis.min,
                            axis.max, axis.count, axis.log ? "log" : "linear"));
    sheet.columns.push_back({std::string(name(axis.key)), std::string(unit(axis.key))});
  }
  const int dof = scan.with_chi2() ? scan.dof() : 0;
  if (scan.with_chi2()) {
    sheet.metadata.emplace_back("experiments",
                                fmt::format("{}", fmt::join(config.experiments, " ")));
    sheet.metadata.emplace_back(
        "chi2_solar", fmt::format("of these solar data and the prior of the fluxes, {} degrees of "
                                  "freedom; without priors of oscillation parameters",
                                  dof));
    sheet.metadata.emplace_back("p_solar", "probability of a larger chi2_solar");
    sheet.columns.push_back({"chi2_solar", "1"});
    sheet.columns.push_back({"p_solar", "1"});
  }
  if (scan.with_bounds()) {
    sheet.metadata.emplace_back("excluded_by",
                                "bounds that exclude the point, each at the "
                                "confidence level of its source");
    sheet.metadata.emplace_back("strongest", "the bound of the largest ratio to its limit");
    for (const char* column : {"excluded_by", "strongest"}) {
      sheet.columns.push_back({column, "-"});
    }
    sheet.columns.push_back({"ratio", "1"});
  }
  if (scan.with_chi2()) {
    sheet.metadata.emplace_back("error", "why a point has no chi2_solar");
    sheet.columns.push_back({"error", "-"});
  }
  const auto word = [](const std::string& text) { return text.empty() ? Cell() : Cell(text); };
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto [x, y] = scan.at(k);
    std::vector<Cell> cells{x, y};
    if (scan.with_chi2()) {
      const bool failed = !rows[k].error.empty();
      cells.push_back(failed ? Cell() : Cell(rows[k].chi2));
      cells.push_back(failed ? Cell() : Cell(fit::p_value(rows[k].chi2, dof)));
    }
    if (scan.with_bounds()) {
      cells.push_back(word(rows[k].excluded_by));
      cells.push_back(word(rows[k].strongest));
      cells.push_back(rows[k].strongest.empty() ? Cell() : Cell(rows[k].ratio));
    }
    if (scan.with_chi2()) {
      cells.push_back(word(rows[k].error));
    }
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

void work_off(const Scan& scan, ScanStore& store, const Options& options, const StopSignal& stop) {
  Progress progress("scan", options.quiet);
  const pipeline::Monitor monitor = progress.monitor(stop);
  const std::size_t before = store.rows().size();
  while (store.rows().size() < scan.size()) {
    const std::size_t first = store.rows().size();
    std::vector<ScanRow> block(std::min(block_size, scan.size() - first));
    fit::run_tasks(block.size(), [&](std::size_t i) {
      if (stop.flag().load()) {
        throw core::Interrupted();
      }
      block[i] = scan.row(first + i);
    });
    store.add(std::move(block));
    if (monitor.progress) {  // the rate is that of this call
      monitor.progress(store.rows().size() - before, scan.size() - before);
    }
  }
}

}  // namespace

int scan(const Options& options, const StopSignal& stop) {
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  check(config);
  if (std::filesystem::is_directory(options.output)) {
    throw core::InvalidInput(
        fmt::format("{}: is a folder; a scan is one table: -o FILE", options.output));
  }
  const std::vector<pipeline::InputFile> inputs = inputs_of_scan(config);
  const bool kept = !options.output.empty() && options.output != "-" &&
                    (!std::filesystem::exists(options.output) ||
                     std::filesystem::is_regular_file(options.output));
  ScanStore store(kept ? std::filesystem::path(options.output) : std::filesystem::path(),
                  identity(config, inputs));
  const Scan scan(config);
  if (!store.rows().empty() && !options.quiet) {
    fmt::print(stderr, "{} of {} points stand in {}\n", store.rows().size(), scan.size(),
               store.path().string());
  }
  try {
    work_off(scan, store, options, stop);
  } catch (const core::Interrupted&) {
    if (!store.rows().empty() && kept) {
      fmt::print(stderr, "{} of {} points are kept in {}: the same command goes on from there\n",
                 store.rows().size(), scan.size(), store.path().string());
    }
    throw;
  }
  emit(sheet_of(scan, store.rows(), config, inputs), options);
  store.remove();
  const auto failed = std::count_if(store.rows().begin(), store.rows().end(),
                                    [](const ScanRow& row) { return !row.error.empty(); });
  if (failed > 0) {
    throw core::NumericalError(
        fmt::format("{} of {} points have no chi2_solar: the table is complete, its column error "
                    "says why",
                    failed, scan.size()));
  }
  return 0;
}

}  // namespace sunsi::cli
