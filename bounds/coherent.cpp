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

/// Allowed numbers of events for spectra of the shapes that the couplings give.
struct Range {
  double best = 0, low = 0, high = 0;
};

/// Events in the window against those that the data allow at 90 % CL.
///
/// The shape of the spectrum at the point is held and its size left free: chi2(point) - min over the
/// size > 2.71 excludes; in numbers of events that is an interval [low, high] around the best one.
/// Shapes depend on the mass and on x, the ratio of the Z' amplitude of nu_mu to that of the Z
/// (weighted as in the number of events, protons and neutrons together): the interval is tabulated
/// in both, the number of events is computed with both couplings.
class Coherent final : public Bound {
 public:
  Coherent(Label label, const CoherentDetector& detector)
      : Bound(std::move(label)),
        electron_(detector.electron_events()),
        events_([&](double mass) { return std::vector<Form>{detector.events(mass)}; }) {
    tbb::parallel_for(std::size_t{0}, table_.size(), [&](std::size_t i) {
      table_[i] = allowed(detector, mass_at(i / shapes), ratio_at(i % shapes));
    });
  }

  [[nodiscard]] Comparison compare(const Point& p) const override {
    constexpr double q = CoherentDetector::scale_MeV;
    const double protons = scaled_coupling(p.g, p.g_p, p.mass_MeV, q);
    const double neutrons = scaled_coupling(p.g, p.g_n, p.mass_MeV, q);
    const Form form = events_.at(0, p.mass_MeV);
    const double events = value(form, protons, neutrons);
    const Range range = at(p.mass_MeV, ratio(form, protons, neutrons));
    if (events >= range.best) {
      return Comparison::upper(events, range.high,
                               "against the most that the measured spectrum allows");
    }
    return Comparison::lower(events, range.low,
                             "against the fewest that the measured spectrum allows");
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
    return {s.best * events, s.low * events, s.high * events};
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
    return {mix(&Range::best), mix(&Range::low), mix(&Range::high)};
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
