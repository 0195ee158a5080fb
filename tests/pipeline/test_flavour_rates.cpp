#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/pipeline/predictions.hpp>
#include <sunsi/propagation/hamiltonian.hpp>

using namespace sunsi;
using core::units::MeV;
using C = std::complex<double>;

namespace {

pipeline::Config parse(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

double value(const std::vector<pipeline::ExperimentPrediction>& list,
             const std::string& observable) {
  for (const auto& e : list) {
    for (const auto& p : e.observables) {
      if (p.measurement.observable == observable) {
        return p.value;
      }
    }
  }
  FAIL(observable << " is missing");
  return 0;
}

/// Every predicted number of a configuration, in order.
std::vector<double> values(const std::string& text) {
  std::vector<double> list;
  for (const auto& e : pipeline::predict(parse(text))) {
    for (const auto& p : e.observables) {
      list.push_back(p.value);
    }
  }
  return list;
}

std::string yaml(const Eigen::Matrix3cd& m) {
  std::string text = "[";
  for (int i = 0; i < 3; ++i) {
    text += i > 0 ? ", [" : "[";
    for (int j = 0; j < 3; ++j) {
      // Rows below the diagonal are the conjugates to the last digit.
      const C z = j >= i ? m(i, j) : std::conj(m(j, i));
      text += fmt::format("{}[{}, {}]", j > 0 ? ", " : "", z.real(), i == j ? 0.0 : z.imag());
    }
    text += "]";
  }
  return text + "]";
}

Eigen::Matrix3cd complex_eps(double size) {
  Eigen::Matrix3cd m;
  m << 0.3, C(0.2, 0.5), C(-0.4, 0.1), C(0.2, -0.5), -0.2, C(0.3, 0.4), C(-0.4, -0.1), C(0.3, -0.4),
      0.5;
  return size * m;
}

const std::string one = "experiments: [borexino-phase2, sno]\n";
/// By day, and by night with few energies: CNO of Borexino and SNO's bins.
const std::vector<std::string> days{
    one, "experiments: [borexino-phase3, sno]\nearth: {enabled: true, site: lngs}\n"};

}  // namespace

TEST_CASE("the 7Be rate is the sum over mass states and final flavours of amplitudes squared",
          "[reference]") {
  const auto c =
      parse("model: {eps_d: " + yaml(complex_eps(0.3)) + ", eps_e: " + yaml(complex_eps(1)) +
            "}\ncross_section: tree\nexperiments: [borexino-phase1]\n");
  const Eigen::Matrix3cd U = propagation::mixing_matrix(c.oscillation);
  const double E = 0.8618, m_e = core::m_e / MeV, s2 = 0.2317;  // the line: data/spectra/lines.csv
  const std::vector<pipeline::Query> query{{model::Source::be7, E * MeV}};
  const auto fractions = pipeline::SolarPropagator(c).survival(query)[0].fractions.P;
  const double T = 2 * E * E / (m_e + 2 * E), y = 1 - T / E;
  double sigma = 0, without_phases = 0;
  for (int i = 0; i < 3; ++i) {
    for (int f = 0; f < 3; ++f) {
      C L = (f == 0 ? 0.5 + s2 : -0.5 + s2) * U(f, i), R = s2 * U(f, i), turned = L;
      for (int b = 0; b < 3; ++b) {
        L += complex_eps(0.5)(f, b) * U(b, i);  // eps/2
        R += complex_eps(0.5)(f, b) * U(b, i);
        turned += std::conj(complex_eps(0.5)(f, b)) * U(b, i);
      }
      const double P = fractions[static_cast<std::size_t>(i)];
      sigma += P * (std::norm(L) * T + std::norm(R) * E / 3 * (1 - y * y * y) -
                    (L * std::conj(R)).real() * m_e * T * T / (2 * E * E));
      without_phases += P * (std::norm(turned) - std::norm(L)) * T;
    }
  }
  CHECK(std::abs(without_phases) > 0.02 * sigma);  // eps^* for eps would show
  // 2 G_F^2 m_e/pi (hbar c)^2 = 1.72327e-44 cm^2/MeV; the 862 keV line has 0.897 of the flux.
  const double flux = pipeline::fluxes_of(c).of(model::Source::be7);
  const double expected = 1.72327e-44 * sigma * 0.897 * flux * 3.307e31 * 86400;
  CHECK(value(pipeline::predict(c), "7Be-862") == Approx(expected).epsilon(1e-3));
}

TEST_CASE(
    "couplings alike for nu_mu and nu_tau: P_ee and the trace give the same rates, SNO's "
    "factor among them",
    "[property]") {
  // A difference of 1e-12 between nu_mu and nu_tau takes the general way and changes nothing else.
  const std::string u = "model: {eps_u: [[0.1, 0.05, 0], [0.05, 0, 0.1], [0, 0.1, 0]], eps_e: ";
  for (const std::string& when : days) {
    const auto by_P = values(u + "[[0.2, 0, 0], [0, 0.6, 0], [0, 0, 0.6]]}\n" + when);
    const auto by_rho = values(u + "[[0.2, 0, 0], [0, 0.6, 0], [0, 0, 0.600000000001]]}\n" + when);
    const auto none = values(u + "null}\n" + when);
    REQUIRE(by_P.size() == by_rho.size());
    for (std::size_t k = 0; k < by_P.size(); ++k) {
      CAPTURE(k, when);
      // Both nights are converged to 1e-5 of a probability, mostly far better.
      CHECK(by_rho[k] == Approx(by_P[k]).epsilon(when == one ? 1e-10 : 1e-6).margin(1e-8));
    }
    CHECK(std::abs(by_P[0] / none[0] - 1) > 0.05);  // pp; CNO
  }
}

TEST_CASE("rotating nu_mu and nu_tau in U, eps and the scattering together changes no rate",
          "[property]") {
  const double phi = 0.35;
  Eigen::Matrix3cd W = Eigen::Matrix3cd::Identity();
  W(1, 1) = W(2, 2) = std::cos(phi);
  W(1, 2) = std::sin(phi);
  W(2, 1) = -std::sin(phi);
  const Eigen::Matrix3cd d = complex_eps(0.2), e = complex_eps(0.8);
  const auto rates = [&](double theta23, const Eigen::Matrix3cd& eps_d,
                         const Eigen::Matrix3cd& eps_e, const std::string& when) {
    return values(fmt::format("oscillation: {{sin2_theta23: {}, delta_cp_deg: 220}}\n"
                              "model: {{eps_d: {}, eps_e: {}}}\n",
                              std::pow(std::sin(theta23), 2), yaml(eps_d), yaml(eps_e)) +
                  when);
  };
  for (const std::string& when : days) {
    const auto here = rates(0.7, d, e, when);
    const auto there = rates(0.7 + phi, W * d * W.adjoint(), W * e * W.adjoint(), when);
    const auto apart = rates(0.7 + phi, W * d * W.adjoint(), e, when);
    double largest = 0;
    for (std::size_t k = 0; k < here.size(); ++k) {
      CAPTURE(k, when);
      CHECK(there[k] == Approx(here[k]).epsilon(1e-7).margin(1e-8));
      largest = std::max(largest, std::abs(apart[k] / here[k] - 1));
    }
    CHECK(largest > 0.01);
  }
}

TEST_CASE("states of a table: trace 1, hermitian, positive, rho_ee = P_ee by day and by night",
          "[property]") {
  const auto c = parse("model: {eps_u: " + yaml(complex_eps(0.3)) +
                       "}\nearth: {enabled: true, site: kamioka}\n"
                       "solar: {sources: [8B, pp]}\nenergies: [0.15, 0.4, 2, 6, 12]\n");
  const pipeline::SolarPropagator propagator(c);
  const auto queries = pipeline::table_queries(c);
  const auto states = propagator.flavours(queries);
  const auto table = propagator.survival(queries);
  const double share = c.night->exposure->night_fraction();
  double regenerated = 0;
  int alike = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const Eigen::Matrix3cd day = states.day(row), dark = states.night(row);
    CAPTURE(row, table[row].energy);
    for (const auto& rho : {day, dark, states.average(row)}) {
      CHECK((rho - rho.adjoint()).norm() < 1e-14);
      CHECK(std::abs(rho.trace() - 1.0) < 1e-12);
      CHECK(Eigen::SelfAdjointEigenSolver<Eigen::Matrix3cd>(rho).eigenvalues()[0] > -1e-12);
    }
    CHECK(std::abs(day(0, 0) - table[row].P_ee_day) < 1e-14);
    // On the same grids to rounding; where other entries ask for finer ones, within the error.
    const double apart = std::abs(dark(0, 0) - table[row].P_ee_night);
    CHECK(apart <= 1e-12 + table[row].fractions.error);
    alike += apart < 1e-12 ? 1 : 0;
    CHECK(std::abs(states.points()[row].P_ee - table[row].P_ee) <= apart);
    CHECK(states.points()[row].P_ee_night == dark(0, 0).real());
    CHECK(states.points()[row].fractions.error >= table[row].fractions.error * (1 - 1e-9));
    CHECK((states.average(row) - share * dark - (1 - share) * day).norm() < 1e-14);
    regenerated = std::max(regenerated, std::abs(dark(1, 1) - day(1, 1)));
  }
  CHECK(regenerated > 1e-3);
  CHECK(alike >= 8);
}

TEST_CASE("unoscillated nu_e with flavour-changing eps_e: only the matrix element of nu_e counts",
          "[property]") {
  const std::string off = "oscillation: {enabled: false}\n" + one;
  const auto standard = values(off);
  const auto changing =
      values("model: {eps_e: [[0, [0.3, -0.4], 0], [[0.3, 0.4], 0, 0], [0, 0, 0]]}\n" + off);
  const auto others = values("model: {eps_e: [[0, 0, 0], [0, 1, 1], [0, 1, -1]]}\n" + off);
  for (std::size_t k = 0; k < standard.size(); ++k) {
    CHECK(others[k] == Approx(standard[k]).epsilon(1e-9).margin(1e-9));
  }
  // abs(eps)^2/4 = 1/16 in L and R of the outgoing nu_mu: 0.0625 (1 + 1/3 - ...) of some 0.55.
  CHECK(changing[1] / standard[1] > 1.08);
  CHECK(changing[1] / standard[1] < 1.2);
}

TEST_CASE("signs: eps_e_ee raises what nu_e scatter in Borexino and SNO", "[property]") {
  // g_L 0.73 -> 0.98, g_R 0.23 -> 0.48 at P_ee of a half: by 60 % of nu_e's 0.85 of the rate. Through
  // the Sun the same coupling adds to V_e.
  const auto standard = values(one);
  const auto ee = values("model: {eps_e: [[0.5, 0, 0], [0, 0, 0], [0, 0, 0]]}\n" + one);
  const auto minus = values("model: {eps_e: [[-0.5, 0, 0], [0, 0, 0], [0, 0, 0]]}\n" + one);
  CHECK(ee[1] / standard[1] > 1.5);
  CHECK(minus[1] / standard[1] < 0.75);
  // nu_tau alone: its couplings -0.27 + a/2, 0.23 + a/2 with a = 1: more than twice nu_tau's share.
  const auto tau = values("model: {eps_e: [[0, 0, 0], [0, 0, 0], [0, 0, 1]]}\n" + one);
  CHECK(tau[1] / standard[1] > 1.1);
}
