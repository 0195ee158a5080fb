// Beam dumps: made in the target, decays behind the shield.
#include <fmt/format.h>

#include <cmath>
#include <sunsi/bounds/detail/decay_window.hpp>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/detail/recast.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

/// One published region between two edges, solved for what it says of the dump.
class Region {
 public:
  Region(Curve lower, Curve upper, double decay_over_shield, double largest_q)
      : lower_(std::move(lower)),
        upper_(std::move(upper)),
        ratio_(decay_over_shield),
        window_(decay_over_shield, largest_q) {}

  /// Events of the Z' relative to those of a dark photon on either edge, or < 0 outside of the
  /// table. amplitude2 is g_prod^2/e^2, branching that of the Z' into what is seen.
  [[nodiscard]] double events(const Point& p,
                              double log_mass,
                              double amplitude2,
                              double branching,
                              const DarkPhoton& reference,
                              double reference_branching) const {
    const auto lower = lower_.log_at(log_mass);
    const auto upper = upper_.log_at(log_mass);
    if (!lower || !upper || !(reference.width_MeV > 0)) {
      return -1;
    }
    const double q = 2 * (*upper - *lower);
    const double eps2 = std::exp(2 * *lower);
    const double at_edge = window_(q) * std::exp(-q);  // shield in decay lengths, lower edge
    const double here = at_edge * p.width_MeV / (eps2 * reference.width_MeV);
    if (here - at_edge > 700) {
      return 0;  // exp(-700) is nothing; most of a plane is here
    }
    return amplitude2 * branching / (eps2 * reference_branching) * std::exp(at_edge - here) *
           std::expm1(-here * ratio_) / std::expm1(-at_edge * ratio_);
  }

 private:
  Curve lower_, upper_;
  double ratio_;
  DecayWindow window_;
};

/// g_prod^2 BR [exp(-L/d) - exp(-(L + l)/d)] in units of its value on the edges of the published
/// region of a dark photon at the same mass; d is the true decay length. Several regions (other
/// production in the same dump) are each a limit: the strongest counts.
class BeamDump final : public Bound {
 public:
  BeamDump(Label label, std::vector<Region> regions, Production production, Decay decay)
      : Bound(std::move(label)),
        regions_(std::move(regions)),
        production_(production),
        decay_(decay) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const double log_mass = std::log(p.mass_MeV);
    const double amplitude = production_amplitude(production_, p);
    const DarkPhoton reference = dark_photon(p.mass_MeV);
    const double reference_branching = decay_ == Decay::ee ? reference.br_ee : 1;
    double events = -1;
    for (const Region& region : regions_) {
      const double n = region.events(p, log_mass, amplitude * amplitude, branching(decay_, p),
                                     reference, reference_branching);
      events = n > events ? n : events;
    }
    if (!(events >= 0)) {
      return Comparison::none("the mass lies outside of the published region: no bound");
    }
    return Comparison::upper(events, 1,
                             production_ == Production::electron
                                 ? "made by the electron's coupling, seen behind the shield"
                                 : "made by the proton's coupling, seen behind the shield");
  }

 private:
  std::vector<Region> regions_;
  Production production_;
  Decay decay_;
};

Region read_region(const Source& source, const detector::Card& member, double decay_over_shield) {
  const Curve lower = source.curve(member, "lower");
  const Curve upper = source.curve(member, "upper");
  // Both edges stand in one table, so their masses agree and q is largest at one of them.
  double largest_q = 0;
  for (const double mass : lower.masses()) {
    const auto low = lower.at(mass);
    const auto high = upper.at(mass);
    if (!low || !high || !(*high > *low)) {
      member.fail(fmt::format("at {} MeV the upper edge is not above the lower one", mass));
    }
    largest_q = std::max(largest_q, 2 * std::log(*high / *low));
  }
  return {lower, upper, decay_over_shield, largest_q};
}

}  // namespace

Made make_beam_dump(const Source& source) {
  // Two lengths, or their ratio where that alone is known.
  const double ratio =
      source.card.has("decay_over_shield")
          ? source.card.at("decay_over_shield").number()
          : source.card.at("decay_m").number() / source.card.at("shield_m").number();
  if (!(ratio > 0 && std::isfinite(ratio))) {
    source.card.fail("shield_m and decay_m, or decay_over_shield, must be > 0");
  }
  std::vector<Region> regions;
  for (const detector::Card& member : source.card.at("regions").list()) {
    regions.push_back(read_region(source, member, ratio));
  }
  return std::make_unique<BeamDump>(source.label, std::move(regions), production_of(source.card),
                                    decay_of(source.card));
}

}  // namespace sunsi::bounds::detail
