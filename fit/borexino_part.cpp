#include <algorithm>
#include <map>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>
#include <tuple>

namespace sunsi::fit::detail {
namespace {

/// A source in a window of the true recoil energy: nodes, weights, response. Lines have a rule each.
class WindowRate {
 public:
  WindowRate(const PartInputs& in,
             model::Source source,
             const detector::RecoilWindow& window,
             bool only_862) {
    const detector::SourceSpectrum& spectrum = in.nodes.spectrum(source);
    if (spectrum.lines.empty()) {
      add(in, source, detector::recoil_rule(spectrum, window), {});
    }
    double strongest = 0;  // of 7Be, the line at 862 keV
    for (const detector::SourceSpectrum::Line& line : spectrum.lines) {
      strongest = std::max(strongest, line.fraction);
    }
    for (const detector::SourceSpectrum::Line& line : spectrum.lines) {
      if (!only_862 || line.fraction == strongest) {
        add(in, source, detector::recoil_rule({{line}, {}, {}}, window), line.energy_MeV);
      }
    }
  }

  /// Mean cross-section in the window [cm^2].
  [[nodiscard]] double mean(const Arrived& arrived, std::size_t site, double night_share) const {
    double sum = 0;
    for (const auto& [weight, recoils] : pieces_) {
      sum += weight.dot(recoils.average(arrived, site, night_share));
    }
    return sum;
  }

 private:
  void add(const PartInputs& in,
           model::Source source,
           const core::Quadrature& rule,
           std::optional<double> line) {
    if (!rule.node.empty()) {
      pieces_.emplace_back(
          Eigen::Map<const Eigen::VectorXd>(rule.weight.data(),
                                            static_cast<Eigen::Index>(rule.weight.size())),
          SourceRecoils(in.nodes, source, rule.node, in.config.cross_section, line));
    }
  }
  std::vector<std::pair<Eigen::VectorXd, SourceRecoils>> pieces_;
};

class BorexinoPart : public SolarPart {
 public:
  BorexinoPart(const PartInputs& in, const std::vector<std::string>& phases)
      : experiment_(detector::load_borexino(in.config.data, phases)),
        flux_(in.reference_flux),
        site_(in.site),
        night_share_(in.nodes.sites() > 0 ? in.nodes.night_share(in.site) : 0) {
    std::erase_if(experiment_.observables, [&](const detector::BorexinoObservable& observable) {
      return std::any_of(observable.sources.begin(), observable.sources.end(),
                         [&](model::Source source) { return !in.nodes.placed(source); });
    });
    std::map<std::tuple<model::Source, double, double, bool>, std::size_t> known;
    for (const detector::BorexinoObservable& o : experiment_.observables) {
      for (const model::Source source : o.sources) {
        const auto key = std::tuple(source, o.window.low_MeV, o.window.high_MeV, o.only_862_line);
        const auto [place, is_new] = known.try_emplace(key, rates_.size());
        if (is_new) {
          rates_.emplace_back(in, source, o.window, o.only_862_line);
        }
        rate_of_.push_back(place->second);
      }
    }
  }

  void add(const Arrived& arrived, std::vector<detector::Contribution>& to) const override {
    std::vector<double> means;
    for (const WindowRate& rate : rates_) {
      means.push_back(rate.mean(arrived, site_, night_share_));
    }
    const std::size_t n = experiment_.observables.size();
    std::vector<double> total(n, 0.0);
    Eigen::MatrixXd by_source = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(n), 8);
    std::size_t next = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (const model::Source source : experiment_.observables[i].sources) {
        const auto s = static_cast<std::size_t>(source);
        const double rate = detector::counts_per_day(flux_[s], means[rate_of_[next++]],
                                                     experiment_.electrons_per_100t);
        by_source(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(s)) += rate;
        total[i] += rate;
      }
    }
    to.push_back(contribution(by_source, total));
  }

 private:
  [[nodiscard]] detector::Contribution contribution(const Eigen::MatrixXd& by_source,
                                                    const std::vector<double>& total) const {
    const std::vector<std::size_t> used = experiment_.used();
    const auto n = static_cast<Eigen::Index>(used.size());
    detector::Contribution c;
    c.experiment = "borexino";
    c.measured.resize(n);
    c.fixed = Eigen::VectorXd::Zero(n);
    c.by_source.resize(n, 8);
    for (Eigen::Index i = 0; i < n; ++i) {
      const std::size_t k = used[static_cast<std::size_t>(i)];
      const detector::Measurement& m = experiment_.observables[k].measurement;
      c.label.push_back(m.experiment + ' ' + m.observable);
      c.measured[i] = m.value;
      c.by_source.row(i) = by_source.row(static_cast<Eigen::Index>(k));
    }
    c.inverse_covariance = experiment_.inverse_covariance(total);
    return c;
  }

  detector::Borexino experiment_;
  std::array<double, 8> flux_;
  std::size_t site_;
  double night_share_;
  std::vector<WindowRate> rates_;
  std::vector<std::size_t> rate_of_;  ///< of each source of each observable
};

}  // namespace

std::unique_ptr<const SolarPart> borexino_part(const PartInputs& in,
                                               const std::vector<std::string>& phases) {
  return std::make_unique<const BorexinoPart>(in, phases);
}

}  // namespace sunsi::fit::detail
