// Limits on the mixing of a dark photon, recast: production and decay replaced by those of the Z'.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/detail/recast.hpp>

namespace sunsi::bounds::detail {
namespace {

/// The longest mean flight with which a search still takes a decay for prompt.
struct Prompt {
  double length_m = std::numeric_limits<double>::infinity();
  double energy_MeV = 0;
};

/// (amplitude)^2 BR against eps_lim^2 BR of the dark photon that the curve is for (1 below 2 m_mu).
/// Of several curves the strongest counts at each mass.
class DarkPhotonCurve final : public Bound {
 public:
  DarkPhotonCurve(
      Label label, std::vector<Curve> limits, Production production, Decay decay, Prompt prompt)
      : Bound(std::move(label)),
        limits_(std::move(limits)),
        production_(production),
        decay_(decay),
        prompt_(prompt) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    double log_limit = std::numeric_limits<double>::infinity();
    const double log_mass = std::log(p.mass_MeV);
    for (const Curve& curve : limits_) {
      const auto value = curve.log_at(log_mass);
      log_limit = value && *value < log_limit ? *value : log_limit;
    }
    if (std::isinf(log_limit)) {
      return Comparison::none("the mass lies outside of the published curve: no bound");
    }
    const double amplitude = production_amplitude(production_, p);
    const Comparison result = Comparison::upper(
        amplitude * amplitude * branching(decay_, p),
        std::exp(2 * log_limit) * dark_photon_branching(decay_, p.mass_MeV), words());
    if (p.decay_length_m(prompt_.energy_MeV) > prompt_.length_m) {
      return result.off("not prompt: the Z' flies farther than the search allows");
    }
    return result;
  }

 private:
  [[nodiscard]] const char* words() const {
    switch (production_) {
      case Production::electron:
        return decay_ == Decay::any ? "made by the electron's coupling, seen whatever it decays to"
                                    : "made by the electron's coupling";
      case Production::proton:
        return "made by the proton's coupling, e eps - c g";
      case Production::pion_as_printed:
        return "pi0 -> gamma Z', by the proton's coupling e eps - c g (paper: e eps - c g/5)";
      case Production::strange:
        return "phi -> eta Z', by the coupling of the s quark, -(e eps + c g)/3";
    }
    return "";
  }

  std::vector<Curve> limits_;
  Production production_;
  Decay decay_;
  Prompt prompt_;
};

}  // namespace

Made make_dark_photon_curve(const Source& source) {
  std::vector<Curve> limits;
  for (const detector::Card& member : source.card.at("limits").list()) {
    limits.push_back(source.curve(member, "column"));
  }
  Prompt prompt;
  if (source.card.has("prompt")) {
    const detector::Card member = source.card.at("prompt");
    prompt = {member.at("length_m").number(), member.at("energy_MeV").number()};
  }
  return std::make_unique<DarkPhotonCurve>(
      source.label, std::move(limits), production_of(source.card), decay_of(source.card), prompt);
}

}  // namespace sunsi::bounds::detail
