/// Points and bounds for the tests of bounds/.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <sunsi/bounds/curve.hpp>
#include <sunsi/bounds/list.hpp>
#include <sunsi/core/constants.hpp>

namespace test {

using namespace sunsi;
using core::units::MeV;

inline const bounds::List& all() {
  static const bounds::List list(pipeline::BoundSettings{}, SUNSI_TEST_DATA);
  return list;
}

/// The bound of a name.
inline const bounds::Bound& named(const std::string& name) {
  for (std::size_t k = 0; k < all().size(); ++k) {
    if (all()[k].label().name == name) {
      return all()[k];
    }
  }
  throw std::runtime_error("no bound " + name);
}

inline bounds::Point with_tan_eta(double mass_MeV,
                                  double g,
                                  double c,
                                  double tan_eta,
                                  model::Convention convention = model::Convention::standard,
                                  std::optional<model::Phi> phi = std::nullopt) {
  return bounds::make_point(model::ZPrime::from_tan_eta(mass_MeV * MeV, g, c, tan_eta, phi),
                            convention);
}

inline bounds::Point with_mixing(double mass_MeV,
                                 double g,
                                 double c,
                                 double eps_kin,
                                 model::Convention convention = model::Convention::standard,
                                 std::optional<model::Phi> phi = std::nullopt) {
  return bounds::make_point(model::ZPrime::from_kinetic_mixing(mass_MeV * MeV, g, c, eps_kin, phi),
                            convention);
}

/// A pure dark photon but for a coupling to neutrinos far too small to matter.
inline bounds::Point dark_photon(double mass_MeV, double eps_kin) {
  return with_mixing(mass_MeV, 1e-24, 0, eps_kin);
}

/// A dark photon that decays unseen, by hand.
inline bounds::Point invisible(double mass_MeV, double eps_kin) {
  bounds::Point p = dark_photon(mass_MeV, eps_kin);
  p.br_ee = p.br_mumu = 0;
  p.br_inv = 1;
  return p;
}

/// The curve of a table in data/bounds/curves.
inline bounds::Curve table(const std::string& name, const std::string& column = "eps") {
  return bounds::Curve::load(std::string(SUNSI_TEST_DATA) + "/bounds/curves/" + name + ".csv",
                             column);
}

inline model::Phi phi(double charge, double mass_MeV) { return {charge, mass_MeV * MeV}; }

}  // namespace test
