// COHERENT: coherent scattering of neutrinos from stopped pions.
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sunsi/bounds/detail/coherent_detector.hpp>
#include <sunsi/bounds/detail/factories.hpp>

namespace sunsi::bounds::detail {
namespace {

/// 90 % of a chi2 of one degree of freedom.
constexpr double rise = 2.7055;

const char* const upper_end = "against the most that the measured spectrum allows";
const char* const lower_end = "against the fewest that the measured spectrum allows";
const char* const misfit =
    "against the best number for this spectrum, which fits worse than the standard one for any "
    "number";

/// Numbers of events for spectra of the shape that the couplings give: the best one, where chi2 is
/// 2.71 above its own least, and how far that least lies above the one of the standard spectrum.
struct Range {
  double best = 0, low = 0, high = 0, excess = 0;
};

/// Events in the window against those that the data allow at 90 % CL: excluded where
///   chi2(point) - min(chi2_SM, chi2_own) > 2.71,
/// the least of chi2 for the standard spectrum and for the point's own, each of free size. In numbers
/// of events of the point's spectrum that is an interval around the best one, narrower where the
/// spectrum fits worse than the standard one (by the root of what is left of 2.71: chi2 is nearly a
/// parabola) and of no width where no size fits. Light mediators at Q -> -Q are excluded that way.
///
/// Spectra depend on the mass and on x, the ratio of the Z' amplitude of nu_mu to that of the Z
/// (weighted as in the number of events, protons and neutrons together): the interval is tabulated
/// in both (to 2 % of the events, 8 % where protons and neutrons nearly cancel), the number of events is
/// computed with both couplings.
class Coherent final : public Bound {
 public:
  Coherent(Label label, const CoherentDetector& detector)
      : Bound(std::move(label)),
        electron_(detector.electron_events()),
        events_([&](double mass) { return std::vector<Form>{detector.events(mass)}; }) {
    const std::vector<double> standard = detector.signal(1, 0, 0);
    const double reference = detector.fit().interval(standard, rise).chi2;
    tbb::parallel_for(std::size_t{0}, table_.size(), [&](std::size_t i) {
      table_[i] = allowed(detector, mass_at(i / shapes), ratio_at(i % shapes));
      table_[i].excess -= reference;
    });
  }

  [[nodiscard]] Comparison compare(const Point& p) const override {
    constexpr double q = CoherentDetector::scale_MeV;
    const double protons = scaled_coupling(p.g, p.g_p, p.mass_MeV, q);
    const double neutrons = scaled_coupling(p.g, p.g_n, p.mass_MeV, q);
    const Form form = events_.at(0, p.mass_MeV);
    const double events = value(form, protons, neutrons);
    const Range range = at(p.mass_MeV, ratio(form, protons, neutrons));
    const double left = std::sqrt(std::clamp(1 - range.excess / rise, 0.0, 1.0));
    if (events >= range.best) {
      return Comparison::upper(events, range.best + left * (range.high - range.best),
                               left > 0 ? upper_end : misfit);
    }
    return Comparison::lower(events, range.best - left * (range.best - range.low),
                             left > 0 ? lower_end : misfit);
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    const Form form = events_.at(0, p.mass_MeV);
    return fmt::format("{:.0f} events, {:.0f} in the standard model; {}", result.prediction,
                       form[0], result.reason);
  }

 private:
  static constexpr std::size_t masses = 9;
  static constexpr std::size_t shapes = 33;

  // Even steps of P = m^2/(m^2 + q^2) at the typical q: from massless to contact.
  static double of_mass(double mass) { return mass * mass / (mass * mass + typical_q * typical_q); }
  static double mass_at(std::size_t i) {
    const double u = static_cast<double>(i) / (masses - 1);
    return typical_q * std::sqrt(u / std::max(1 - u, 1e-6)) + 1e-3;
  }

  // Even steps of v = y/(0.7 + |y|), y = 1 + x, the amplitude in units of the Z's: shapes change
  // most where it passes 0 and only nu_e scatter; both ends are the Z' alone.
  static double of_ratio(double x) { return (1 + x) / (0.7 + std::abs(1 + x)); }
  static double ratio_at(std::size_t k) {
    const double v = -1 + 2 * static_cast<double>(k) / (shapes - 1);
    return 0.7 * v / std::max(1 - std::abs(v), 1e-6) - 1;
  }

  /// The amplitude ratio x: interference over twice the standard rate of nu_mu and anti-nu_mu.
  [[nodiscard]] double ratio(const Form& form, double p, double n) const {
    return (form[1] * p + form[2] * n) / (2 * (form[0] - electron_));
  }

  [[nodiscard]] Range allowed(const CoherentDetector& detector, double mass, double x) const {
    // equal couplings to both nucleons: what the form factors make of other ones is below 1 %
    const Form form = detector.events(mass);
    const double coupling = x / ratio(form, 1, 1);
    const std::vector<double> signal = detector.signal(mass, coupling, coupling);
    const double events = std::accumulate(signal.begin(), signal.end(), 0.0);
    const StrengthInterval s = detector.fit().interval(signal, rise);
    return {s.best * events, s.low * events, s.high * events, s.chi2};
  }

  [[nodiscard]] Range at(double mass, double x) const {
    const double a = of_mass(mass) * (masses - 1);
    const double b = (1 + of_ratio(x)) / 2 * (shapes - 1);
    const auto i = std::min(static_cast<std::size_t>(a), masses - 2);
    const auto k = std::min(static_cast<std::size_t>(b), shapes - 2);
    const double s = a - static_cast<double>(i), t = b - static_cast<double>(k);
    const auto mix = [&](double Range::*member) {
      const Range* r = &table_[i * shapes + k];
      return (1 - s) * ((1 - t) * (r[0].*member) + t * (r[1].*member)) +
             s * ((1 - t) * (r[shapes].*member) + t * (r[shapes + 1].*member));
    };
    return {mix(&Range::best), mix(&Range::low), mix(&Range::high), mix(&Range::excess)};
  }

  static constexpr double typical_q = 60;  // MeV

  double electron_;
  FormTable events_;
  std::array<Range, masses * shapes> table_{};
};

}  // namespace

Made make_coherent(const Source& source) {
  const std::string name = source.card.at("events").at("file").text();
  const core::Table events = core::Table::read(source.file("cevns/" + name));
  const detector::Card response = source.card.at("detector").at("response");
  std::filesystem::path folder = source.data / "bounds/cevns";
  if (response.at("kind").text() == "electron-equivalent") {
    folder = source.file("cevns/" + response.at("efficiency").text()).parent_path();
  }
  return std::make_unique<Coherent>(source.label, CoherentDetector(source.card, events, folder));
}

}  // namespace sunsi::bounds::detail
