// Lightest Z' that the early universe allows, and the conditions on phi.
#include <fmt/format.h>

#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/phi.hpp>

namespace sunsi::bounds::detail {
namespace {

using core::units::MeV;

class EarlyUniverse final : public Bound {
 public:
  EarlyUniverse(Label label, double least_MeV) : Bound(std::move(label)), least_(least_MeV) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    return Comparison::lower(p.mass_MeV, least_,
                             "a lighter Z' in equilibrium adds to the radiation at BBN and CMB "
                             "(bounds.bbn_min_mass_MeV)");
  }

 private:
  double least_;
};

constexpr const char* no_phi = "the model has no phi";

class PhiMass final : public Bound {
 public:
  using Bound::Bound;
  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (p.c_phi == 0) {
      return Comparison::none(no_phi);
    }
    return Comparison::lower(p.m_phi_MeV, model::lightest_phi / MeV,
                             "a lighter phi -> e+ e- meets the beam dumps E774 and E141");
  }
};

/// Eq. (25) of arXiv:2211.15686 for the Z' itself, with its whole width. It decides whether NA64 is
/// relaxed, which the missing-energy bounds take into account: a violation excludes nothing here.
class PhiLifetime final : public Bound {
 public:
  using Bound::Bound;
  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (p.c_phi == 0) {
      return Comparison::none(no_phi);
    }
    if (2 * p.m_phi_MeV >= p.mass_MeV) {
      return Comparison::none("Z' -> phi phi is closed: m_phi >= m/2");
    }
    const model::PhiSector sector;
    const double seconds = 1 / core::units::second;
    return Comparison::upper(
               p.c_tau_m * core::units::metre * seconds,
               model::longest_lifetime(p.mass_MeV * MeV, sector.energy, p.convention, sector) *
                   seconds,
               "")
        .off(
            "lifetime of the Z' [s] against eq. (25): beyond it NA64 is not relaxed, which its own "
            "bounds say; nothing is excluded by this alone");
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    if (!result.known || p.m_phi_MeV * MeV <= 2 * core::m_e) {
      return result.reason;
    }
    const model::PhiSector sector;
    const double tau = model::longest_lifetime(p.m_phi_MeV * MeV, sector.energy / 2, p.convention);
    return fmt::format("{}; phi must decay too: coupling to electrons above {:.2g}", result.reason,
                       model::required_phi_electron_coupling(p.m_phi_MeV * MeV, tau));
  }
};

class PhiPerturbativity final : public Bound {
 public:
  using Bound::Bound;
  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (p.c_phi == 0) {
      return Comparison::none(no_phi);
    }
    return Comparison::upper(p.c_phi * p.g, model::perturbative_phi_coupling,
                             "beyond it the quartic coupling lambda of eq. (31) leaves the "
                             "perturbative range");
  }
};

}  // namespace

Made make_early_universe(const Source& source) {
  return std::make_unique<EarlyUniverse>(source.label, source.settings.bbn_min_mass_MeV);
}

Made make_phi_mass(const Source& source) { return std::make_unique<PhiMass>(source.label); }

Made make_phi_lifetime(const Source& source) { return std::make_unique<PhiLifetime>(source.label); }

Made make_phi_perturbativity(const Source& source) {
  return std::make_unique<PhiPerturbativity>(source.label);
}

}  // namespace sunsi::bounds::detail
