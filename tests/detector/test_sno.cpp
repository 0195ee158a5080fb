#include <catch2/catch.hpp>
#include <numeric>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <sunsi/detector/sno_scattering.hpp>

using namespace sunsi;
using namespace sunsi::detector;

namespace {
SnoPolynomial projected(const SnoPolynomial& p, double factor = 1) {
  const SnoSensitivity s = load_sno_sensitivity(SUNSI_TEST_DATA);
  std::vector<double> day, night, added_day, added_night;
  for (const double E : s.energy_MeV) {
    day.push_back(p.day(E));
    night.push_back(p.night(E));
    added_day.push_back((factor - 1) * (1 - p.day(E)));
    added_night.push_back((factor - 1) * (1 - p.night(E)));
  }
  return project_on_sno(s, {day, night, added_day, added_night});
}
}  // namespace

TEST_CASE("the projection returns an exact polynomial to 1e-8", "[validation]") {
  for (const SnoPolynomial& p :
       {SnoPolynomial{0.317, 0.0039, -0.001, 0.046, -0.016},
        SnoPolynomial{0.33, -0.007, 0.001, 0.03, 0.005}, SnoPolynomial{0.55, 0, 0, 0, 0},
        SnoPolynomial{0.7, -0.01, -0.002, -0.1, 0.02}}) {
    const SnoPolynomial q = projected(p);
    CHECK(q.c0 == Approx(p.c0).margin(1e-8));
    CHECK(q.c1 == Approx(p.c1).margin(1e-8));
    CHECK(q.c2 == Approx(p.c2).margin(1e-8));
    CHECK(q.a0 == Approx(p.a0).margin(1e-8));
    CHECK(q.a1 == Approx(p.a1).margin(1e-8));
  }
}

TEST_CASE("night is (1 + A/2)/(1 - A/2) times day, A = 2 (N - D)/(N + D)", "[reference]") {
  const SnoPolynomial p{0.3, 0, 0, 0.05, 0};
  CHECK(2 * (p.night(10) - p.day(10)) / (p.night(10) + p.day(10)) == Approx(0.05));
  CHECK(p.night(10) > p.day(10));
}

TEST_CASE("more elastic scattering of nu_x looks like more nu_e", "[property]") {
  const SnoPolynomial p{0.33, 0, 0, 0, 0};
  const double shift = projected(p, 3).c0 - 0.33;
  // ES_x is about 1 % of CC + ES_e at the same flux: (1 - P) x 2 x that.
  CHECK(shift > 0.005);
  CHECK(shift < 0.05);
}

TEST_CASE("scattering added by night alone is a day-night asymmetry", "[property]") {
  const SnoSensitivity s = load_sno_sensitivity(SUNSI_TEST_DATA);
  const std::vector<double> P(s.energy_MeV.size(), 0.33), none(P.size(), 0), some(P.size(), 0.5);
  const SnoPolynomial night = project_on_sno(s, {P, P, none, some});
  const SnoPolynomial day = project_on_sno(s, {P, P, some, none});
  CHECK(night.a0 > 0.003);
  CHECK(night.c0 == Approx(0.33).margin(2e-3));  // a ratio to the day cannot say it all
  CHECK(day.a0 < -0.003);
  CHECK(day.c0 > night.c0 + 1e-3);
}

TEST_CASE("SNO's polynomial is one in E - 10 MeV", "[published]") {
  // arXiv:1109.0763: P_ee = c0 + c1 (E - 10 MeV) + c2 (E - 10 MeV)^2, A = a0 + a1 (E - 10 MeV).
  const SnoPolynomial p{0.317, 0.0039, -0.0010, 0.046, -0.016};
  CHECK(p.day(10) == 0.317);
  CHECK(p.day(8) == Approx(0.317 - 2 * 0.0039 - 4 * 0.0010).epsilon(1e-14));
  CHECK(p.asymmetry(10) == 0.046);
  CHECK(p.asymmetry(12) == Approx(0.046 - 2 * 0.016).epsilon(1e-14));
}

TEST_CASE("SNO's bins stand at their centres and night counts more than day", "[published]") {
  const core::Table rows =
      core::Table::read(std::string(SUNSI_TEST_DATA) + "/experiments/sno-sensitivity.csv");
  const std::vector<double>& low = rows.values("energy_low");
  const SnoSensitivity s = load_sno_sensitivity(SUNSI_TEST_DATA);
  REQUIRE(s.energy_MeV.size() == low.size());
  for (std::size_t i = 0; i + 1 < low.size(); ++i) {
    CHECK(s.energy_MeV[i] == Approx((low[i] + low[i + 1]) / 2).epsilon(1e-9));
  }
  // Live time by night: 58.05 % of 306.39 days with D2O (nucl-ex/0204009), 54.91 % of 391.43 with salt
  // (nucl-ex/0502021); the third phase's, a third of all, may move the share by 0.015.
  const double share = (0.5805 * 306.39 + 0.5491 * 391.43) / (306.39 + 391.43);
  const auto sum = [](const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0);
  };
  const std::pair<const std::vector<double>*, const std::vector<double>*> pairs[] = {
      {&s.cc_day, &s.cc_night}, {&s.es_e_day, &s.es_e_night}, {&s.es_x_day, &s.es_x_night}};
  for (const auto& [day, night] : pairs) {
    CHECK(sum(*night) / (sum(*day) + sum(*night)) == Approx(share).margin(0.015));
  }
  // Of elastic scattering nu_mu has a sixth; charged currents are ten times as many.
  CHECK(sum(s.es_x_day) / sum(s.es_e_day) == Approx(0.16).margin(0.01));
  CHECK(sum(s.cc_day) / sum(s.es_e_day) == Approx(8.7).margin(0.5));
}

TEST_CASE("the card of SNO and its covariance", "[reference]") {
  const SnoResult sno = load_sno(SUNSI_TEST_DATA);
  // arXiv:1109.0763, table of the combined fit: phi 5.25 (16) (+11 -13), c0 0.317 (16) (9).
  CHECK(sno.parameters[0].value == 5.25);
  CHECK(std::sqrt(sno.covariance(0, 0)) == Approx(std::hypot(0.16, 0.12)));
  CHECK(sno.covariance(0, 1) == Approx(-0.723 * std::hypot(0.16, 0.12) * std::hypot(0.016, 0.009)));
  CHECK(sno.covariance.isApprox(sno.covariance.transpose()));
}

TEST_CASE("the projection of any strength of scattering is the lowest deviance", "[property]") {
  // eps^e of 0.1 to 3000 (sigma_x a million times the standard one): where tan_eta is near 0 a fit meets
  // such points, and chi2 must go on rising there. Scattering falls with energy here, less than events.
  const SnoSensitivity s = load_sno_sensitivity(SUNSI_TEST_DATA);
  const std::size_t n = s.energy_MeV.size();
  const std::vector<double> P(n, 0.33);
  double last = 0.33;
  for (const double strength : {0.1, 3.0, 30.0, 3e2, 3e3, 3e4, 3e5, 3e6}) {
    std::vector<double> added;
    for (const double E : s.energy_MeV) {
      added.push_back(strength * 5 / E);
    }
    const SnoPolynomial p = project_on_sno(s, {P, P, added, added});
    const auto deviance = [&](const SnoPolynomial& at) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        for (const bool night : {false, true}) {
          const double one = night ? s.cc_night[i] + s.es_e_night[i] : s.cc_day[i] + s.es_e_day[i];
          const double zero = night ? s.es_x_night[i] : s.es_x_day[i];
          const double M = one * P[i] + zero * (1 - P[i] + added[i]);
          const double E = s.energy_MeV[i];
          const double Q = night ? at.night(E) : at.day(E);
          const double N = one * Q + zero * (1 - Q);
          sum += M > 0 ? 2 * (N * std::log(N / M) + M - N) : 0;
        }
      }
      return sum;
    };
    const double least = deviance(p);
    CAPTURE(strength);
    CHECK(p.c0 > last);  // more light, more P_ee
    last = p.c0;
    // A per cent of a coefficient either way is not lower; of convex functions that is the minimum.
    for (const double up : {1.01, 0.99}) {
      CHECK(deviance({p.c0 * up, p.c1, p.c2, p.a0, p.a1}) > least);
      CHECK(deviance({p.c0, p.c1 * up, p.c2, p.a0, p.a1}) > least);
      CHECK(deviance({p.c0, p.c1, p.c2 * up, p.a0, p.a1}) > least);
      CHECK(deviance({p.c0, p.c1, p.c2, p.a0 + up - 1, p.a1}) > least);
      CHECK(deviance({p.c0, p.c1, p.c2, p.a0, p.a1 + (up - 1) / 10}) > least);
    }
  }
}

TEST_CASE("what is no probability is refused", "[property]") {
  CHECK_THROWS_AS(projected({1.3, 0, 0, 0, 0}), core::InvalidInput);
  const SnoSensitivity s = load_sno_sensitivity(SUNSI_TEST_DATA);
  const std::vector<double> few(3, 0.3);
  CHECK_THROWS_AS(project_on_sno(s, {few, few, few, few}), core::InvalidInput);
}

TEST_CASE("what eps^e adds to elastic scattering in SNO is the difference of cross-sections") {
  const CrossSectionMode mode = GENERATE(CrossSectionMode::tree, CrossSectionMode::full);
  const std::vector<double> energies{2.05, 4.15, 6.05, 10.05, 14.95};
  const SnoScattering scattering(energies, mode);
  // Light and heavy mediators, of either sign; nu_e, too, in a general matrix that is alike.
  model::EpsilonMatrixStd eps;
  eps.ee = 0.3;
  eps.mumu = eps.tautau = GENERATE(-0.4, 1.2);
  const double mass = GENERATE(3.0, 1e6);
  const auto with = NuElectronCrossSection::general(mode, eps, mass);
  const NuElectronCrossSection without(mode);
  const SnoAdded added = scattering.added(with);
  for (std::size_t k = 0; k < energies.size(); ++k) {
    const double E = energies[k];
    const double T = std::min(sno_threshold_MeV, 0.9 * largest_recoil_MeV(E));
    const double unit = without.total(Flavour::x, E, T);
    const auto ratio = [&](Flavour flavour) {
      return (with.total(flavour, E, T) - without.total(flavour, E, T)) / unit;
    };
    const auto i = static_cast<Eigen::Index>(k);
    CHECK(added.e[i] == Approx(ratio(Flavour::e)).epsilon(1e-6));  // both rules
    CHECK(added.x[i] == Approx(ratio(Flavour::x)).epsilon(1e-6));
    CHECK(scattering.added_matrices(with)[k](1, 1).real() == Approx(added.x[i]).epsilon(1e-6));
  }
  CHECK(scattering.added(without).x.cwiseAbs().maxCoeff() == 0);
  CHECK_THROWS_AS(SnoScattering({-1}, mode), sunsi::core::InvalidInput);
}

TEST_CASE("no curve is left without a projection", "[property]") {
  // No asymmetry but for rounding, as where new interactions undo all matter: minimisers wander there.
  const SnoSensitivity sensitivity = load_sno_sensitivity(SUNSI_TEST_DATA);
  const std::vector<double> none(sensitivity.energy_MeV.size(), 0);
  for (int k = 0; k < 4000; ++k) {
    const double P = 0.3 + 1e-4 * k;
    std::vector<double> day, night;
    for (const double E : sensitivity.energy_MeV) {
      day.push_back(P + 3e-16 * std::sin(k + 90 * E));
      night.push_back(P + 3e-16 * std::sin(k + 70 * E));
    }
    const SnoPolynomial found = project_on_sno(sensitivity, {day, night, none, none});
    CHECK(std::abs(found.c0 - P) < 1e-12);
    CHECK(std::abs(found.a0) < 1e-12);
  }
}
