#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/bounds/detail/recast.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/model/widths.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::bounds::detail {
namespace {

const double e = model::electric_charge();

}  // namespace

Branchings branchings(const Point& p) {
  const double ratio = p.m_phi_MeV / p.mass_MeV;
  const double x = 1 - 4 * ratio * ratio;
  if (!p.paper() || p.c_phi == 0 || x <= 0 || p.g == 0) {
    return {p.br_ee, p.br_mumu, p.br_inv};
  }
  const double invisible = 8 / (p.c_phi * p.c_phi * x * std::sqrt(x));  // (24) as printed
  const double ee = invisible * (p.e_eps / p.g) * (p.e_eps / p.g);
  const double others = p.br_ee + p.br_mumu + p.br_inv;  // > 0: neutrinos are always open
  return {std::min(ee, p.br_ee / others), p.br_mumu, std::min(invisible, p.br_inv / others)};
}

double production_amplitude(Production production, const Point& p) {
  switch (production) {
    case Production::electron:
      return p.eps_kin;
    case Production::proton:
      return p.g_p / e;
    case Production::pion_as_printed:
      return p.paper() ? p.eps_kin - p.c * p.g / (5 * e) : p.g_p / e;
    case Production::strange:
      return p.eps_kin + p.c * p.g / e;
  }
  return 0;
}

double branching(Decay decay, const Point& p) {
  if (decay == Decay::any) {
    return 1;
  }
  const Branchings br = branchings(p);
  if (decay == Decay::invisible) {
    return br.invisible;
  }
  return decay == Decay::ee ? br.ee : br.ee + br.mumu;
}

DarkPhoton dark_photon(double mass_MeV) {
  const double mass = mass_MeV * core::units::MeV;
  const double ee = model::lepton_width(e, mass, core::m_e);
  const double total = ee + model::lepton_width(e, mass, core::m_mu);
  return {total / core::units::MeV, total > 0 ? ee / total : 0};
}

double dark_photon_branching(Decay decay, double mass_MeV) {
  return decay == Decay::ee ? dark_photon(mass_MeV).br_ee : 1;
}

Production production_of(const detector::Card& card) {
  const detector::Card member = card.at("production");
  const std::string word = member.text();
  if (word == "electron") {
    return Production::electron;
  }
  if (word == "proton") {
    return Production::proton;
  }
  if (word == "pion-as-printed") {
    return Production::pion_as_printed;
  }
  if (word == "strange") {
    return Production::strange;
  }
  member.fail(
      fmt::format("production '{}' is none of electron, proton, pion-as-printed, strange", word));
}

Decay decay_of(const detector::Card& card) {
  const detector::Card member = card.at("decay");
  const std::string word = member.text();
  if (word == "ee") {
    return Decay::ee;
  }
  if (word == "ee-or-mumu") {
    return Decay::ee_or_mumu;
  }
  if (word == "invisible") {
    return Decay::invisible;
  }
  if (word == "any") {
    return Decay::any;
  }
  member.fail(fmt::format("decay '{}' is none of ee, ee-or-mumu, invisible, any", word));
}

}  // namespace sunsi::bounds::detail
