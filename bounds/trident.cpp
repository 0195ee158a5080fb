// Muon pairs made by muon neutrinos in the field of a nucleus.
#include <sunsi/bounds/detail/factories.hpp>

namespace sunsi::bounds::detail {
namespace {

/// sigma/sigma(standard model) of a Z' much heavier than the momentum transfer,
///   [1 + (1 + 4 s2 + 2 v^2 g g_mu/m^2)^2]/[1 + (1 + 4 s2)^2]      (arXiv:1406.2332),
/// against centre -+ 2 sigma, whichever side the prediction is on.
class Trident final : public Bound {
 public:
  struct Numbers {
    double centre = 0, sigma = 0;  ///< of the measured ratio
    double s2 = 0;                 ///< sin^2 theta_W at low energy
    double vev = 0;                ///< [MeV]
    double first = 0;              ///< smallest mass of the formula [MeV]
  };
  Trident(Label label, const Numbers& numbers) : Bound(std::move(label)), n_(numbers) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (p.mass_MeV < n_.first) {
      return Comparison::none(
          "the closed form holds above 1 GeV only; CCFR binds at MeV masses too (g of order 1e-3, "
          "arXiv:1406.2332), but that curve is not at hand");
    }
    const double vector = 1 + 4 * n_.s2;
    const double v = vector + 2 * p.g * p.g_mu * (n_.vev / p.mass_MeV) * (n_.vev / p.mass_MeV);
    const double ratio = (1 + v * v) / (1 + vector * vector);
    return ratio >= n_.centre
               ? Comparison::upper(ratio, n_.centre + 2 * n_.sigma, "CCFR, centre + 2 sigma")
               : Comparison::lower(ratio, n_.centre - 2 * n_.sigma, "CCFR, centre - 2 sigma");
  }

 private:
  Numbers n_;
};

}  // namespace

Made make_trident(const Source& source) {
  const detector::Card& card = source.card;
  const Trident::Numbers n{card.at("centre").number(), card.at("sigma").number(),
                           card.at("sin2_theta_w").number(), card.at("vev_MeV").number(),
                           card.at("first_MeV").number()};
  if (!(n.sigma > 0 && n.centre > 2 * n.sigma && n.first > 0)) {
    card.fail("sigma and first_MeV must be > 0 and centre > 2 sigma");
  }
  return std::make_unique<Trident>(source.label, n);
}

}  // namespace sunsi::bounds::detail
