// Flavour-changing couplings of left-handed down quarks, which c != 2/3 brings: b -> s mu mu, K -> pi
// Z', B -> K Z'.
#include <cmath>
#include <numbers>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

/// Difference of the charges of the third and the first generation over g: -2 (1-c)/3 + c/3; g_ij =
/// g times this times V_ti* V_tj multiplies d_i-bar gamma P_L d_j Z'.
double generation_gap(const Point& p) { return (3 * p.c - 2) / 3; }

constexpr const char* same_charges =
    "c = 2/3: the three generations have the same charge, no flavour-changing coupling";

/// C9 of b -> s mu mu from H = -(4 G_F/sqrt2) (alpha/4 pi) V C9 (s-bar gamma P_L b)(mu-bar gamma
/// mu) and Z' exchange, C9 = -sqrt2 pi g g_mu (3c - 2)/(3 m^2 alpha G_F), times the propagator
/// m^2/(m^2 - q^2). `paper`: (37) of arXiv:2211.15686 as printed, half of that with g for g_mu.
class NinthCoefficient final : public Bound {
 public:
  NinthCoefficient(Label label, double q2, double scale)
      : Bound(std::move(label)), q2_(q2), scale_(scale) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const double m = p.mass_MeV / 1000;
    const double fermi = core::G_F * core::units::GeV * core::units::GeV;  // [GeV^-2]
    const double couplings =
        p.paper() ? p.g * p.g / std::numbers::sqrt2 : std::numbers::sqrt2 * p.g * p.g_mu;
    // m^2 of the propagator cancels that of C9; m^2 = q^2 is the resonance itself.
    const double gap = m * m - q2_;
    if (std::abs(gap) < 1e-6 * q2_) {
      return Comparison::none("the Z' sits at q^2 itself: no effective coupling");
    }
    const double value =
        -std::numbers::pi * couplings * generation_gap(p) / (core::alpha_em * fermi * gap);
    return Comparison::upper(value, scale_, "")
        .off(
            "for information: C9 times m^2/(m^2 - q^2); 'limit' is the size that "
            "the b anomalies asked for, no published limit holds for a light Z'");
  }

 private:
  double q2_;     ///< [GeV^2]
  double scale_;  ///< [1]
};

/// A decay P -> P' Z'. G = (g_ij/2)^2 m_P^3 lambda^{3/2} f_+^2/(16 pi m^2), lambda(1, r', r) with
/// r' = (m_P'/m_P)^2, r = (m/m_P)^2: emission of the longitudinal Z', which grows as 1/m^2 because
/// the flavour-changing current is not conserved.
struct MesonDecay {
  double parent = 0, daughter = 0;     ///< masses [MeV]
  double lifetime = 0;                 ///< of the parent [s]
  double form_factor = 0;              ///< f_+(0)
  double ckm = 0;                      ///< abs(V_ti* V_tj)
  double limit = 0;                    ///< on BR BR_inv
  double gap_first = 0, gap_last = 0;  ///< masses without a limit [MeV]; both 0: none
  double last = 0;                     ///< largest mass with a limit [MeV]
};

class FlavourChangingDecay final : public Bound {
 public:
  FlavourChangingDecay(Label label, const MesonDecay& decay, bool asked)
      : Bound(std::move(label)), decay_(decay), asked_(asked) {
    const double width_over_MeV = decay_.parent / (16 * std::numbers::pi);
    factor_ = std::pow(decay_.ckm * decay_.form_factor / 2, 2) * width_over_MeV *
              (decay_.lifetime * core::units::second * core::units::MeV);
  }

  [[nodiscard]] Comparison compare(const Point& p) const override {
    const MesonDecay& d = decay_;
    if (p.mass_MeV >= d.last || (p.mass_MeV >= d.gap_first && p.mass_MeV <= d.gap_last)) {
      return Comparison::none("no limit at this mass");
    }
    if (generation_gap(p) == 0) {
      return Comparison::upper(0, d.limit, "").off(same_charges);
    }
    const double r = p.mass_MeV * p.mass_MeV / (d.parent * d.parent);
    const double s = d.daughter * d.daughter / (d.parent * d.parent);
    const double lambda = 1 + r * r + s * s - 2 * (r + s + r * s);
    const double g = p.g * generation_gap(p);
    const Comparison result =
        Comparison::upper(factor_ * g * g / r * lambda * std::sqrt(lambda) * p.br_inv, d.limit,
                          "on-shell Z' with the mixing of quarks in the down sector");
    return asked_ ? result
                  : result.off(
                        "bounds.fcnc is false: the coupling stands or falls with where the "
                        "quarks mix (none if in the up sector); set it to true to let it "
                        "exclude");
  }

 private:
  MesonDecay decay_;
  bool asked_;
  double factor_ = 0;
};

}  // namespace

Made make_ninth_coefficient(const Source& source) {
  const double scale = source.card.at("limit").number();
  const double q2 = source.card.at("q2_GeV2").number();
  if (scale <= 0 || q2 <= 0) {
    source.card.fail("limit and q2_GeV2 must be > 0");
  }
  return std::make_unique<NinthCoefficient>(source.label, q2, scale);
}

Made make_flavour_changing(const Source& source) {
  const detector::Card& card = source.card;
  MesonDecay d;
  d.parent = card.at("parent_MeV").number();
  d.daughter = card.at("daughter_MeV").number();
  d.lifetime = card.at("lifetime_s").number();
  d.form_factor = card.at("form_factor").number();
  d.ckm = card.at("ckm").number();
  d.limit = card.at("limit").number();
  d.last = card.at("last_MeV").number();
  d.gap_first = card.number_or("gap_first_MeV", 0);
  d.gap_last = card.number_or("gap_last_MeV", 0);
  if (!(d.limit > 0 && d.parent > d.daughter && d.last <= d.parent - d.daughter)) {
    card.fail("limit must be > 0 and last_MeV within the phase space");
  }
  return std::make_unique<FlavourChangingDecay>(source.label, d, source.settings.fcnc);
}

}  // namespace sunsi::bounds::detail
