#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/recoil_response.hpp>
#include <sunsi/detector/super_kamiokande.hpp>

using namespace sunsi;
using namespace sunsi::detector;

namespace {

constexpr double end = 14.0;

/// A spectrum like that of 8B that ends, as those of light nuclei do, with a step.
double density(double E) {
  return E >= 0 && E <= end ? 30 * E * E * (end + 1 - E) * (end + 1 - E) / std::pow(end, 5) : 0;
}

/// Smooth, between 0.3 and 0.6.
double survival(double E) { return 0.32 + 0.25 / (1 + E * E / 6); }

SourceSpectrum continuum() { return {{}, density, {0.0, end}}; }

core::NodeBasis basis() { return core::NodeBasis::gauss(std::vector<double>{0, 2, 5, 9, end}, 10); }

Eigen::VectorXd at_nodes(const core::NodeBasis& nodes) {
  Eigen::VectorXd P(static_cast<Eigen::Index>(nodes.size()));
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    P[static_cast<Eigen::Index>(j)] = survival(nodes.nodes()[j]);
  }
  return P;
}

/// Rate in a window by integrating over recoils first, then over energies: the other order.
double by_mean_cross_section(const NuElectronCrossSection& sigma, const RecoilWindow& window) {
  std::vector<double> edges{smallest_energy_MeV(window.low_MeV)};
  if (smallest_energy_MeV(window.high_MeV) < end) {
    edges.push_back(smallest_energy_MeV(window.high_MeV));
  }
  edges.push_back(end);
  std::vector<double> fine{edges.front()};
  for (std::size_t i = 1; i < edges.size(); ++i) {
    for (int k = 1; k <= 12; ++k) {
      fine.push_back(edges[i - 1] + (edges[i] - edges[i - 1]) * k / 12);
    }
  }
  core::Quadrature rule = core::composite_gauss_legendre(fine, 12);
  std::vector<double> P;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    rule.weight[i] *= density(rule.node[i]);
    P.push_back(survival(rule.node[i]));
  }
  return mean_cross_section(sigma, SpectralNodes{rule.node, rule.weight, P}, window);
}

double by_response(const NuElectronCrossSection& sigma, const RecoilWindow& window) {
  const core::Quadrature rule = recoil_rule(continuum(), window);
  const core::NodeBasis nodes = basis();
  const RecoilResponse response(continuum(), nodes, rule.node, sigma.mode());
  const Eigen::VectorXd recoils = response.recoils(at_nodes(nodes), response.couplings(sigma));
  double sum = 0;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    sum += rule.weight[k] * recoils[static_cast<Eigen::Index>(k)];
  }
  return sum;
}

}  // namespace

TEST_CASE("rates from recoil spectra are those from mean cross-sections") {
  const CrossSectionMode mode =
      GENERATE(CrossSectionMode::tree, CrossSectionMode::kappa, CrossSectionMode::full);
  // The standard model, a light mediator that alters sign and shape, and a heavy one.
  const ElectronNsi nsi = GENERATE(ElectronNsi{}, ElectronNsi{-1.7, 3.0}, ElectronNsi{0.4, 1e9});
  const RecoilWindow window =
      GENERATE(RecoilWindow{}, RecoilWindow{3.2, 5.7}, RecoilWindow{5.7, INFINITY});
  const NuElectronCrossSection sigma(mode, nsi);
  CHECK(by_response(sigma, window) ==
        Approx(by_mean_cross_section(sigma, window)).epsilon(1e-6));  // both rules' own error
}

TEST_CASE("one recoil energy agrees with a plain integral over neutrino energies") {
  const double T = GENERATE(0.05, 0.9, 4.0, 11.0, 13.6);
  const NuElectronCrossSection sigma(CrossSectionMode::full, {0.8, 5.0});
  const core::NodeBasis nodes = basis();
  const RecoilResponse response(continuum(), nodes, {T}, sigma.mode());
  // E = E_min + (end - E_min) u^6, 400 points: the logarithm is flat at u = 0.
  const core::Quadrature rule = core::gauss_legendre(0, 1, 400);
  const double from = smallest_energy_MeV(T);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double u = rule.node[i];
    const double E = from + (end - from) * std::pow(u, 6);
    sum += rule.weight[i] * 6 * std::pow(u, 5) * (end - from) * density(E) *
           (survival(E) * sigma.differential(Flavour::e, E, T) +
            (1 - survival(E)) * sigma.differential(Flavour::x, E, T));
  }
  // Interpolating P by ten nodes a panel leaves 1e-9.
  CHECK(response.recoils(at_nodes(nodes), response.couplings(sigma))[0] ==
        Approx(sum).epsilon(1e-7));
}

TEST_CASE("recoils folded with a resolution are the seen cross-section") {
  const NuElectronCrossSection sigma(CrossSectionMode::full);
  const EnergyResolution resolution{-0.05525, 0.3162, 0.04572};
  const RecoilWindow window{4.49, 4.99};
  // Rule for true recoils on both sides of the window, as a detector would choose it.
  const core::Quadrature recoils =
      core::composite_gauss_legendre(std::vector<double>{0.5, 2, 3, 4, 5, 6, 8, 10, 12, 13.75}, 20);
  const core::NodeBasis nodes = basis();
  const RecoilResponse response(continuum(), nodes, recoils.node, sigma.mode());
  const Eigen::VectorXd spectrum = response.recoils(at_nodes(nodes), response.couplings(sigma));
  double folded = 0;
  for (std::size_t k = 0; k < recoils.node.size(); ++k) {
    folded += recoils.weight[k] * resolution.seen(recoils.node[k], window) *
              spectrum[static_cast<Eigen::Index>(k)];
  }
  const core::Quadrature energies = core::composite_gauss_legendre(
      std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, end}, 12);
  double direct = 0;
  for (std::size_t i = 0; i < energies.node.size(); ++i) {
    const double E = energies.node[i];
    const double P = survival(E);
    const Eigen::Matrix3cd rho = Eigen::Vector3cd(P, (1 - P) / 2, (1 - P) / 2).asDiagonal();
    direct += energies.weight[i] * density(E) *
              trace(rho, seen_cross_section(sigma, resolution, E, window));
  }
  CHECK(folded / direct ==
        Approx(1).epsilon(2e-6));  // what seen_cross_section leaves out at 5 sigma
}

TEST_CASE("lines give their own cross-sections") {
  const SourceSpectrum lines{{{0.3843, 0.103}, {0.8618, 0.897}}, {}, {}};
  const core::NodeBasis nodes = core::NodeBasis::lines(std::vector<double>{0.3843, 0.8618});
  const NuElectronCrossSection sigma(CrossSectionMode::full, {0.3, 0.5});
  const RecoilResponse response(lines, nodes, {0.1, 0.5}, sigma.mode());
  const Eigen::Vector2d P(0.6, 0.2);
  const Eigen::VectorXd recoils = response.recoils(P, response.couplings(sigma));
  const auto at = [&](double E, double T, double p) {
    return p * sigma.differential(Flavour::e, E, T) +
           (1 - p) * sigma.differential(Flavour::x, E, T);
  };
  CHECK(recoils[0] == Approx(0.103 * at(0.3843, 0.1, 0.6) + 0.897 * at(0.8618, 0.1, 0.2)));
  CHECK(recoils[1] == Approx(0.897 * at(0.8618, 0.5, 0.2)));  // 0.5 MeV is beyond the softer line
}

TEST_CASE("flavour states give the recoils of P_ee, and see couplings that are not alike") {
  const core::NodeBasis nodes = basis();
  const RecoilResponse response(continuum(), nodes, {0.3, 6.0}, CrossSectionMode::full);
  std::vector<Eigen::Matrix3cd> rho;
  const Eigen::VectorXd P = at_nodes(nodes);
  for (Eigen::Index j = 0; j < P.size(); ++j) {
    Eigen::Matrix3cd state =
        Eigen::Vector3cd(P[j], 0.7 * (1 - P[j]), 0.3 * (1 - P[j])).asDiagonal();
    state(0, 1) = {0.05, 0.02};
    state(1, 0) = std::conj(state(0, 1));
    rho.push_back(state);
  }
  const NuElectronCrossSection alike(CrossSectionMode::full, {0.5, 8.0});
  const Eigen::VectorXd by_P = response.recoils(P, response.couplings(alike));
  CHECK(response.recoils(rho, alike).isApprox(by_P, 1e-12));
  model::EpsilonMatrixStd eps;
  eps.mumu = 0.5;
  eps.emu = {0.2, -0.1};
  const auto general = NuElectronCrossSection::general(CrossSectionMode::full, eps);
  CHECK_THROWS_AS(response.couplings(general), core::InvalidInput);
  // Against the plain integral of Tr[rho G], with the states interpolated as the basis does.
  const double T = 6.0;
  const double from = smallest_energy_MeV(T);
  const core::Quadrature rule = core::gauss_legendre(0, 1, 200);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double u = rule.node[i];
    const double E = from + (end - from) * u * u * u;
    Eigen::Matrix3cd state =
        Eigen::Vector3cd(survival(E), 0.7 * (1 - survival(E)), 0.3 * (1 - survival(E)))
            .asDiagonal();
    state(0, 1) = {0.05, 0.02};
    state(1, 0) = std::conj(state(0, 1));
    sum += rule.weight[i] * 3 * u * u * (end - from) * density(E) *
           trace(state, general.differential(E, T));
  }
  CHECK(response.recoils(rho, general)[1] == Approx(sum).epsilon(1e-7));
}

TEST_CASE("a recoil response refuses what does not fit") {
  const core::NodeBasis nodes = basis();
  const auto mode = CrossSectionMode::tree;
  CHECK_THROWS_AS(RecoilResponse(continuum(), nodes, {0.0}, mode), core::InvalidInput);
  CHECK_THROWS_AS(RecoilResponse({}, nodes, {1.0}, mode), core::InvalidInput);
  const core::NodeBasis too_short = core::NodeBasis::gauss(std::vector<double>{0, 5}, 4);
  CHECK_THROWS_AS(RecoilResponse(continuum(), too_short, {1.0}, mode), core::InvalidInput);
  const SourceSpectrum line{{{0.5, 1}}, {}, {}};
  CHECK_THROWS_AS(
      RecoilResponse(line, core::NodeBasis::lines(std::vector<double>{0.6}), {0.1}, mode),
      core::InvalidInput);
  const RecoilResponse response(continuum(), nodes, {1.0}, mode);
  CHECK_THROWS_AS(response.couplings(NuElectronCrossSection(CrossSectionMode::full)),
                  core::InvalidInput);
  CHECK_THROWS_AS(
      response.recoils(Eigen::VectorXd::Ones(3), response.couplings(NuElectronCrossSection(mode))),
      core::InvalidInput);
}
