#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <numbers>
#include <sunsi/cli/sheets.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/provenance.hpp>
#include <sunsi/pipeline/medium.hpp>

namespace sunsi::cli {
namespace {

using core::Cell;
using core::Sheet;
using core::units::MeV;
using Metadata = std::vector<std::pair<std::string, std::string>>;

constexpr int profile_points = 401;

std::string engine_note(const model::SurvivalTable& table) {
  std::size_t by_ode = 0;
  for (const model::SurvivalPoint& point : table) {
    by_ode += point.certified_by_ode ? 1 : 0;
  }
  return fmt::format("{} of {} rows by the ode, the others adiabatic", by_ode, table.size());
}

std::string night_note(const pipeline::Config& config) {
  if (!config.night) {
    return "not computed: P_ee_night = P_ee = P_ee_day, a0 = a1 = 0";
  }
  return fmt::format(
      "{}, night share {:.6f} of {}; rates: nights of each experiment's own site (SNO: its live "
      "time); PREM with crust at the detector",
      config.night->where, config.night->exposure->night_fraction(), config.night->over);
}

void add_flavours(Sheet& sheet, const pipeline::FlavourTable& flavours) {
  for (const char* name :
       {"P_emu_day", "P_etau_day", "P_emu_night", "P_etau_night", "P_emu", "P_etau"}) {
    sheet.columns.push_back({name, "1"});
  }
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    for (const Eigen::Matrix3cd& rho :
         {flavours.day(row), flavours.night(row), flavours.average(row)}) {
      sheet.rows[row].emplace_back(rho(1, 1).real());
      sheet.rows[row].emplace_back(rho(2, 2).real());
    }
  }
}

}  // namespace

std::string free_fluxes_note(const pipeline::Config& config) {
  if (config.free_fluxes.all) {
    return "; all fluxes free, within the Sun's luminosity and the model's pep/pp, 15O/13N, "
           "17F/13N";
  }
  std::string names;
  for (const model::Source source : config.free_fluxes.single) {
    names += fmt::format("{}{}", names.empty() ? "; free: " : ", ", model::name(source));
  }
  return names;
}

Metadata metadata(const pipeline::Config& config, const std::vector<pipeline::InputFile>& inputs) {
  Metadata meta{{"sunsi", std::string(core::version())},
                {"commit", std::string(core::git_commit())},
                {"config", config.file.empty() ? "(defaults)" : config.file},
                {"config-hash", config.hash},
                {"convention", std::string(model::name(config.convention))},
                {"solar-model", config.sun->name()},
                {"engine", fmt::format("{}, tolerance {:g}", pipeline::name(config.engine),
                                       config.tolerance)},
                {"night", night_note(config)}};
  const solar::Fluxes fluxes = pipeline::fluxes_of(config);
  meta.emplace_back("fluxes", fmt::format("{}, correlations of {}{}", config.flux_model,
                                          fluxes.correlation_model, free_fluxes_note(config)));
  for (const pipeline::InputFile& input : inputs) {
    meta.emplace_back("data", fmt::format("{} sha256={}", input.file, input.sha256));
  }
  return meta;
}

Sheet probability_sheet(const pipeline::Config& config,
                        const model::SurvivalTable& table,
                        Metadata meta,
                        const pipeline::FlavourTable* flavours) {
  meta.emplace_back("engine-used",
                    config.oscillation_enabled ? engine_note(table) : "oscillation off: P_ee = 1");
  Sheet sheet{std::move(meta),
              {{"source", "-"},
               {"energy_MeV", "MeV"},
               {"P_ee_day", "1"},
               {"P_ee_night", "1"},
               {"P_ee", "1"},
               {"P_e1", "1"},
               {"P_e2", "1"},
               {"P_e3", "1"},
               {"error", "1"}},
              {}};
  for (const model::SurvivalPoint& p : table) {
    sheet.rows.push_back({std::string(model::name(p.source)), p.energy / MeV, p.P_ee_day,
                          p.P_ee_night, p.P_ee, p.fractions.P[0], p.fractions.P[1],
                          p.fractions.P[2], p.fractions.error});
  }
  if (flavours != nullptr) {
    add_flavours(sheet, *flavours);
  }
  return sheet;
}

Sheet rates_sheet(const std::vector<pipeline::ExperimentPrediction>& experiments, Metadata meta) {
  meta.emplace_back("pull",
                    "(measured - predicted)/sigma, sigma the experimental error on the side of the "
                    "prediction, for "
                    "gallium and chlorine with the error of the cross-section");
  for (const pipeline::ExperimentPrediction& experiment : experiments) {
    for (const pipeline::Prediction& p : experiment.observables) {
      if (!p.measurement.used && p.measurement.known) {
        meta.emplace_back("outside-chi2",
                          fmt::format("{} {}", p.measurement.experiment, p.measurement.observable));
      }
    }
  }
  for (const pipeline::ExperimentPrediction& experiment : experiments) {
    for (const std::string& note : experiment.notes) {
      meta.emplace_back("note", note);
    }
  }
  Sheet sheet{std::move(meta),
              {{"experiment", "-"},
               {"observable", "-"},
               {"predicted", "unit"},
               {"measured", "unit"},
               {"sigma", "unit"},
               {"unit", "-"},
               {"pull", "1"}},
              {}};
  for (const pipeline::ExperimentPrediction& experiment : experiments) {
    for (const pipeline::Prediction& p : experiment.observables) {
      if (!p.measurement.known) {  // a part of a measured sum
        sheet.rows.push_back({p.measurement.experiment,
                              p.measurement.observable,
                              p.value,
                              {},
                              {},
                              p.measurement.unit,
                              {}});
        continue;
      }
      const double sigma = p.measurement.error_towards(p.value);
      sheet.rows.push_back({p.measurement.experiment, p.measurement.observable, p.value,
                            p.measurement.value, sigma, p.measurement.unit,
                            (p.measurement.value - p.value) / sigma});
    }
  }
  return sheet;
}

Sheet spread_sheet(const pipeline::Spread& spread, Metadata meta) {
  if (spread.why_no_model.empty()) {
    meta.emplace_back("spread-models", fmt::format("{}", fmt::join(spread.models, ", ")));
    meta.emplace_back("model-band",
                      "least and largest P_ee over these solar models and the point's own, no "
                      "confidence interval; held fixed: oscillation parameters and the couplings "
                      "g, c, eps_kin, m, not eps_medium");
  } else {
    meta.emplace_back("model-band", "left out: " + spread.why_no_model);
  }
  if (const auto& one = spread.one_sigma.interval) {
    meta.emplace_back("oscillation-interval",
                      fmt::format("{} ({}): sin2_theta12 {:g} to {:g}, dm21 {:g} to {:g} eV2",
                                  one->preset, one->source, one->sin2_theta12[0],
                                  one->sin2_theta12[1], one->dm21[0], one->dm21[1]));
    meta.emplace_back("oscillation-band",
                      "one sigma of sin2_theta12 and dm21: shifts of P_ee at the ends of both "
                      "intervals in quadrature, up and down apart, without their correlation; held "
                      "fixed: everything else");
  } else {
    meta.emplace_back("oscillation-band", "left out: " + spread.one_sigma.why_not);
  }
  Sheet sheet{std::move(meta),
              {{"source", "-"},
               {"energy_MeV", "MeV"},
               {"P_ee_day", "1"},
               {"P_ee_model_lo", "1"},
               {"P_ee_model_hi", "1"},
               {"model_lo", "-"},
               {"model_hi", "-"},
               {"P_ee_osc_lo", "1"},
               {"P_ee_osc_hi", "1"}},
              {}};
  const auto low = [](const auto& band) { return band ? Cell(band->low) : Cell(); };
  const auto high = [](const auto& band) { return band ? Cell(band->high) : Cell(); };
  for (const pipeline::SpreadPoint& p : spread.rows) {
    sheet.rows.push_back({std::string(model::name(p.query.source)), p.query.energy / MeV,
                          p.P_ee_day, low(p.model), high(p.model), p.lowest, p.highest, low(p.osc),
                          high(p.osc)});
  }
  return sheet;
}

Sheet bounds_sheet(const std::vector<bounds::Verdict>& verdicts, Metadata meta) {
  Sheet sheet{std::move(meta),
              {{"bound", "-"},
               {"applies", "-"},
               {"prediction", "1"},
               {"limit", "1"},
               {"ratio", "1"},
               {"excluded", "-"},
               {"confidence_level", "1"},
               {"reason", "-"},
               {"source", "-"}},
              {}};
  const auto number = [](const std::optional<double>& x) { return x ? Cell(*x) : Cell(); };
  const auto word = [](bool yes) { return std::string(yes ? "yes" : "no"); };
  for (const bounds::Verdict& v : verdicts) {
    sheet.rows.push_back({v.bound, word(v.applies), number(v.prediction), number(v.limit),
                          number(v.ratio), word(v.excluded),
                          v.confidence_level > 0 ? Cell(v.confidence_level) : Cell(), v.reason,
                          v.source});
  }
  return sheet;
}

Sheet model_sheet(const std::vector<pipeline::Quantity>& quantities, Metadata meta) {
  Sheet sheet{std::move(meta),
              {{"quantity", "-"}, {"value", "unit"}, {"unit", "-"}, {"definition", "-"}},
              {}};
  for (const pipeline::Quantity& q : quantities) {
    sheet.rows.push_back({q.name, q.value ? Cell(*q.value) : Cell(), q.unit, q.definition});
  }
  return sheet;
}

Sheet potential_sheet(const pipeline::Config& config, Metadata meta) {
  Sheet sheet{
      std::move(meta),
      {{"r", "Rsun"}, {"V_CC_eV", "eV"}, {"V_mu_eV", "eV"}, {"eps_std", "1"}, {"eps_paper", "1"}},
      {}};
  if (config.nsi) {
    sheet.metadata.emplace_back("V_mu_eV",
                                "V_mumu less the NSI part of V_ee: what all flavours share drops "
                                "out; eps = V_mu/V_CC = eps_mumu - eps_ee of the medium");
    for (const char* entry : {"ee", "mumu", "tautau", "emu_re", "emu_im", "etau_re", "etau_im",
                              "mutau_re", "mutau_im"}) {
      sheet.columns.push_back({fmt::format("V_NSI_{}_eV", entry), "eV"});
    }
  }
  const propagation::PotentialProfile profile = pipeline::potential_profile(config);
  for (int i = 0; i < profile_points; ++i) {
    const double x = config.sun->r_end() * i / (profile_points - 1);
    const model::FlavourPotential V = profile.at(x * core::R_sun).V;
    const double V_CC = model::charged_current_potential(config.sun->composition(x).value.n_e);
    const double V_mu = V.mu - (V.e - V_CC);
    const model::EpsilonStd eps{V_mu / V_CC};
    std::vector<Cell> row{x, V_CC, V_mu, eps.value, model::to_paper(eps).value};
    if (config.nsi) {
      for (const double value : {V.e - V_CC, V.mu, V.tau, V.emu.real(), V.emu.imag(), V.etau.real(),
                                 V.etau.imag(), V.mutau.real(), V.mutau.imag()}) {
        row.emplace_back(value);
      }
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Sheet profile_sheet(const pipeline::Config& config, Metadata meta) {
  Sheet sheet{std::move(meta),
              {{"r", "Rsun"},
               {"N_e_mol_cm3", "mol/cm3"},
               {"N_p_mol_cm3", "mol/cm3"},
               {"N_n_mol_cm3", "mol/cm3"},
               {"nucleons_per_electron", "1"}},
              {}};
  const core::Table& table = config.sun->table();
  std::vector<core::Spline> production;
  for (const model::Source source : model::all_sources) {
    const std::string column = fmt::format("nu_{}", model::name(source));
    if (!table.has(column)) {
      continue;
    }
    sheet.columns.push_back({column, "1/Rsun"});
    production.emplace_back(table.values("r"), table.values(column));
  }
  for (int i = 0; i < profile_points; ++i) {
    const double x = config.sun->r_end() * i / (profile_points - 1);
    const model::Composition n = config.sun->composition(x).value;
    std::vector<Cell> row{x, n.n_e / core::units::mol_per_cm3, n.n_p / core::units::mol_per_cm3,
                          n.n_n / core::units::mol_per_cm3, config.sun->nucleons_per_electron(x)};
    for (const core::Spline& density : production) {
      row.emplace_back(density(x));
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Sheet data_sheet(const std::vector<pipeline::InputFile>& files,
                 const std::vector<std::string>& status) {
  Sheet sheet{{{"sunsi", std::string(core::version())}},
              {{"file", "-"},
               {"status", "-"},
               {"sha256", "-"},
               {"title", "-"},
               {"source", "-"},
               {"citation", "-"}},
              {}};
  for (std::size_t i = 0; i < files.size(); ++i) {
    sheet.rows.push_back({files[i].file, status[i], files[i].sha256, files[i].title,
                          files[i].source, files[i].citation});
  }
  return sheet;
}

}  // namespace sunsi::cli
