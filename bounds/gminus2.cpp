#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/gminus2.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds {
namespace {

constexpr double muon_MeV = core::m_mu / core::units::MeV;
constexpr double four_pi2 = 4 * std::numbers::pi * std::numbers::pi;

/// arctan(t)/t or artanh(t)/t with t^2 = abs(u), the sign of u deciding; 1 - u/3 + u^2/5 - ... for
/// both near 0.
double arc_over_root(double u) {
  if (std::abs(u) < 1e-3) {
    return 1 - u * (1.0 / 3 - u * (1.0 / 5 - u * (1.0 / 7 - u / 9)));
  }
  const double t = std::sqrt(std::abs(u));
  return (u > 0 ? std::atan(t) : std::atanh(t)) / t;
}

/// int_0^1 x^2 (1-x)/(x^2 + L (1-x)) dx by division of polynomials; the remaining integral of
/// 1/(x^2 - L x + L) is 2 arc_over_root(4/L - 1)/L. Terms of size L^2 cancel: for L < 16.
double light(double L) {
  return 0.5 - L - L * (2 - L) / 2 * std::log(L) + (4 * L - L * L - 2) * arc_over_root(4 / L - 1);
}

/// The same by the roots a < b of x^2 - L x + L: [F(a) - F(b)]/(b - a) with F(y) = int_0^1 x^2
/// (1-x)/(y - x) dx; F(a) in closed form, since a is close to 1, F(b) as a series in 1/b < 0.07.
double heavy(double L) {
  const double t = std::sqrt(1 - 4 / L);
  const double a = 2 / (1 + t);
  const double b = L * (1 + t) / 2;
  const double above_one = 4 / (L * (1 + t) * (1 + t));  // a - 1
  const double near =
      1.0 / 3 + above_one / 2 + a * above_one - a * a * above_one * std::log(a / above_one);
  double far = 0;
  for (int k = 12; k >= 0; --k) {
    far = (far + 1.0 / ((k + 3) * (k + 4))) / b;
  }
  return (near - far) / (L * t);
}

}  // namespace

double vector_loop(double mass_MeV) {
  const double ratio = mass_MeV / muon_MeV;
  const double L = ratio * ratio;
  if (L < 1e-280) {
    return 0.5;
  }
  return L < 16 ? light(L) : heavy(L);
}

double delta_a_mu(double mass_MeV, double g_mu) {
  return g_mu * g_mu / four_pi2 * vector_loop(mass_MeV);
}

double coupling_for_delta_a(double mass_MeV, double delta_a) {
  return std::sqrt(four_pi2 * delta_a / vector_loop(mass_MeV));
}

MuonMoment load_muon_moment(const std::filesystem::path& data, const std::string& name) {
  const detector::Card sets = detector::Card::load(data / "bounds/gminus2.yaml").at("sets");
  const detector::Card set = sets.at(name);
  MuonMoment moment{name, set.at("centre").number(), set.at("sigma").number(),
                    set.at("favours").flag(), set.at("source").text()};
  if (moment.sigma <= 0 || moment.limit() <= 0) {
    set.fail("sigma and centre + 2 sigma must be > 0");
  }
  return moment;
}

std::optional<MuonBand> favoured_band(const MuonMoment& moment,
                                      double mass_MeV,
                                      model::Convention convention) {
  if (!moment.favours) {
    return std::nullopt;
  }
  if (convention == model::Convention::paper) {
    // arXiv:2211.15686, eq. (20): (3.5-7)e-4 at 10 MeV.
    const double loop = std::sqrt(vector_loop(10) / vector_loop(mass_MeV));
    return MuonBand{3.5e-4 * loop, 7e-4 * loop};
  }
  const double low = std::max(moment.centre - 2 * moment.sigma, 0.0);
  return MuonBand{coupling_for_delta_a(mass_MeV, low),
                  coupling_for_delta_a(mass_MeV, moment.limit())};
}

namespace detail {
namespace {

class MuonMomentBound final : public Bound {
 public:
  MuonMomentBound(Label label, MuonMoment moment)
      : Bound(std::move(label)), moment_(std::move(moment)) {}

  [[nodiscard]] Comparison compare(const Point& p) const override {
    return Comparison::upper(delta_a_mu(p.mass_MeV, p.g_mu), moment_.limit(),
                             "one loop of the Z' against centre + 2 sigma of the data set");
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    return fmt::format("{} {}: ({:.3g} +- {:.3g})e-11; here g_mu = {:.3g}", result.reason,
                       moment_.name, moment_.centre * 1e11, moment_.sigma * 1e11, p.g_mu);
  }

 private:
  MuonMoment moment_;
};

}  // namespace

Made make_gminus2(const Source& source) {
  MuonMoment moment = load_muon_moment(source.data, source.settings.gminus2);
  Label label = source.label;
  label.source = moment.source;
  return std::make_unique<MuonMomentBound>(std::move(label), std::move(moment));
}

}  // namespace detail
}  // namespace sunsi::bounds
