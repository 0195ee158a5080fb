#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/list.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/survival.hpp>

namespace sunsi::bounds {
namespace detail {

Curve Source::curve(const std::string& key) const { return curve(card.at(key), "column"); }

Curve Source::curve(const detector::Card& member, const std::string& column) const {
  return Curve::load(file("curves/" + member.at("file").text()), member.at(column).text());
}

std::filesystem::path Source::file(const std::string& name) const {
  files.insert("bounds/" + name);
  return data / "bounds" / name;
}

namespace {

const std::map<std::string, Made (*)(const Source&)>& factories() {
  static const std::map<std::string, Made (*)(const Source&)> all{
      {"beam-dump", make_beam_dump},
      {"dark-photon-curve", make_dark_photon_curve},
      {"missing-energy", make_missing_energy},
      {"k-mu-nu", make_kaon_muonic},
      {"none", make_unbound},
      {"quoted-epsilon", make_quoted_epsilon},
      {"fitted-epsilon", make_fitted_epsilon},
      {"nu-mu-electron", make_muon_neutrino_electron},
      {"gminus2", make_gminus2},
      {"white-dwarf", make_white_dwarf},
      {"c9", make_ninth_coefficient},
      {"flavour-changing", make_flavour_changing},
      {"trident", make_trident},
      {"early-universe", make_early_universe},
      {"phi-mass", make_phi_mass},
      {"phi-lifetime", make_phi_lifetime},
      {"phi-perturbativity", make_phi_perturbativity},
      {"penetrating-pion", make_penetrating_pion},
      {"coherent", make_coherent},
      {"xenon-8b", make_xenon_8b},
  };
  return all;
}

Made make(const std::string& name,
          const pipeline::BoundSettings& settings,
          const std::filesystem::path& data,
          std::set<std::string>& files) {
  files.insert("bounds/" + name + ".yaml");
  const detector::Card card = detector::Card::load(data / "bounds" / (name + ".yaml"));
  const Label label{name,
                    card.at("title").text(),
                    card.at("quantity").text(),
                    card.number_or("confidence_level", 0),
                    card.at("source").text(),
                    card.text_or("note", ""),
                    card.flag_or("planned", false)};
  const auto factory = factories().find(card.at("form").text());
  if (factory == factories().end()) {
    card.at("form").fail(fmt::format("no bound has the form '{}'", card.at("form").text()));
  }
  return factory->second({card, settings, data, label, files});
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace
}  // namespace detail

List::List(const pipeline::BoundSettings& settings, const std::filesystem::path& data) {
  files_.insert("bounds/index.yaml");
  for (const std::string& name : pipeline::bound_names(data)) {
    if ((settings.only.empty() || detail::contains(settings.only, name)) &&
        !detail::contains(settings.skip, name)) {
      bounds_.push_back(detail::make(name, settings, data, files_));
    }
  }
}

bool List::needs_survival() const {
  return std::any_of(bounds_.begin(), bounds_.end(),
                     [](const auto& bound) { return bound->needs_survival(); });
}

std::vector<Verdict> List::verdicts(const Point& point) const {
  std::vector<Verdict> result;
  for (const auto& bound : bounds_) {
    result.push_back(bound->verdict(point));
  }
  return result;
}

Point point_of(const pipeline::Config& config) {
  if (!config.zprime) {
    throw core::InvalidInput(
        fmt::format("bounds are those of a Z': model.kind is {}; set model.kind: zprime with "
                    "mass_MeV, g, c and tan_eta or eps_kin",
                    config.kind()));
  }
  return make_point(*config.zprime, config.convention);
}

void add_survival(Point& point, const pipeline::Config& config) {
  if (!config.places(model::Source::b8)) {
    return;
  }
  std::vector<pipeline::Query> queries;
  for (std::size_t k = 0; k < Survival8B::size; ++k) {
    queries.push_back({model::Source::b8, Survival8B::energy_MeV(k) * core::units::MeV});
  }
  // by day only: the night's averages would take longer than all bounds together
  pipeline::Config day = config;
  day.night.reset();
  const model::SurvivalTable table = pipeline::SolarPropagator(day).survival(queries);
  Survival8B survival;
  for (std::size_t k = 0; k < Survival8B::size; ++k) {
    survival.P_ee[k] = table[k].P_ee_day;
  }
  point.survival = survival;
}

std::string summary(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> excluded;
  const Verdict* strongest = nullptr;
  std::size_t apply = 0;
  for (const Verdict& v : verdicts) {
    if (!v.applies || !v.ratio) {
      continue;
    }
    ++apply;
    if (v.excluded) {
      excluded.push_back(v.bound);
    }
    if (strongest == nullptr || *v.ratio > *strongest->ratio) {
      strongest = &v;
    }
  }
  if (strongest == nullptr) {
    return "no bound applies at this point";
  }
  const std::string ends =
      fmt::format("strongest {}: {:.3g} of its limit", strongest->bound, *strongest->ratio);
  return excluded.empty() ? fmt::format("allowed by the {} bounds that apply; {}", apply, ends)
                          : fmt::format("excluded by {} ({} of the {} bounds that apply); {}",
                                        fmt::join(excluded, ", "), excluded.size(), apply, ends);
}

}  // namespace sunsi::bounds
