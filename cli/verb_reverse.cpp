#include <fmt/format.h>

#include <cstdio>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/bounds/reverse.hpp>
#include <sunsi/cli/output.hpp>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/cli/verbs.hpp>
#include <sunsi/core/provenance.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using core::Sheet;
using Metadata = std::vector<std::pair<std::string, std::string>>;

std::string name_of(const bounds::Bound* bound) {
  return bound == nullptr ? "" : bound->label().name;
}

/// Couplings of a point and what binds it.
Sheet point_sheet(Metadata meta, const pipeline::ZPrimeInputs& z, const bounds::Worst& worst) {
  const model::ZPrime model = z.zprime();
  const double eps = model.eps_medium(z.nucleons_per_electron).value;
  const auto tan_eta = model.tan_eta();
  Sheet sheet{std::move(meta), {{"quantity", "-"}, {"value", "unit"}, {"unit", "-"}}, {}};
  const auto add = [&](const char* name, Cell value, const char* unit) {
    sheet.rows.push_back({std::string(name), std::move(value), std::string(unit)});
  };
  add("mass_MeV", z.mass_MeV, "MeV");
  add("g", model.g(), "1");
  add("c", z.c, "1");
  add("tan_eta", tan_eta ? Cell(*tan_eta) : Cell(), "1");
  add("eps_kin", model.eps_kin(), "1");
  add("nucleons_per_electron", z.nucleons_per_electron, "1");
  add("eps_medium_std", eps, "1");
  add("eps_medium_paper", model::to_paper({eps}).value, "1");
  add("strongest_ratio", worst.ratio, "1");
  return sheet;
}

void say(const Options& options, Sheet& sheet, const std::string& summary) {
  sheet.metadata.emplace_back("summary", summary);
  emit(sheet, options);
  if (!options.quiet) {
    std::fputs((summary + "\n").c_str(), stderr);
  }
}

void largest_coupling(const Options& options,
                      const bounds::List& list,
                      const pipeline::ZPrimeInputs& z,
                      Metadata meta) {
  const bounds::LargestCoupling result = sunsi::bounds::largest_g(list, z);
  const bounds::Range range;
  meta.emplace_back(
      "range", fmt::format("g from {:g} to {:g}; an empty bound: the end of this range", range.low,
                           range.high));
  meta.emplace_back("interval", "1: the one that holds g -> 0, if its g_min has no bound");
  Sheet sheet{std::move(meta),
              {{"interval", "1"},
               {"g_min", "1"},
               {"g_max", "1"},
               {"excluded_below_by", "-"},
               {"excluded_above_by", "-"}},
              {}};
  double number = 0;
  for (const bounds::Allowed& a : result.intervals) {
    sheet.rows.push_back({++number, a.low, a.high, name_of(a.below), name_of(a.above)});
  }
  const std::size_t islands = result.intervals.size() - (result.g ? 1 : 0);
  const std::string more =
      islands == 0 ? "" : fmt::format("; {} further allowed interval(s)", islands);
  say(options, sheet,
      !result.g
          ? fmt::format("no g is allowed near 0: excluded by {}{}", name_of(result.set_by), more)
      : result.set_by == nullptr
          ? fmt::format("g is allowed up to {:g}, the end of the range", *result.g)
          : fmt::format("largest allowed g = {:.6g}, set by {}{}", *result.g,
                        name_of(result.set_by), more));
}

void largest_epsilon(const Options& options,
                     const bounds::List& list,
                     const pipeline::ZPrimeInputs& z,
                     Metadata meta,
                     const StopSignal& stop) {
  Progress progress("largest eps_medium", options.quiet);
  const auto result = sunsi::bounds::largest_eps_medium(list, z, {}, progress.monitor(stop));
  const auto worst = sunsi::bounds::worst_at(list, sunsi::bounds::point_of(result.at));
  Sheet sheet = point_sheet(std::move(meta), result.at, worst);
  say(options, sheet,
      result.eps_medium == 0
          ? fmt::format("no mass and tan_eta is allowed at c = {:g}", z.c)
          : fmt::format(
                "largest allowed abs(eps_medium) at c = {:g}: eps_medium = {:.4g} ({} "
                "convention) at mass {:.4g} MeV, tan_eta {:.4g}, g {:.4g}; set by {}",
                z.c, result.eps_medium, model::name(z.convention), result.at.mass_MeV,
                result.at.tan_eta.value_or(0), result.at.g.value_or(0),
                result.set_by == nullptr ? "the end of the range of g" : name_of(result.set_by)));
}

void find(const Options& options,
          const bounds::List& list,
          const pipeline::ZPrimeInputs& z,
          Metadata meta,
          const StopSignal& stop) {
  const auto demands = sunsi::bounds::parse_demands(options.find);
  Progress progress("search", options.quiet);
  const auto found = sunsi::bounds::find_allowed(list, z, demands, progress.monitor(stop));
  meta.emplace_back("demands", options.find);
  meta.emplace_back("tried", fmt::format("{} points", found.tried));
  Sheet sheet = point_sheet(std::move(meta), found.inputs, found.worst);
  say(options, sheet,
      found.worst.bound == nullptr ? "allowed: no bound applies at this point"
      : found.worst.allowed()
          ? fmt::format("allowed; closest to its limit is {}: {:.3g} of it",
                        name_of(found.worst.bound), found.worst.ratio)
          : fmt::format(
                "none found among {} points; least violated where {} is {:.3g} of its limit",
                found.tried, name_of(found.worst.bound), found.worst.ratio));
}

}  // namespace

int reverse(const Options& options, const StopSignal& stop) {
  const pipeline::Config config =
      pipeline::load_config(options.config, options.overrides, core::data_directory());
  (void)sunsi::bounds::point_of(config);  // says what to do when there is no Z'
  const pipeline::ZPrimeInputs& inputs = config.zprime_inputs.value();
  const sunsi::bounds::List list(config.bounds, config.data);
  auto meta = metadata(config, pipeline::verified_files(list.files(), config.data));
  meta.emplace_back("confidence", "levels are mixed: each bound keeps the one of its source");
  if (!options.find.empty()) {
    find(options, list, inputs, std::move(meta), stop);
  } else if (options.largest == "g") {
    largest_coupling(options, list, inputs, std::move(meta));
  } else {
    largest_epsilon(options, list, inputs, std::move(meta), stop);
  }
  return 0;
}

}  // namespace sunsi::cli
