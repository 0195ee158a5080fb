// XENONnT and PandaX-4T: coherent scattering of solar 8B neutrinos.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/bounds/detail/factories.hpp>
#include <sunsi/bounds/detail/recoil_form.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/core/table.hpp>

namespace sunsi::bounds::detail {
namespace {

constexpr double rise = 2.7055;  // 90 % of a chi2 of one degree of freedom
constexpr double scale_MeV = 15;
constexpr std::size_t energies = Survival8B::size;
const char* const no_survival = "needs P_ee of 8B neutrinos, which was not computed for this point";

/// Spectrum of 8B with the rows of its table.
struct Spectrum {
  std::vector<double> energy, density, weight;  ///< MeV, 1/MeV, trapezoid [MeV]
};

/// How much of an energy counts to the k-th of the energies of P_ee: linear between them.
double hat(std::size_t k, double E) {
  const double x = E - Survival8B::energy_MeV(k);
  const bool first = k == 0 && x < 0, last = k + 1 == energies && x > 0;
  return first || last ? 1 : std::max(0.0, 1 - std::abs(x));
}

/// One recoil energy of one isotope: what each energy of P_ee adds, without amplitude squared.
struct Node {
  Amplitude amplitude;
  std::array<double, energies> rate{};
};

std::vector<Node> nodes_above(double threshold_keV,
                              const std::vector<Isotope>& isotopes,
                              detector::FormFactor form,
                              const Spectrum& spectrum) {
  std::vector<Node> nodes;
  for (const Isotope& isotope : isotopes) {
    const double mass = isotope.nucleus.mass_MeV;
    const double end = detector::cevns_largest_recoil_MeV(mass, spectrum.energy.back());
    const auto rule = core::gauss_legendre(threshold_keV * 1e-3, end, 20);
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      const double T = rule.node[i];
      Node node;
      node.amplitude = Amplitude::of(isotope.nucleus, form, T);
      for (std::size_t j = 0; j < spectrum.energy.size(); ++j) {
        const double E = spectrum.energy[j];
        if (E > 0) {
          const double rate = spectrum.density[j] * spectrum.weight[j] * rule.weight[i] *
                              isotope.abundance * detector::cevns_prefactor(mass) *
                              detector::cevns_kinematics(mass, E, T);
          for (std::size_t k = 0; k < energies; ++k) {
            node.rate[k] += hat(k, E) * rate;
          }
        }
      }
      nodes.push_back(node);
    }
  }
  return nodes;
}

/// A collaboration's flux for the standard cross-section, and that cross-section with the Z'.
struct Experiment {
  Experiment(const detector::Card& card,
             const std::vector<Isotope>& isotopes,
             detector::FormFactor form,
             const Spectrum& spectrum)
      : flux(card.at("flux").number()),
        up(card.at("up").number()),
        down(card.at("down").number()),
        nodes(nodes_above(card.at("threshold_keV").number(), isotopes, form, spectrum)),
        forms([this](double mass) { return sum(mass); }) {
    for (std::size_t k = 0; k < energies; ++k) {
      standard += forms.at(k, 1e5)[0];
    }
  }

  [[nodiscard]] std::vector<Form> sum(double mass) const {
    std::vector<Form> total(energies);
    for (const Node& node : nodes) {
      const Form square = node.amplitude.square(mass, scale_MeV);
      for (std::size_t k = 0; k < energies; ++k) {
        for (std::size_t j = 0; j < square.size(); ++j) {
          total[k][j] += node.rate[k] * square[j];
        }
      }
    }
    return total;
  }

  /// Cross-section above the threshold with P_ee, over that of the standard model.
  [[nodiscard]] double ratio(const Point& p) const {
    const double protons = scaled_coupling(p.g, p.g_p, p.mass_MeV, scale_MeV);
    const double neutrons = scaled_coupling(p.g, p.g_n, p.mass_MeV, scale_MeV);
    double rate = 0;
    for (std::size_t k = 0; k < energies; ++k) {
      const Form form = forms.at(k, p.mass_MeV);
      const double P_ee = p.survival->P_ee[k];
      rate += P_ee * form[0] + (1 - P_ee) * value(form, protons, neutrons);
    }
    return rate / standard;
  }

  double flux, up, down;
  std::vector<Node> nodes;
  FormTable forms;
  double standard = 0;  ///< the same sum without the Z'
};

/// Events at the point against what both
/// experiments allow: chi2(k) = sum ((k r_j flux - flux_j)/sigma_j)^2, r_j = ratio(point), sigma_j up
/// or down as the sign of the difference asks; k = 1 is the point, an interval of k with chi2 up to
/// 2.71 above the least is allowed.
class Xenon8B final : public Bound {
 public:
  Xenon8B(Label label, double flux, double events, std::vector<Experiment> experiments)
      : Bound(std::move(label)),
        flux_(flux),
        events_(events),
        experiments_(std::move(experiments)) {}

  [[nodiscard]] bool quick() const override { return false; }
  [[nodiscard]] bool needs_survival() const override { return true; }

  [[nodiscard]] Comparison compare(const Point& p) const override {
    if (!p.survival) {
      return Comparison::none(no_survival);
    }
    std::vector<double> flux;
    for (const Experiment& e : experiments_) {
      // a point without any scattering counts as one with a millionth of it
      flux.push_back(flux_ * std::max(e.ratio(p), 1e-6));
    }
    // events per flux of the first experiment
    const double events = events_ * flux[0] / experiments_[0].flux;
    const double best = least(flux);
    const double top = chi2(flux, best) + rise;
    double far = 2 * best;
    while (chi2(flux, far) < top) {
      far *= 2;
    }
    if (1 >= best) {
      return Comparison::upper(events, events * between(flux, best, far, top),
                               "against the most that both experiments allow");
    }
    const double low = chi2(flux, 0) < top ? 0 : between(flux, best, 0, top);
    return Comparison::lower(events, events * low,
                             "against the fewest that both experiments allow");
  }

 protected:
  [[nodiscard]] std::string explain(const Point& p, const Comparison& result) const override {
    if (!p.survival) {
      return result.reason;
    }
    return fmt::format("{:.1f} events, {:.1f} in the standard model; {}", result.prediction,
                       events_ * flux_ / experiments_[0].flux, result.reason);
  }

 private:
  [[nodiscard]] double chi2(const std::vector<double>& flux, double k) const {
    double sum = 0;
    for (std::size_t j = 0; j < flux.size(); ++j) {
      const Experiment& e = experiments_[j];
      const double d = k * flux[j] - e.flux;
      const double pull = d / (d > 0 ? e.up : e.down);
      sum += pull * pull;
    }
    return sum;
  }

  /// The k of the least chi2: it lies between the experiments' own, where chi2 is convex.
  [[nodiscard]] double least(const std::vector<double>& flux) const {
    double low = experiments_[0].flux / flux[0], high = low;
    for (std::size_t j = 1; j < flux.size(); ++j) {
      low = std::min(low, experiments_[j].flux / flux[j]);
      high = std::max(high, experiments_[j].flux / flux[j]);
    }
    for (int round = 0; round < 80; ++round) {
      const double a = low + (high - low) / 3, b = high - (high - low) / 3;
      (chi2(flux, a) > chi2(flux, b) ? low : high) = chi2(flux, a) > chi2(flux, b) ? a : b;
    }
    return (low + high) / 2;
  }

  [[nodiscard]] double between(const std::vector<double>& flux,
                               double inside,
                               double outside,
                               double top) const {
    for (int round = 0; round < 60; ++round) {
      const double middle = (inside + outside) / 2;
      (chi2(flux, middle) < top ? inside : outside) = middle;
    }
    return inside;
  }

  double flux_;
  double events_;
  std::vector<Experiment> experiments_;
};

}  // namespace

Made make_xenon_8b(const Source& source) {
  const core::Table table = core::Table::read(source.data / "spectra/8B-winter2006.csv");
  source.files.insert("spectra/8B-winter2006.csv");
  const Spectrum spectrum{table.values("energy"), table.values("density"),
                          core::trapezoid_weights(table.values("energy"))};
  const auto isotopes = read_isotopes(source.card.at("isotopes"));
  const auto form = read_form_factor(source.card.at("form_factor"));
  const auto list = source.card.at("experiments").list();
  std::vector<Experiment> experiments;
  for (const detector::Card& one : list) {
    experiments.emplace_back(one, isotopes, form, spectrum);
  }
  return std::make_unique<Xenon8B>(source.label, source.card.at("flux").number(),
                                   list.at(0).at("events").number(), std::move(experiments));
}

}  // namespace sunsi::bounds::detail
