// NOMAD 1998: pi0 -> gamma X in the target, X goes through the shield and turns into a pi0 in the
// detector.
#include <cmath>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/detail/recast.hpp>

namespace sunsi::bounds::detail {
namespace {

constexpr double m_pi0_MeV = 134.9768;  // PDG 2024 (Phys. Rev. D 110, 030001)

/// BR(pi0 -> gamma Z') = 2 (eps - c g/e)^2 (1 - m^2/m_pi^2)^3 against the published branching
/// ratio. The search saw X alive in the detector: it applies where even the slowest X that it took
/// gets there.
class PenetratingPion final : public Bound {
 public:
  struct Search {
    double branching;   ///< limit on BR(pi0 -> gamma X)
    double last_MeV;    ///< largest mass
    double length_m;    ///< target to detector
    double energy_MeV;  ///< least energy of X
  };

  PenetratingPion(Label label, Search search) : Bound(std::move(label)), search_(search) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (!(p.mass_MeV <= search_.last_MeV)) {
      return Comparison::none("the mass lies outside of the published range: no bound");
    }
    const double amplitude = production_amplitude(Production::proton, p);
    const double ratio = p.mass_MeV / m_pi0_MeV;
    const double phase_space = (1 - ratio) * (1 + ratio);
    const Comparison result =
        Comparison::upper(2 * amplitude * amplitude * phase_space * phase_space * phase_space,
                          search_.branching, "pi0 -> gamma Z', alive in the detector");
    if (p.decay_length_m(search_.energy_MeV) < search_.length_m) {
      return result.off("the Z' decays before it reaches the detector, where it was searched for");
    }
    return result;
  }

 private:
  Search search_;
};

}  // namespace

Made make_penetrating_pion(const Source& source) {
  const detector::Card limit = source.card.at("limit");
  return std::make_unique<PenetratingPion>(
      source.label, PenetratingPion::Search{
                        limit.at("branching_ratio").number(), limit.at("last_mass_MeV").number(),
                        limit.at("length_m").number(), limit.at("energy_MeV").number()});
}

}  // namespace sunsi::bounds::detail
