// NA64 and BaBar: the Z' is made by its coupling to electrons and leaves unseen.
#include <cmath>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/model/zprime.hpp>

namespace sunsi::bounds::detail {
namespace {

/// (e eps)^2 BR_inv against the square of the published coupling: (eps_lim e)^2 of an invisible dark
/// photon, g_BL^2 (3/5) of B-L with three neutrinos, which decays unseen in three of five cases.
class MissingEnergy final : public Bound {
 public:
  MissingEnergy(Label label, Curve limit, double scale)
      : Bound(std::move(label)), limit_(std::move(limit)), scale_(scale) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const auto coupling = limit_.at(p.mass_MeV);
    if (!coupling) {
      return Comparison::none("the mass lies outside of the published curve: no bound");
    }
    return Comparison::upper(p.e_eps * p.e_eps * p.br_inv, *coupling * *coupling * scale_,
                             "made by the electron's coupling, neutrinos are missing energy");
  }

 private:
  Curve limit_;
  double scale_;  ///< of the published coupling squared
};

}  // namespace

Made make_missing_energy(const Source& source) {
  const double e = model::electric_charge();
  const bool bl = source.card.at("limit").at("coupling").text() == "g_BL";
  return std::make_unique<MissingEnergy>(source.label, source.curve("limit"),
                                         bl ? source.card.at("br_inv").number() : e * e);
}

}  // namespace sunsi::bounds::detail
