#include <fmt/format.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/pipeline/detail/config_model.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {
namespace {

using core::units::MeV;

double positive(const Section& section, const std::string& key) {
  const double value = section.number(key);
  if (value <= 0) {
    section.fail(key, fmt::format("{} = {:g} must be > 0", section.path(key), value));
  }
  return value;
}

/// Exactly one of two keys must stand.
void one_of(const Section& section,
            const std::string& a,
            const std::string& b,
            const std::string& why) {
  if (section.has(a) && section.has(b)) {
    section.fail(b, fmt::format("{} and {} contradict: {}; keep one of them", section.path(a),
                                section.path(b), why));
  }
  if (!section.has(a) && !section.has(b)) {
    section.fail("kind",
                 fmt::format("{} or {} is missing: {}", section.path(a), section.path(b), why));
  }
}

/// (N_n + N_p)/N_e where eps_medium is meant: centre, surface, a source's average, or a number.
double nucleons_at(const Section& section, const solar::SolarModel& sun) {
  if (!section.has("at")) {
    section.document().record(section.path("at"), "centre", "default");
    return sun.nucleons_per_electron(0);
  }
  const YAML::Node node = section.node("at");
  const std::string word = node.IsScalar() ? node.Scalar() : "";
  const std::string origin = section.document().origin(node, section.path("at"));
  for (const model::Source source : model::all_sources) {
    if (word == model::name(source)) {
      section.document().record(section.path("at"), word, origin);
      return sun.mean_nucleons_per_electron(source);
    }
  }
  if (word == "centre" || word == "surface") {
    section.document().record(section.path("at"), word, origin);
    return sun.nucleons_per_electron(word == "centre" ? 0 : 1);
  }
  if (word.empty() ||
      (word[0] != '-' && word[0] != '+' && word[0] != '.' && (word[0] < '0' || word[0] > '9'))) {
    const std::string near = core::nearest(word, joined(places, source_names()));
    section.fail(
        "at",
        fmt::format("{} = '{}' is no place{}; allowed are centre, surface, a source (8B, ...) or a "
                    "number (N_n + N_p)/N_e",
                    section.path("at"), word,
                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
  }
  return positive(section, "at");
}

/// Fills g, or eps_medium with its place; an axis over eps_medium beside a typed g means the centre.
void read_coupling(const Section& section, ZPrimeInputs& inputs, const solar::SolarModel& sun) {
  one_of(section, "g", "eps_medium", "either fixes the coupling");
  if (section.has("g")) {
    inputs.nucleons_per_electron = sun.nucleons_per_electron(0);
    inputs.g = positive(section, "g");
    return;
  }
  const Section medium = section.section("eps_medium", eps_medium_keys);
  inputs.eps_medium = medium.number("value");
  const model::EpsilonStd eps = model::from_convention(inputs.eps_medium, inputs.convention);
  inputs.nucleons_per_electron = nucleons_at(medium, sun);
  if (inputs.c == 0) {
    section.fail(
        "c",
        "model.c = 0 gives no potential, so model.eps_medium cannot be met; give c != 0, or g");
  }
  (void)medium.located("value", [&] {
    return model::ZPrime::coupling_for(eps, inputs.nucleons_per_electron, inputs.mass_MeV * MeV,
                                       inputs.c);
  });
}

std::optional<PhiInputs> read_phi(const Section& section) {
  if (!section.has("phi")) {
    return std::nullopt;
  }
  const Section phi = section.section("phi", phi_keys);
  PhiInputs result;
  result.charge = positive(phi, "charge");
  one_of(phi, "mass_ratio", "mass_MeV", "either fixes the mass of phi");
  if (phi.has("mass_ratio")) {
    result.mass_ratio = positive(phi, "mass_ratio");
  } else {
    result.mass_MeV = positive(phi, "mass_MeV");
  }
  return result;
}

Interaction read_zprime(const Section& section,
                        model::Convention convention,
                        const solar::SolarModel& sun) {
  for (const std::string& key : nsi_keys) {
    if (section.has(key)) {
      section.fail(
          key, fmt::format("{} belongs to kind: nsi, not to zprime; remove it", section.path(key)));
    }
  }
  ZPrimeInputs inputs;
  inputs.convention = convention;
  inputs.mass_MeV = positive(section, "mass_MeV");
  inputs.c = section.number("c");
  read_coupling(section, inputs, sun);
  one_of(section, "tan_eta", "eps_kin", "either fixes the kinetic mixing");
  inputs.phi = read_phi(section);
  if (section.has("eps_kin")) {
    inputs.eps_kin = section.number("eps_kin");
    return {section.located("eps_kin", [&] { return inputs.zprime(); }), std::nullopt, inputs};
  }
  inputs.tan_eta = section.number("tan_eta");
  if (inputs.c == 0) {
    section.fail("c", "c = 0 makes eps_n = 0, so tan_eta fixes nothing; give eps_kin instead");
  }
  const auto point =
      section.located(*inputs.tan_eta == 0 ? "tan_eta" : "c", [&] { return inputs.zprime(); });
  return {point, std::nullopt, inputs};
}

}  // namespace

Interaction read_model(const Section& root,
                       model::Convention convention,
                       const solar::SolarModel& sun) {
  const Words couplings = joined(zprime_keys, nsi_keys);
  const Section section = root.section("model", joined({"kind"}, couplings));
  const auto any = [&](const Words& keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return section.has(key); });
  };
  const std::string given = any(zprime_keys) ? "zprime" : any(nsi_keys) ? "nsi" : "standard";
  const std::string kind = section.choice("kind", given, kinds);
  if (kind == "nsi") {
    return {std::nullopt, read_nsi(section, convention), std::nullopt};
  }
  if (kind == "zprime") {
    return read_zprime(section, convention, sun);
  }
  for (const std::string& key : couplings) {
    if (section.has(key)) {
      section.fail(key,
                   fmt::format("{} means nothing with kind: standard; remove it or set kind: {}",
                               section.path(key), given));
    }
  }
  return {};
}

}  // namespace sunsi::pipeline::detail
