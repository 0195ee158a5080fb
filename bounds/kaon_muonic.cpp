// K+ -> mu+ nu Z' with the Z' unseen.
#include <cmath>
#include <optional>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/interpolation.hpp>
#include <sunsi/core/table.hpp>

namespace sunsi::bounds::detail {
namespace {

/// BR(K+ -> mu+ nu Z') BR_inv with BR = A g^2 + B g e eps + D (e eps)^2. Coefficients: tree level
/// with a point-like K+ and its contact term, so that the current is conserved (K+: e eps, mu+:
/// -(g - e eps), nu: g) and the rate stays finite for m -> 0.
/// `paper`: g against 0.003 (m/5 MeV), eq. (32) of arXiv:2211.15686, whose growth as 1/m^2 belongs
/// to a Z' that couples to neutrinos alone.
class KaonMuonic final : public Bound {
 public:
  KaonMuonic(Label label, const core::Table& table, double limit)
      : Bound(std::move(label)), limit_(limit) {
    const std::vector<double>& mass = table.values("mass_MeV");
    first_ = mass.front();
    last_ = mass.back();
    const auto logarithms = [](std::vector<double> values, double sign) {
      for (double& v : values) {
        v = std::log(sign * v);
      }
      return values;
    };
    const std::vector<double> x = logarithms(mass, 1);
    a_.emplace(x, logarithms(table.values("A"), 1), core::SplineKind::smooth);
    b_.emplace(x, logarithms(table.values("B"), -1), core::SplineKind::smooth);
    d_.emplace(x, logarithms(table.values("D"), 1), core::SplineKind::smooth);
  }

  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (!(p.mass_MeV >= first_ && p.mass_MeV <= last_)) {
      return Comparison::none("the mass lies outside of the table of the rate: no bound");
    }
    if (p.paper()) {
      return Comparison::upper(p.g, 0.003 * p.mass_MeV / 5,
                               "eq. (32) as printed: a Z' that couples to neutrinos alone");
    }
    const double x = std::log(p.mass_MeV);
    const double rate = std::exp((*a_)(x)) * p.g * p.g - std::exp((*b_)(x)) * p.g * p.e_eps +
                        std::exp((*d_)(x)) * p.e_eps * p.e_eps;
    return Comparison::upper(
        rate * p.br_inv, limit_,
        p.mass_MeV < 10 ? "conserved current; below 10 MeV, where NA62 gives no number, its loose "
                          "end is taken: the missing mass is a continuum either way"
                        : "conserved current, against the loose end of NA62's limits");
  }

 private:
  std::optional<core::Spline> a_, b_, d_;  ///< of ln m: ln A, ln(-B), ln D
  double first_ = 0, last_ = 0;
  double limit_;
};

}  // namespace

Made make_kaon_muonic(const Source& source) {
  const auto path = source.file("curves/" + source.card.at("rate").text());
  const core::Table table = core::Table::read(path);
  return core::from_file(path.string(), [&] {
    return std::make_unique<KaonMuonic>(source.label, table, source.card.at("limit").number());
  });
}

}  // namespace sunsi::bounds::detail
