// NA64 and BaBar: the Z' is made by its coupling to electrons and leaves unseen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/detail/recast.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/phi.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::bounds::detail {
namespace {

using core::units::GeV;
using core::units::MeV;

constexpr double energy = 30 * GeV;  // of a Z' in NA64, text above eq. (25) of arXiv:2211.15686

/// c tau [m] per MeV of mass below which the Z' is gone within 1 cm, eq. (25).
double longest_flight(model::Convention convention) {
  return model::longest_lifetime(MeV, energy, convention) / core::units::metre;
}

constexpr const char* without_phi = "made by the electron's coupling, neutrinos are missing energy";
constexpr const char* relaxed =
    "relaxed: Z' -> phi phi within 1 cm at 30 GeV and phi -> e+ e- as fast (its coupling to "
    "electrons is taken as large as that needs): only neutrinos are missing energy";
constexpr const char* long_lived =
    "not relaxed: the Z' lives longer than 1 cm at 30 GeV, so Z' -> phi phi counts as missing";
constexpr const char* stable_phi =
    "not relaxed: phi is too light for e+ e-, so Z' -> phi phi counts as missing";

/// (e eps)^2 BR_missing against the square of the published coupling: (eps_lim e)^2 of an invisible
/// dark photon, g_BL^2 (3/5) of B-L with three neutrinos, which decays unseen in three of five
/// cases. Neutrinos are missing, and phi phi where they do not turn into e+ e- at once.
class MissingEnergy final : public Bound {
 public:
  MissingEnergy(Label label, Curve limit, double scale)
      : Bound(std::move(label)), limit_(std::move(limit)), scale_(scale) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const auto coupling = limit_.at(p.mass_MeV);
    if (!coupling) {
      return Comparison::none("the mass lies outside of the published curve: no bound");
    }
    double missing = branchings(p).invisible;
    const char* reason = without_phi;
    if (p.br_phi > 0) {
      reason = phi_case(p);
      missing = reason == relaxed ? missing : std::min(missing + p.br_phi, 1.0);
    }
    return Comparison::upper(p.e_eps * p.e_eps * missing, *coupling * *coupling * scale_, reason);
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    if (result.reason == without_phi || !result.known) {
      return result.reason;
    }
    return fmt::format("{}; mean flight of the Z' {:.2g} m, BR_inv = {:.3g}, BR_phi = {:.3g}",
                       result.reason, p.decay_length_m(energy / MeV), branchings(p).invisible,
                       p.br_phi);
  }

 private:
  [[nodiscard]] const char* phi_case(const Point& p) const {
    if (p.m_phi_MeV * MeV <= 2 * core::m_e) {
      return stable_phi;
    }
    const double longest = p.paper() ? paper_flight_ : standard_flight_;
    return p.c_tau_m < longest * p.mass_MeV ? relaxed : long_lived;
  }

  Curve limit_;
  double scale_;  ///< of the published coupling squared
  double standard_flight_ = longest_flight(model::Convention::standard);
  double paper_flight_ = longest_flight(model::Convention::paper);
};

}  // namespace

Made make_missing_energy(const Source& source) {
  const double e = model::electric_charge();
  const detector::Card limit = source.card.at("limit");
  const std::string coupling = limit.at("coupling").text();
  if (coupling != "eps" && coupling != "g_BL") {
    limit.at("coupling").fail(fmt::format("coupling '{}' is neither eps nor g_BL", coupling));
  }
  return std::make_unique<MissingEnergy>(source.label, source.curve("limit"),
                                         coupling == "g_BL" ? limit.at("br_inv").number() : e * e);
}

}  // namespace sunsi::bounds::detail
