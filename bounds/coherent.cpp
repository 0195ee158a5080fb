// COHERENT: coherent scattering of neutrinos from stopped pions.
#include <fmt/format.h>

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
        events_(1, [&](std::size_t, double mass) { return detector.events(mass); }) {
    for (std::size_t i = 0; i < masses; ++i) {
      for (std::size_t k = 0; k < shapes; ++k) {
        table_[i * shapes + k] = allowed(detector, mass_at(i), shape_at(k));
      }
    }
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
                               "more coherent scattering than the spectrum seen allows");
    }
    return Comparison::lower(events, range.low,
                             "less coherent scattering than the spectrum seen asks for");
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    const Form form = events_.at(0, p.mass_MeV);
    return fmt::format("{:.0f} events, {:.0f} in the standard model; {}", result.prediction,
                       form[0], result.reason);
  }

 private:
  static constexpr std::size_t masses = 7;
  static constexpr std::size_t shapes = 17;

  static double mass_at(std::size_t i) {
    return std::exp(ln_first + (ln_last - ln_first) * static_cast<double>(i) / (masses - 1));
  }

  /// x from t = x/(1 + |x|) in [-1, 1]: both ends are the Z' alone.
  static double shape_at(std::size_t k) {
    const double t = -1 + 2 * static_cast<double>(k) / (shapes - 1);
    return t / std::max(1 - std::abs(t), 1e-6);
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
    const double u = std::clamp((std::log(mass) - ln_first) / (ln_last - ln_first), 0.0, 1.0);
    const double v = (1 + x / (1 + std::abs(x))) / 2;
    const double a = u * (masses - 1), b = v * (shapes - 1);
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

  // Where the shape depends on the mass: q is 30 to 100 MeV.
  static inline const double ln_first = std::log(5.0);
  static inline const double ln_last = std::log(1000.0);

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
