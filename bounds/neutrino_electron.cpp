// Closed forms in the product of the couplings to neutrinos and electrons: the quoted Borexino limit,
// Borexino's rates, CHARM-II and the cooling of white dwarfs.
#include <cmath>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/model/epsilon.hpp>

namespace sunsi::bounds::detail {
namespace {

/// abs(eps^e) of nu_mu and nu_tau against a number that is quoted without saying which of the two
/// epsilons it limits: eps_std in `standard`, eps_paper (half of it) in `paper`, as eq. (34) of
/// arXiv:2211.15686 takes it.
class QuotedEpsilon final : public Bound {
 public:
  QuotedEpsilon(Label label, double limit) : Bound(std::move(label)), limit_(limit) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const model::EpsilonStd eps{std::abs(p.eps_e_std)};
    return p.paper()
               ? Comparison::upper(model::to_paper(eps).value, limit_,
                                   "abs(eps_paper^e) against the quoted limit")
               : Comparison::upper(eps.value, limit_, "abs(eps_std^e) against the quoted limit");
  }

 private:
  double limit_;
};

/// eps_std^e of nu_mu and nu_tau against the interval that a fit of measured rates leaves it, by the
/// mass of the mediator: against its upper end for eps^e > 0, its lower end for eps^e < 0. Both
/// conventions compare eps_std: the interval is a fit's, not a printed number. The fit took P_ee of
/// each of its own points (theta12, dm21 and eps^e free); bounds cannot run it again, so eps_medium
/// is that of the standard model there. Where eps_medium is far from 0 and from 2 solar data exclude
/// the point anyway (docs/solar-fit.md).
class FittedEpsilon final : public Bound {
 public:
  FittedEpsilon(Label label, Curve low, Curve high)
      : Bound(std::move(label)), below_(std::move(low)), above_(std::move(high)) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const auto end = (p.eps_e_std < 0 ? below_ : above_).at(p.mass_MeV);
    if (!end) {
      return Comparison::none("the mass lies outside of the fitted table: no bound");
    }
    return Comparison::upper(std::abs(p.eps_e_std), *end,
                             p.eps_e_std < 0 ? "abs(eps_std^e) against the lower end of the fit"
                                             : "eps_std^e against the upper end of the fit");
  }

 private:
  Curve below_;  ///< abs of the lower end
  Curve above_;
};

/// nu_mu e scattering: only the product of the couplings to nu_mu and to electrons enters. It is
/// g_BL^2 in B-L, where both charges are -1, and -g e eps here. The published curve holds for the
/// sign of B-L, since the interference with the Z changes sign with it.
class MuonNeutrinoElectron final : public Bound {
 public:
  MuonNeutrinoElectron(Label label, Curve limit)
      : Bound(std::move(label)), limit_(std::move(limit)) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const auto coupling = limit_.at(p.mass_MeV);
    if (!coupling) {
      return Comparison::none("the mass lies outside of the published curve: no bound");
    }
    const double product = -p.g * p.e_eps;
    const Comparison result = Comparison::upper(product, *coupling * *coupling,
                                                "interferes with the Z as B-L does (eps_kin < 0)");
    return product >= 0 ? result
                        : result.off(
                              "eps_kin > 0: the interference with the Z has the sign "
                              "opposite to B-L, for which alone the curve holds");
  }

 private:
  Curve limit_;
};

/// 2 g abs(e eps)/(3 m^2) [GeV^-2]: the 4-fermion coupling of electrons to neutrinos (two of three
/// flavours) that would cool white dwarfs. `paper`: eq. (35) of arXiv:2211.15686 as printed, g^2
/// abs(eps) in place of g abs(e eps).
class WhiteDwarf final : public Bound {
 public:
  WhiteDwarf(Label label, double limit, bool asked)
      : Bound(std::move(label)), limit_(limit), asked_(asked) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const double m = p.mass_MeV / 1000;
    const double couplings = p.paper() ? p.g * p.g * std::abs(p.eps_kin) : p.g * std::abs(p.e_eps);
    const Comparison result =
        Comparison::upper(2 * couplings / (3 * m * m), limit_, "cooling by plasmon decay");
    return asked_ ? result
                  : result.off(
                        "bounds.white_dwarf is false: an astrophysical limit that was "
                        "derived for another model; set it to true to let it exclude");
  }

 private:
  double limit_;
  bool asked_;
};

}  // namespace

Made make_quoted_epsilon(const Source& source) {
  return std::make_unique<QuotedEpsilon>(source.label, source.card.at("limit").number());
}

Made make_fitted_epsilon(const Source& source) {
  const detector::Card& limit = source.card.at("limit");
  return std::make_unique<FittedEpsilon>(source.label, source.curve(limit, "low"),
                                         source.curve(limit, "high"));
}

Made make_muon_neutrino_electron(const Source& source) {
  return std::make_unique<MuonNeutrinoElectron>(source.label, source.curve("limit"));
}

Made make_white_dwarf(const Source& source) {
  return std::make_unique<WhiteDwarf>(source.label, source.card.at("limit").number(),
                                      source.settings.white_dwarf);
}

}  // namespace sunsi::bounds::detail
