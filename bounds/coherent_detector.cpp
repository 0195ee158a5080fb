#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <sunsi/bounds/detail/coherent_detector.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

using detector::PionNeutrino;

CountFit fit_of(const detector::Card& card, const core::Table& events) {
  std::vector<Background> backgrounds;
  for (const detector::Card& one : card.at("events").at("backgrounds").list()) {
    backgrounds.push_back({events.values(one.at("column").text()), one.at("error").number()});
  }
  return core::from_file(events.path(), [&] {
    return CountFit(events.values("observed"), std::move(backgrounds),
                    card.at("detector").at("signal_error").number());
  });
}

/// Neutrinos of one kind [cm^-2] times nuclei of one isotope.
double exposure(const detector::Card& d, double abundance) {
  const double L = d.at("distance_m").number() * 100;
  const double molecules =
      d.at("mass_kg").number() * 1e3 / d.at("molar_mass_g").number() * core::si::N_A;
  return d.at("protons").number() * d.at("neutrinos_per_proton").number() /
         (4 * std::numbers::pi * L * L) * molecules * abundance;
}

/// int dE density (1 - T/E - M T/(2 E^2)) over the energies that give the recoil.
double kinematic_rate(PionNeutrino kind, double mass, double T) {
  const auto rule = detector::pion_spectrum(kind, detector::cevns_smallest_energy_MeV(mass, T));
  double sum = 0;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    sum += rule.weight[k] * detector::cevns_kinematics(mass, rule.node[k], T);
  }
  return sum;
}

/// Part of the time window's neutrinos between two times that is kept: 1 up to `flat`, then falling
/// exponentially; the arrival is followed in steps of 1/32 of the bin.
double kept(PionNeutrino kind, const detector::Card& d, double low, double high) {
  const detector::ProtonPulse pulse{d.at("pulse").at("mean_us").number(),
                                    d.at("pulse").at("sigma_us").number()};
  if (!d.has("time_efficiency")) {
    return detector::arrived(kind, pulse, high) - detector::arrived(kind, pulse, low);
  }
  const double flat = d.at("time_efficiency").at("flat_until_us").number();
  const double fall = d.at("time_efficiency").at("fall_per_us").number();
  constexpr int steps = 32;
  double sum = 0;
  double before = detector::arrived(kind, pulse, low);
  for (int k = 0; k < steps; ++k) {
    const double t = low + (high - low) * (k + 1) / steps;
    const double now = detector::arrived(kind, pulse, t);
    const double middle = t - (high - low) / (2 * steps);
    sum += (now - before) * std::exp(-fall * std::max(0.0, middle - flat));
    before = now;
  }
  return sum;
}

}  // namespace

CoherentDetector::CoherentDetector(const detector::Card& card,
                                   const core::Table& events,
                                   const std::filesystem::path& folder)
    : fit_(fit_of(card, events)) {
  const detector::Card d = card.at("detector");
  std::set<double> edges(events.values("energy_low").begin(), events.values("energy_low").end());
  edges.insert(events.values("energy_high").begin(), events.values("energy_high").end());
  energy_edges_.assign(edges.begin(), edges.end());
  const auto response = recoil_response(d.at("response"), energy_edges_, folder);
  for (const Isotope& isotope : read_isotopes(d.at("isotopes"))) {
    add_nodes(d, isotope, response);
  }
  add_bins(d, events);
  add_windows();
}

void CoherentDetector::add_nodes(const detector::Card& d,
                                 const Isotope& isotope,
                                 const std::function<std::vector<double>(double)>& response) {
  const auto form = read_form_factor(d.at("form_factor"));
  const double mass = isotope.nucleus.mass_MeV;
  const double targets = exposure(d, isotope.abundance) * detector::cevns_prefactor(mass);
  // The spectrum of the line ends inside; the threshold is smooth on this scale.
  const double line = detector::cevns_largest_recoil_MeV(mass, detector::pion_line_MeV());
  const double end = detector::cevns_largest_recoil_MeV(mass, detector::muon_end_MeV());
  const std::vector<double> edges{0, line / 2, line, (line + end) / 2, end};
  const auto rule = core::composite_gauss_legendre(edges, 24);
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    const double T = rule.node[k];
    Node node;
    node.response = response(T);
    node.amplitude = Amplitude::of(isotope.nucleus, form, T);
    const double scale = targets * rule.weight[k];
    node.rate_mu = scale * kinematic_rate(PionNeutrino::nu_mu, mass, T);
    node.rate_anti_mu = scale * kinematic_rate(PionNeutrino::anti_nu_mu, mass, T);
    node.rate_e = scale * kinematic_rate(PionNeutrino::nu_e, mass, T);
    nodes_.push_back(std::move(node));
  }
}

void CoherentDetector::add_bins(const detector::Card& d, const core::Table& events) {
  const auto& low = events.values("time_low");
  const auto& high = events.values("time_high");
  const auto& energy = events.values("energy_low");
  const bool pulse_shape = events.has("signal_share");
  std::map<std::pair<double, double>, Bin> seen;  // few times, many rows
  for (std::size_t i = 0; i < events.rows(); ++i) {
    const auto found = seen.find({low[i], high[i]});
    Bin bin;
    if (found != seen.end()) {
      bin = found->second;
    } else {
      bin.prompt = kept(PionNeutrino::nu_mu, d, low[i], high[i]);
      bin.delayed = kept(PionNeutrino::nu_e, d, low[i], high[i]);
      seen[{low[i], high[i]}] = bin;
    }
    bin.energy = static_cast<std::size_t>(
        std::find(energy_edges_.begin(), energy_edges_.end(), energy[i]) - energy_edges_.begin());
    const double share = pulse_shape ? events.values("signal_share")[i] : 1;
    bin.prompt *= share;
    bin.delayed *= share;
    bins_.push_back(bin);
  }
}

std::vector<double> CoherentDetector::signal(double mass, double p, double n) const {
  std::vector<double> prompt(energy_edges_.size() - 1), delayed(energy_edges_.size() - 1);
  for (const Node& node : nodes_) {
    const Form square = node.amplitude.square(mass, scale_MeV);
    const double muon = value(square, p, n);
    const double at_prompt = node.rate_mu * muon;
    const double at_delayed = node.rate_anti_mu * muon + node.rate_e * square[0];
    for (std::size_t i = 0; i < prompt.size(); ++i) {
      prompt[i] += at_prompt * node.response[i];
      delayed[i] += at_delayed * node.response[i];
    }
  }
  std::vector<double> events;
  for (const Bin& bin : bins_) {
    events.push_back(prompt[bin.energy] * bin.prompt + delayed[bin.energy] * bin.delayed);
  }
  return events;
}

void CoherentDetector::add_windows() {
  std::vector<double> prompt(energy_edges_.size() - 1), delayed(energy_edges_.size() - 1);
  for (const Bin& bin : bins_) {
    prompt[bin.energy] += bin.prompt;
    delayed[bin.energy] += bin.delayed;
  }
  for (Node& node : nodes_) {
    for (std::size_t i = 0; i < prompt.size(); ++i) {
      node.window_mu +=
          node.response[i] * (node.rate_mu * prompt[i] + node.rate_anti_mu * delayed[i]);
      node.window_e += node.response[i] * node.rate_e * delayed[i];
    }
  }
}

double CoherentDetector::electron_events() const {
  double sum = 0;
  for (const Node& node : nodes_) {
    sum += node.window_e * node.amplitude.weak * node.amplitude.weak;
  }
  return sum;
}

Form CoherentDetector::events(double mass) const {
  Form sum{};
  for (const Node& node : nodes_) {
    const Form square = node.amplitude.square(mass, scale_MeV);
    for (std::size_t j = 0; j < sum.size(); ++j) {
      sum[j] += node.window_mu * square[j];
    }
  }
  sum[0] += electron_events();
  return sum;
}

}  // namespace sunsi::bounds::detail
