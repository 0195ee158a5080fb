#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/phi.hpp>
#include <sunsi/model/widths.hpp>
#include <sunsi/pipeline/model_table.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;

class Quantities {
 public:
  void add(std::string name,
           std::optional<double> value,
           std::string unit,
           std::string definition) {
    list_.push_back({std::move(name), value, std::move(unit), std::move(definition)});
  }
  void both(const std::string& stem,
            const std::string& place,
            model::EpsilonStd eps,
            const std::string& what) {
    add(stem + "_std" + place, eps.value, "1", what + ", V = sqrt2 G_F N eps");
    add(stem + "_paper" + place, model::to_paper(eps).value, "1",
        what + ", V = 2 sqrt2 G_F N eps (arXiv:2211.15686)");
  }
  std::vector<Quantity> take() { return std::move(list_); }

 private:
  std::vector<Quantity> list_;
};

void add_couplings(Quantities& q, const model::ZPrime& z) {
  const model::VectorCharges charge = z.charges();
  q.add("mass", z.mass() / MeV, "MeV", "mass of the Z'");
  q.add("g", z.g(), "1", "gauge coupling");
  q.add("c", z.c(), "1", "charge parameter of L_mu + L_tau - c (B_1 + B_2) - 2 (1 - c) B_3");
  q.add("eps_kin", z.eps_kin(), "1", "kinetic mixing with the photon");
  q.add("e_eps_kin", z.e_eps_kin(), "1", "e eps_kin, e = sqrt(4 pi alpha)");
  q.add("tan_eta", z.tan_eta(), "1",
        z.tan_eta() ? "eps_n/eps_p = -c g/(e eps_kin - c g)" : "undefined: eps_p = 0");
  q.add("g_mu", charge.mu, "1", "coupling of mu and tau, g - e eps_kin");
  q.add("g_p", charge.p, "1", "coupling of the proton, e eps_kin - c g");
  q.add("g_n", charge.n, "1", "coupling of the neutron, -c g");
}

void add_epsilons(Quantities& q, const model::ZPrime& z, const solar::SolarModel& sun) {
  const model::EffectiveNsi nsi = z.effective_nsi();
  q.both("eps_u", "", nsi.u, "eps^u_mumu = eps^u_tautau");
  q.both("eps_d", "", nsi.d, "eps^d_mumu = eps^d_tautau");
  q.both("eps_e", "", nsi.e, "eps^e_mumu = eps^e_tautau");
  q.both("eps_p", "", nsi.p, "eps^p_mumu = eps^p_tautau");
  q.both("eps_n", "", nsi.n, "eps^n_mumu = eps^n_tautau");
  const model::EarthElectronFraction earth;
  const auto at = [&](const std::string& place, double nucleons) {
    q.both("eps_medium", "_" + place, z.eps_medium(nucleons),
           fmt::format("V_mu relative to N_e = N_p, {}", place));
    q.add("nucleons_per_electron_" + place, nucleons, "1", "(N_n + N_p)/N_e");
  };
  at("centre", sun.nucleons_per_electron(0));
  at("8B", sun.mean_nucleons_per_electron(model::Source::b8));
  at("surface", sun.nucleons_per_electron(1));
  at("earth_mantle", 1 / earth.mantle);
  at("earth_core", 1 / earth.core);
  const model::FlavourPotential V = z.potential(sun.composition(0).value);
  q.add("V_mu_centre", V.mu, "eV", "-c g^2 (N_n + N_p)/m^2 at the centre, nu_mu and nu_tau");
  q.add("V_CC_centre", V.e, "eV", "sqrt2 G_F N_e at the centre");
}

void add_decays(Quantities& q, const model::ZPrime& z) {
  const model::Widths w = model::decay_widths(z);
  const double total = w.total();
  q.add("width_ee", w.ee / MeV, "MeV", "Z' -> e+ e-");
  q.add("width_nunu", w.nunu / MeV, "MeV", "Z' -> nu nu-bar, nu_mu and nu_tau together");
  q.add("width_mumu", w.mumu / MeV, "MeV", "Z' -> mu+ mu-");
  q.add("width_phi", w.phi / MeV, "MeV", "Z' -> phi phi-bar");
  q.add("width_total", total / MeV, "MeV", "sum of the above; no hadrons: below 2 m_pi");
  q.add("br_ee", w.ee / total, "1", "branching ratio to e+ e-");
  q.add("br_inv", w.nunu / total, "1", "branching ratio to neutrinos");
  q.add("br_mumu", w.mumu / total, "1", "branching ratio to mu+ mu-");
  q.add("br_phi", w.phi / total, "1", "branching ratio to phi phi-bar");
  const double tau = model::lifetime(z);
  q.add("tau", tau / core::units::second, "s", "lifetime hbar/width_total");
  q.add("c_tau", tau / core::units::metre, "m", "c tau");
  q.add("gamma_c_tau_30GeV", tau * 30 * core::units::GeV / z.mass() / core::units::metre, "m",
        "(E/m) c tau at E = 30 GeV, the length of eq. (25)");
}

void add_phi(Quantities& q, const model::ZPrime& z, model::Convention convention) {
  const std::vector<model::Condition> conditions = model::phi_conditions(z, convention);
  if (conditions.empty()) {
    return;
  }
  q.add("c_phi", z.phi()->charge, "1", "charge of phi");
  q.add("m_phi", z.phi()->mass / MeV, "MeV", "mass of phi");
  q.add("c_phi_g", z.phi()->charge * z.g(), "1", "coupling of phi to the Z'");
  if (2 * z.phi()->mass < z.mass()) {
    const model::PhiBranchings br = model::phi_branchings(z, convention);
    const std::string factor =
        convention == model::Convention::paper ? "8, as printed" : "4, corrected";
    q.add("br_ee_24", br.ee, "1", "eq. (24) with the factor " + factor);
    q.add("br_inv_24", br.invisible, "1", "eq. (24) with the factor " + factor);
  }
  for (const model::Condition& condition : conditions) {
    const std::string verdict = condition.holds() ? "holds" : "fails";
    q.add(condition.name, condition.value, condition.unit, condition.definition);
    q.add(condition.name + "_limit", condition.limit, condition.unit,
          "what " + condition.name + " is held against");
    q.add(condition.name + "_margin", condition.margin, "1",
          verdict + ": the condition holds when this is >= 1");
  }
}

/// Every independent entry of a hermitian matrix in both conventions.
void add_matrix(Quantities& q,
                const std::string& stem,
                const std::string& place,
                const model::EpsilonMatrixStd& eps,
                const std::string& what) {
  const auto add = [&](const std::string& entry, double value, const std::string& part) {
    q.both(fmt::format("{}_{}", stem, entry), place, {value},
           fmt::format("{}{}, {}", part, what, entry.substr(0, entry.find('_'))));
  };
  add("ee", eps.ee, "");
  add("mumu", eps.mumu, "");
  add("tautau", eps.tautau, "");
  const auto complex = [&](const std::string& entry, const std::complex<double>& value) {
    add(entry + "_re", value.real(), "real part of ");
    add(entry + "_im", value.imag(), "imaginary part of ");
  };
  complex("emu", eps.emu);
  complex("etau", eps.etau);
  complex("mutau", eps.mutau);
}

void add_nsi(Quantities& q, const model::Nsi& nsi, const solar::SolarModel& sun) {
  add_matrix(q, "eps_u", "", nsi.u(), "eps^u = (2 eps^p - eps^n)/3");
  add_matrix(q, "eps_d", "", nsi.d(), "eps^d = (2 eps^n - eps^p)/3");
  add_matrix(q, "eps_e", "", nsi.e(), "eps^e");
  add_matrix(q, "eps_p", "", nsi.p(), "eps^p = 2 eps^u + eps^d");
  add_matrix(q, "eps_n", "", nsi.n(), "eps^n = eps^u + 2 eps^d");
  const model::EarthElectronFraction earth;
  const auto at = [&](const std::string& place, double nucleons) {
    add_matrix(q, "eps_medium", "_" + place, nsi.eps_medium(nucleons),
               fmt::format("NSI of the medium per N_e = N_p, {}", place));
    q.add("nucleons_per_electron_" + place, nucleons, "1", "(N_n + N_p)/N_e");
  };
  at("centre", sun.nucleons_per_electron(0));
  if (sun.has(model::Source::b8)) {
    at("8B", sun.mean_nucleons_per_electron(model::Source::b8));
  }
  at("surface", sun.nucleons_per_electron(1));
  at("earth_mantle", 1 / earth.mantle);
  at("earth_core", 1 / earth.core);
  const model::Composition centre = sun.composition(0).value;
  const model::FlavourPotential V = nsi.potential(centre);
  q.add("V_CC_centre", model::charged_current_potential(centre.n_e), "eV",
        "sqrt2 G_F N_e at the centre");
  q.add("V_ee_centre", V.e, "eV", "at the centre, the charged current included");
  q.add("V_mumu_centre", V.mu, "eV", "at the centre");
  q.add("V_tautau_centre", V.tau, "eV", "at the centre");
  q.add("V_emu_abs_centre", std::abs(V.emu), "eV", "absolute value at the centre");
  q.add("V_etau_abs_centre", std::abs(V.etau), "eV", "absolute value at the centre");
  q.add("V_mutau_abs_centre", std::abs(V.mutau), "eV", "absolute value at the centre");
}

}  // namespace

std::vector<Quantity> model_quantities(const Config& config) {
  if (config.kind() == "standard") {
    throw core::InvalidInput(
        "model.kind is standard: there are no couplings to print; set model.kind: zprime or nsi");
  }
  Quantities q;
  if (config.nsi) {
    add_nsi(q, *config.nsi, *config.sun);
  } else {
    add_couplings(q, *config.zprime);
    add_epsilons(q, *config.zprime, *config.sun);
    add_decays(q, *config.zprime);
    add_phi(q, *config.zprime, config.convention);
  }
  std::vector<Quantity> list = q.take();
  for (const Quantity& quantity : list) {
    if (quantity.value) {
      core::ensure_finite(*quantity.value, quantity.name);
    }
  }
  return list;
}

}  // namespace sunsi::pipeline
