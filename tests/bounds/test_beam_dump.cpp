#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/detail/decay_window.hpp>
#include <sunsi/core/error.hpp>

#include "points.hpp"

using namespace test;

namespace {

const double e = model::electric_charge();

/// Shield and decay region in m as the cards have them, and the table of the region.
struct Dump {
  const char* name;
  const char* table;
  double shield_m;
  double decay_m;
  bool protons;
  double beam_GeV;  ///< 0: a collider, or no length in m
};

// Beam energies from general knowledge, NOMAD's from the abstract of hep-ex/9804003 and CHARM's from
// the title of Phys. Lett. B 157, 458; of NA64 the ratio of the lengths alone is at hand.
const Dump dumps[] = {
    {"e137", "e137", 179, 204, false, 20},    {"e141", "e141", 0.12, 35, false, 9},
    {"e774", "e774", 0.3, 2, false, 275},     {"orsay", "orsay", 1, 2, false, 1.6},
    {"kek", "kek", 2.4, 2.2, false, 2.5},     {"na64-visible", "na64-visible", 1, 4, false, 0},
    {"nucal", "nucal-pi0", 64, 23, true, 70}, {"nomad-dump", "nomad-dump", 835, 7.5, true, 450},
    {"ps191", "ps191", 128, 7, true, 19.2},   {"charm", "charm", 480, 10, true, 400},
    {"faser", "faser", 480, 5, true, 0}};

/// L/(gamma beta) in m, by bisection of the two edges' events in lengths and lifetimes: no step in
/// common with the library but the width of the dark photon.
double length_over_boost(const Dump& dump, double mass, double lower, double upper) {
  const auto events = [&](double eps, double length) {
    const double decays = length / dark_photon(mass, eps).c_tau_m;
    return std::log(eps * eps) - decays +
           std::log(-std::expm1(-decays * dump.decay_m / dump.shield_m));
  };
  double low = std::log(1e-3 * dark_photon(mass, upper).c_tau_m);
  double high = std::log(1e3 * dark_photon(mass, upper).c_tau_m);
  for (int k = 0; k < 100; ++k) {
    const double middle = 0.5 * (low + high);
    (events(upper, std::exp(middle)) > events(lower, std::exp(middle)) ? low : high) = middle;
  }
  return std::exp(low);
}

double events(const bounds::Point& p, double g_prod, double length, double ratio) {
  const double decays = length / p.c_tau_m;
  return g_prod * g_prod * p.br_ee * (std::exp(-decays) - std::exp(-decays * (1 + ratio)));
}

}  // namespace

TEST_CASE("decay window: both edges see the same number", "[property]") {
  for (const double ratio : {0.005, 0.36, 1.0, 35 / 0.12}) {
    const bounds::detail::DecayWindow window(ratio, 25);
    for (double q = 0.003; q < 25; q *= 1.37) {
      const double root = window.solve(q);
      CHECK(window.log_events(root) ==
            Approx(window.log_events(root * std::exp(-q))).margin(1e-12));
      CHECK(root > root * std::exp(-q));
      // Cubic steps below 0.05: 1e-8, as the header promises.
      CHECK(window(q) == Approx(root).epsilon(1e-8));
    }
    CHECK(window(0) >= 1);  // the peak, between u = 1 (l >> L) and u = 2 (l << L)
    CHECK(window(0) < 2);
  }
  CHECK_THROWS_AS(bounds::detail::DecayWindow(0, 1), core::InvalidInput);
  CHECK_THROWS_AS(bounds::detail::DecayWindow(1, 0), core::InvalidInput);
}

TEST_CASE("beam dumps: a pure dark photon returns both edges", "[property]") {
  for (const Dump& dump : dumps) {
    const bounds::Curve lower = table(dump.table, "eps_lower");
    const bounds::Curve upper = table(dump.table, "eps_upper");
    double last = 0;
    for (const double mass : lower.masses()) {
      // Also between the masses of the table.
      for (const double m : {last > 0 ? std::sqrt(last * mass) : mass, mass}) {
        if ((std::string(dump.name) == "nucal" && m > 120) || m <= 2 * core::m_e / MeV) {
          continue;  // bremsstrahlung takes over; NOMAD's first mass cannot decay to e+ e-
        }
        INFO(dump.name << " " << m);
        const auto ratio = [&](double eps) {
          return named(dump.name).compare(dark_photon(m, eps)).ratio;
        };
        const double a = *lower.at(m);
        const double b = *upper.at(m);
        CHECK(ratio(a * (1 - 1e-6)) < 1);
        CHECK(ratio(a * (1 + 1e-6)) > 1);
        if (std::string(dump.name) != "nucal") {
          CHECK(ratio(b * (1 - 1e-6)) > 1);
          CHECK(ratio(b * (1 + 1e-6)) < 1);
        }
        CHECK(ratio(std::sqrt(a * b)) > 1);
      }
      last = mass;
    }
    CHECK_FALSE(named(dump.name).compare(dark_photon(upper.last() * 1.8, 1e-6)).known);
  }
}

TEST_CASE("beam dumps: events at the true lifetime, in lengths", "[property]") {
  for (const Dump& dump : dumps) {
    if (std::string(dump.name) == "nucal") {
      continue;  // two regions, below
    }
    const bounds::Curve lower = table(dump.table, "eps_lower");
    const bounds::Curve upper = table(dump.table, "eps_upper");
    const double mass = lower.masses()[lower.masses().size() / 2];
    const double length = length_over_boost(dump, mass, *lower.at(mass), *upper.at(mass));
    const double ratio = dump.decay_m / dump.shield_m;
    const double limit =
        events(dark_photon(mass, *lower.at(mass)), e * *lower.at(mass), length, ratio);
    for (const double g : {1e-8, 1e-6, 1e-5}) {
      const double eps = std::sqrt(*lower.at(mass) * *upper.at(mass));
      const bounds::Point p = with_mixing(mass, g, -0.3, eps);
      const double g_prod = dump.protons ? p.g_p : p.e_eps;
      const auto result = named(dump.name).compare(p);
      INFO(dump.name << " " << mass << " MeV, g = " << g);
      CHECK(result.limit == 1);
      // Decay lengths of hundreds turn the 1e-8 of the window into 1e-6.
      CHECK(result.prediction ==
            Approx(events(p, g_prod, length, ratio) / limit).epsilon(1e-5).margin(1e-200));
    }
  }
}

TEST_CASE("beam dumps: the boost that both edges ask for is that of the beam", "[published]") {
  // The length over the boost follows from the edges alone; with the shield of the card the energy
  // must come out between 3 % of the beam's and the beam's (mesons carry little of a proton, so 1 %
  // there). A wrong length, width or unit would not land there.
  for (const Dump& dump : dumps) {
    if (dump.beam_GeV == 0) {
      continue;
    }
    const bounds::Curve lower = table(dump.table, "eps_lower");
    const bounds::Curve upper = table(dump.table, "eps_upper");
    const double mass = lower.masses()[lower.masses().size() / 2];
    const double length = length_over_boost(dump, mass, *lower.at(mass), *upper.at(mass));
    const double energy_GeV = dump.shield_m / length * mass / 1e3;
    INFO(dump.name << " " << mass << " MeV: " << energy_GeV << " GeV");
    CHECK(energy_GeV < dump.beam_GeV);
    CHECK(energy_GeV > dump.beam_GeV * (dump.protons ? 0.01 : 0.03));
  }
}

TEST_CASE("beam dumps: neutrinos shorten the life and close the region", "[property]") {
  // 20 MeV and eps = 2e-6, well inside E137; with g = 1e-3 the Z' is gone in the shield.
  CHECK(named("e137").compare(dark_photon(20, 2e-6)).excluded());
  CHECK_FALSE(named("e137").compare(with_mixing(20, 1e-3, -0.1, 2e-6)).excluded());
  // Small couplings of both: events ~ g_prod^2 e eps^2 with BR Gamma = Gamma_ee, whatever g is.
  const double a = named("e137").compare(with_mixing(20, 1e-10, 0, 1e-10)).prediction;
  const double b = named("e137").compare(with_mixing(20, 3e-10, 0, 1e-10)).prediction;
  const double c = named("e137").compare(with_mixing(20, 1e-10, 0, 2e-10)).prediction;
  CHECK(b == Approx(a).epsilon(1e-3));  // of order L/d
  CHECK(c == Approx(16 * a).epsilon(1e-3));
  // Proton beams: no production for e eps = c g, electron beams do not mind.
  const bounds::Point hidden = with_mixing(20, 1e-7, 0.4, 0.4e-7 / e);
  CHECK(named("charm").compare(hidden).ratio < 1e-20);
  CHECK(named("nucal").compare(hidden).ratio < 1e-20);
  CHECK(named("e137").compare(hidden).ratio > 0);
}

TEST_CASE("beam dumps: either region of nu-Cal I excludes", "[property]") {
  const auto ratio = [](double mass, double eps) {
    return named("nucal").compare(dark_photon(mass, eps)).ratio;
  };
  const bounds::Curve pion = table("nucal-pi0", "eps_lower");
  const bounds::Curve brem = table("nucal-brem", "eps_lower");
  const bounds::Curve end = table("nucal-brem", "eps_upper");
  CHECK(ratio(50, *pion.at(50)) == Approx(1).epsilon(1e-9));
  CHECK(ratio(50, *brem.at(50)) > 1);
  CHECK(ratio(200, *brem.at(200)) == Approx(1).epsilon(1e-9));
  CHECK(ratio(200, *end.at(200) * (1 + 1e-6)) < 1);
}

TEST_CASE("beam dumps: continuous at 2 m_mu, none below 2 m_e", "[property]") {
  const double threshold = 2 * core::m_mu / MeV;
  for (const char* name : {"e137", "nucal", "charm"}) {
    const auto at = [&](double mass) {
      return named(name).compare(with_mixing(mass, 1e-7, 0.1, 3e-7)).ratio;
    };
    CHECK(at(threshold * (1 + 1e-12)) == Approx(at(threshold * (1 - 1e-12))).epsilon(1e-4));
  }
  CHECK_FALSE(named("na64-visible").compare(dark_photon(1.0, 1e-3)).known);
}

TEST_CASE("beam dumps: two digitisations of one region", "[published]") {
  // What the cards say of their spread, over the masses that both have.
  const auto spread = [](const char* one, const char* other, const char* column, double from,
                         double to) {
    double most = 0;
    for (double mass = from; mass <= to; mass *= 1.03) {
      most = std::max(
          most, std::abs(std::log(*table(one, column).at(mass) / *table(other, column).at(mass))));
    }
    return std::exp(most);
  };
  CHECK(spread("e137", "e137-bjorken", "eps_upper", 3, 150) < 1.06);
  CHECK(spread("e137", "e137-bjorken", "eps_lower", 3, 150) == Approx(1 / 0.23).epsilon(0.02));
  CHECK(spread("nucal-pi0", "nucal-tsai", "eps_upper", 3, 100) < 1.07);
  CHECK(spread("nucal-brem", "nucal-tsai", "eps_upper", 3, 100) < 1.05);
  CHECK(spread("nucal-pi0", "nucal-tsai", "eps_lower", 3, 100) < 2.0);
  CHECK(spread("charm", "charm-tsai", "eps_upper", 3, 100) == Approx(1.68).epsilon(0.02));
}

TEST_CASE("planned dumps return their edges and exclude nothing", "[property]") {
  for (const char* name : {"planned-faser-run3", "planned-faser-hllhc", "planned-na62-dump",
                           "planned-ship", "planned-seaquest-run1", "planned-seaquest-upgrade"}) {
    const bounds::Curve lower = table(name, "eps_lower");
    const bounds::Curve upper = table(name, "eps_upper");
    for (const double m : lower.masses()) {
      INFO(name << " " << m);
      const auto ratio = [&](double eps) { return named(name).compare(dark_photon(m, eps)).ratio; };
      CHECK(ratio(*lower.at(m)) == Approx(1).epsilon(1e-9));
      CHECK(ratio(*upper.at(m) * (1 - 1e-6)) > 1);
      CHECK(ratio(*upper.at(m) * (1 + 1e-6)) < 1);
      const auto v = named(name).verdict(dark_photon(m, std::sqrt(*lower.at(m) * *upper.at(m))));
      CHECK(v.planned);
      CHECK(*v.ratio > 1);
      CHECK_FALSE(v.excluded);
      CHECK(v.reason.find("planned") == 0);
    }
  }
}
