#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/detail/config_model.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {
namespace {

constexpr std::array<const char*, 3> flavours{"e", "mu", "tau"};

std::string as_yaml(const std::complex<double>& z) {
  return z.imag() == 0 ? fmt::format("{}", z.real()) : fmt::format("[{}, {}]", z.real(), z.imag());
}

[[noreturn]] void wrong_shape(const Section& section,
                              const YAML::Node& node,
                              const std::string& key) {
  section.fail_at(
      node, key,
      fmt::format("{} must be three rows of three entries in the order e, mu, tau, each "
                  "a real number or [re, im]",
                  section.path(key)));
}

std::complex<double> entry(const Section& section,
                           const YAML::Node& node,
                           const std::string& key,
                           const std::string& what) {
  if (!node.IsSequence()) {
    return section.parse_number(node, key, what);
  }
  if (node.size() != 2) {
    section.fail_at(
        node, key,
        fmt::format("{} must be a real number or [re, im], not a list of {}", what, node.size()));
  }
  return {section.parse_number(node[0], key, what), section.parse_number(node[1], key, what)};
}

/// The 3x3 matrix at `key`, hermitian as typed: no tolerance, for there is no rounding in what is
/// typed.
model::EpsilonMatrixStd matrix(const Section& section,
                               const std::string& key,
                               model::Convention convention) {
  const YAML::Node node = section.node(key);
  if (!node.IsSequence() || node.size() != 3) {
    wrong_shape(section, node, key);
  }
  model::FlavourRows rows;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!node[i].IsSequence() || node[i].size() != 3) {
      wrong_shape(section, node[i], key);
    }
    std::vector<std::string> texts;
    for (std::size_t j = 0; j < 3; ++j) {
      const std::string what = fmt::format("{} {} {}", section.path(key), flavours[i], flavours[j]);
      rows[i][j] = entry(section, node[i][j], key, what);
      texts.push_back(as_yaml(rows[i][j]));
    }
    lines.push_back(fmt::format("[{}]", fmt::join(texts, ", ")));
  }
  if (const auto at = model::not_hermitian_at(rows)) {
    const auto [i, j] = *at;
    section.fail_at(
        node[j][i], key,
        i == j ? fmt::format("{} is not hermitian: {} {} = {} must be real", section.path(key),
                             flavours[i], flavours[i], as_yaml(rows[i][i]))
               : fmt::format("{} is not hermitian: {} {} = {} must be the complex conjugate of "
                             "{} {} = {}",
                             section.path(key), flavours[j], flavours[i], as_yaml(rows[j][i]),
                             flavours[i], flavours[j], as_yaml(rows[i][j])));
  }
  section.document().record(section.path(key), fmt::format("[{}]", fmt::join(lines, ", ")),
                            section.document().origin(node, section.path(key)));
  return section.located(
      key, [&] { return model::EpsilonMatrixStd::from_rows(rows, convention, section.path(key)); });
}

/// Zero where the key is absent.
model::EpsilonMatrixStd matrix_or_zero(const Section& section,
                                       const std::string& key,
                                       model::Convention convention) {
  if (section.has(key)) {
    return matrix(section, key, convention);
  }
  section.document().record(section.path(key), "null", "default: no coupling");
  return {};
}

/// The couplings to u and d are given in one of three ways; keys of two of them contradict.
void refuse_two_ways(const Section& section) {
  std::string first;
  for (const Words& way : nsi_ways) {
    std::string here;
    for (const std::string& key : way) {
      if (!section.has(key)) {
        continue;
      }
      if (!first.empty()) {
        section.fail(key, fmt::format("{} and {} contradict: quarks (eps_u, eps_d), nucleons "
                                      "(eps_p, eps_n) or an angle (eta_deg) fix the same "
                                      "couplings; keep one of them",
                                      section.path(first), section.path(key)));
      }
      here = here.empty() ? key : here;
    }
    first = first.empty() ? here : first;
  }
  if (first.empty() && !section.has("eps_e")) {
    section.fail("kind", fmt::format("model.kind: nsi without couplings; give some of {}, or set "
                                     "kind: standard",
                                     fmt::join(nsi_keys, ", ")));
  }
}

model::Nsi read_angle(const Section& section,
                      model::Convention convention,
                      const model::EpsilonMatrixStd& eps_e) {
  const std::string a = "eps";
  const std::string b = "eps_ee_minus_mumu";
  if (section.has(a) && section.has(b)) {
    section.fail(b, fmt::format("{} and {} contradict: either is the flavour structure at eta_deg; "
                                "keep one of them",
                                section.path(a), section.path(b)));
  }
  if (!section.has(a) && !section.has(b)) {
    section.fail("eta_deg", fmt::format("{} stands alone; give {} (3x3) or {} (a number) beside it",
                                        section.path("eta_deg"), section.path(a), section.path(b)));
  }
  if (!section.has("eta_deg")) {
    section.fail(section.has(a) ? a : b,
                 fmt::format("{} is missing: the angle between the couplings to protons and "
                             "neutrons; 26.565 is u alone, 63.435 d alone",
                             section.path("eta_deg")));
  }
  model::EpsilonMatrixStd eps;
  if (section.has(a)) {
    eps = matrix(section, a, convention);
  } else {
    eps.ee = model::from_convention(section.number(b), convention).value;
  }
  const double eta = section.number("eta_deg") * core::units::degree;
  return section.located(section.has(a) ? a : b,
                         [&] { return model::Nsi::from_angle(eps, eta, eps_e); });
}

}  // namespace

model::Nsi read_nsi(const Section& section, model::Convention convention) {
  for (const std::string& key : zprime_keys) {
    if (section.has(key)) {
      section.fail(
          key, fmt::format("{} belongs to kind: zprime, not to nsi; remove it", section.path(key)));
    }
  }
  refuse_two_ways(section);
  const auto given = [&](const Words& keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return section.has(key); });
  };
  const model::EpsilonMatrixStd e = matrix_or_zero(section, "eps_e", convention);
  if (given(nsi_ways[2])) {
    return read_angle(section, convention, e);
  }
  const bool nucleons = given(nsi_ways[1]);
  const std::string first = nucleons ? "eps_p" : "eps_u";
  const std::string second = nucleons ? "eps_n" : "eps_d";
  const model::EpsilonMatrixStd a = matrix_or_zero(section, first, convention);
  const model::EpsilonMatrixStd b = matrix_or_zero(section, second, convention);
  return section.located(section.has(first)    ? first
                         : section.has(second) ? second
                                               : "eps_e",
                         [&] {
                           return nucleons ? model::Nsi::from_nucleons(a, b, e)
                                           : model::Nsi::from_quarks_and_electron(a, b, e);
                         });
}

}  // namespace sunsi::pipeline::detail
