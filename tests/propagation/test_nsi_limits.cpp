#include <catch2/catch.hpp>
#include <sunsi/model/zprime.hpp>

#include "random_nsi.hpp"

using namespace test;

namespace {

propagation::PotentialProfile profile_of(const model::ZPrime& z) {
  return {[z](double r) {
            const auto s = sun().composition(r / core::R_sun);
            const model::Composition slope{s.slope.n_e / core::R_sun, s.slope.n_p / core::R_sun,
                                           s.slope.n_n / core::R_sun};
            return propagation::PotentialSample{z.potential(s.value), z.potential(slope)};
          },
          core::R_sun};
}

}  // namespace

TEST_CASE("NSI that are those of a Z' give its probabilities", "[property]") {
  const auto z = model::ZPrime::from_tan_eta(40 * MeV, 5e-4, -0.1, -0.75);
  const model::EffectiveNsi eps = z.effective_nsi();
  const auto equal = [](model::EpsilonStd value) {
    return model::EpsilonMatrixStd{0, value.value, value.value, {}, {}, {}};
  };
  const auto nsi = model::Nsi::from_nucleons(equal(eps.p), equal(eps.n), equal(eps.e));
  for (const auto& osc : {lma(), lma().other_octant(), lma(-2.484e-3)}) {
    for (const double E : {0.3, 3.0, 12.0}) {
      const auto where = zone(model::Source::b8);
      const auto a = adiabatic(osc, profile_of(z), where, E * MeV);
      const auto b = adiabatic(osc, nsi_profile(nsi), where, E * MeV);
      CHECK(largest_difference(a, b) < 1e-12);
      // The eigenproblem in place of the closed form: a phase that only mixes what is alike.
      auto general = nsi_profile(nsi);
      general.at = [at = general.at](double r) {
        auto sample = at(r);
        sample.V.mutau = 1e-40;
        return sample;
      };
      CHECK(largest_difference(a, adiabatic(osc, general, where, E * MeV)) < 1e-12);
    }
  }
}

TEST_CASE("eps_ee - eps_mumu at an angle: V_e - V_mu = V_CC (1 + ...)", "[property]") {
  // eps_ee = x is eps_mumu = eps_tautau = -x: what all flavours share drops out.
  const double eta = 0.4;
  const model::EpsilonMatrixStd ee{-1.7, 0, 0, {}, {}, {}}, rest{0, 1.7, 1.7, {}, {}, {}};
  for (const double E : {1.0, 10.0}) {
    const auto where = zone(model::Source::b8);
    const auto a = adiabatic(lma(), nsi_profile(model::Nsi::from_angle(ee, eta)), where, E * MeV);
    const auto b = adiabatic(lma(), nsi_profile(model::Nsi::from_angle(rest, eta)), where, E * MeV);
    CHECK(largest_difference(a, b) < 1e-12);
    CHECK(largest_difference(a, adiabatic(lma(), solar_profile(0), where, E * MeV)) > 1e-2);
  }
  // Protons alone and -2: the standard potential turned round, LMA-Dark by the mirror.
  const auto dark = model::Nsi::from_nucleons({-2, 0, 0, {}, {}, {}}, {});
  const auto where = zone(model::Source::b8);
  CHECK(
      std::abs(P_ee(adiabatic(lma().mirror(), nsi_profile(dark), where, 8 * MeV), lma().mirror()) -
               P_ee(adiabatic(lma(), solar_profile(0), where, 8 * MeV), lma())) < 1e-12);
}

TEST_CASE("mirror of general NSI: H -> -S H* S", "[property]") {
  // Both engines, complex entries, both orderings; any one of the three changes left out shows.
  double naive = 0;
  for (const NsiPoint& p : random_nsi_points(25, 7)) {
    CAPTURE(p.energy, p.osc.dm31(), p.osc.delta_cp());
    const auto where = at(0.08);
    const auto osc = p.osc.mirror();
    const auto nsi = p.nsi.mirror();
    const double here = P_ee(adiabatic(p.osc, nsi_profile(p.nsi), where, p.energy), p.osc);
    const double there = P_ee(adiabatic(osc, nsi_profile(nsi), where, p.energy), osc);
    CHECK(std::abs(here - there) < 1e-9);
    const auto other_delta = model::OscillationParameters::from_sin2(
        {std::pow(std::sin(osc.theta12()), 2), std::pow(std::sin(osc.theta13()), 2),
         std::pow(std::sin(osc.theta23()), 2), p.osc.delta_cp(), osc.dm21(), osc.dm31()});
    naive = std::max(naive,
                     std::abs(here - P_ee(adiabatic(other_delta, nsi_profile(nsi), where, p.energy),
                                          other_delta)));
  }
  CHECK(naive > 1e-3);
  for (const NsiPoint& p : random_nsi_points(3, 8)) {
    const auto where = at(0.08);
    const auto osc = p.osc.mirror();
    const double E = std::max(p.energy, 3 * MeV);
    const auto a = ode(p.osc, nsi_profile(p.nsi), where, E, 1e-8);
    const auto b = ode(osc, nsi_profile(p.nsi.mirror()), where, E, 1e-8);
    // The steps are the same up to complex conjugation: rounding, not tolerance.
    CHECK(std::abs(P_ee(a, p.osc) - P_ee(b, osc)) < 1e-9);
    CHECK(std::abs(a.P[0] - b.P[1]) < 1e-9);  // nu_1 and nu_2 change places
  }
}
