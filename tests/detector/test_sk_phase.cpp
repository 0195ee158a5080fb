// Super-Kamiokande's phases: response, predictions, errors, the published tables.
#include <unistd.h>

#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <cmath>
#include <detector/sk_spectra.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sunsi/core/error.hpp>
#include <sunsi/model/source.hpp>

using namespace sunsi;
using namespace sunsi::detector;
using sunsi::test::recoils_of;
namespace fs = std::filesystem;

namespace {

constexpr double m_e = 0.510999;  // MeV, PDG
constexpr auto b8 = static_cast<Eigen::Index>(model::Source::b8);
constexpr auto hep = static_cast<Eigen::Index>(model::Source::hep);

SkPhase phase(int n) { return SkPhase::load(SUNSI_TEST_DATA, n); }

/// The prediction with one pull at a value, as contribution.hpp defines it.
Eigen::ArrayXd moved(const Contribution& c, const std::string& pull, double xi) {
  Eigen::ArrayXd mu = c.by_source.rowwise().sum().array();
  for (const Pull& p : c.pulls) {
    if (p.name == pull) {
      mu *= 1 + xi * (p.up - p.down).array() / 2 + xi * xi * (p.up + p.down).array() / 2;
    }
  }
  return mu;
}

/// A copy of the experiment's files with one text of one file replaced.
fs::path damaged(const std::string& file, const std::string& from, const std::string& to) {
  const fs::path folder =
      fs::temp_directory_path() / ("sunsi-test-sk-phase-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  fs::copy(fs::path(SUNSI_TEST_DATA) / "experiments", folder / "experiments");
  std::stringstream text;
  text << std::ifstream(folder / "experiments" / file).rdbuf();
  std::string content = text.str();
  const auto at = content.find(from);
  REQUIRE(at != std::string::npos);
  content.replace(at, from.size(), to);
  std::ofstream(folder / "experiments" / file) << content;
  return folder;
}

}  // namespace

TEST_CASE("bins by the common recoil nodes are those of a fine rule", "[property]") {
  // The fine rule: pieces of 0.1 MeV down to 0.2 MeV, 40 times the nodes' density where it counts.
  std::vector<double> edges;
  for (int i = 0; i <= 184; ++i) {
    edges.push_back(0.2 + 0.1 * i);
  }
  const core::Quadrature fine = core::composite_gauss_legendre(edges, 4);
  for (const auto* spectrum : {&test::spectrum_8B(), &test::spectrum_hep()}) {
    for (const double P : {1.0, 0.0}) {
      const Eigen::VectorXd at_nodes = spectrum->recoils(sk_recoil_rule().node, P);
      const Eigen::VectorXd dense = spectrum->recoils(fine.node, P);
      for (int n = 1; n <= 4; ++n) {
        const SkPhase p = phase(n);
        const Eigen::VectorXd found = p.response() * at_nodes;
        for (std::size_t b = 0; b < p.bins().size(); ++b) {
          double sum = 0;
          for (std::size_t k = 0; k < fine.node.size(); ++k) {
            sum += fine.weight[k] * p.resolution().seen(fine.node[k], p.bins()[b].seen) *
                   dense[static_cast<Eigen::Index>(k)];
          }
          CAPTURE(n, p.bins()[b].label, P);
          CHECK(found[static_cast<Eigen::Index>(b)] == Approx(sum).epsilon(1e-6));
        }
      }
    }
  }
}

TEST_CASE("without oscillation the prediction is the expectation times the flux", "[property]") {
  for (int n = 1; n <= 4; ++n) {
    const SkPhase p = phase(n);
    const SkFluxes mc = p.mc_fluxes();
    const Contribution c = p.contribution(recoils_of(1, 1), {mc.b8, 2 * mc.hep}, SkSpectra::merged);
    const Eigen::MatrixX2d half = p.rates(recoils_of(1, 1), {mc.b8 / 2, mc.hep}, true);
    CHECK(c.experiment == "super-kamiokande-" + std::to_string(n));
    CHECK(c.fixed.norm() == 0);
    Eigen::VectorXd expected(c.measured.size());
    for (Eigen::Index b = 0; b < c.measured.size(); ++b) {
      const SkBin& bin = p.bins()[static_cast<std::size_t>(b)];
      CHECK(c.by_source(b, b8) == Approx(bin.mc_b8).epsilon(1e-12));
      CHECK(c.by_source(b, hep) == Approx(2 * bin.mc_hep).epsilon(1e-12));
      CHECK(half(b, 0) == Approx(bin.mc_b8 / 2).epsilon(1e-12));
      expected[b] = bin.mc_b8 + bin.mc_hep;
    }
    // 8B and hep are all that is seen.
    CHECK(c.by_source.sum() == Approx(c.by_source.col(b8).sum() + c.by_source.col(hep).sum()));
    CHECK(p.ratio(expected) == Approx(1).epsilon(1e-12));
    CHECK(p.ratio(0.3 * expected) == Approx(0.3).epsilon(1e-12));
  }
}

TEST_CASE("a constant P_ee gives the ratio of cross-sections", "[property]") {
  // Above 3.5 MeV sigma_x/sigma_e is 0.14 to 0.17 (full corrections): P + (1 - P) 0.155 within 0.02 (1 - P).
  const SkRecoils recoils = recoils_of(0.3, 0.5);
  for (int n = 1; n <= 4; ++n) {
    const SkPhase p = phase(n);
    const Contribution merged = p.contribution(recoils, p.mc_fluxes(), SkSpectra::merged);
    const Contribution split = p.contribution(recoils, p.mc_fluxes(), SkSpectra::day_and_night);
    const auto first = static_cast<std::size_t>(n == 2 ? 1 : 0);  // one bin is not divided
    const std::size_t divided = p.bins().size() - first;
    for (std::size_t b = first; b < p.bins().size(); ++b) {
      const auto i = static_cast<Eigen::Index>(b);
      const Eigen::Index at_night = static_cast<Eigen::Index>(b + divided);
      const double mc = p.bins()[b].mc_b8;
      const double day = split.by_source(i, b8);
      const double night = split.by_source(at_night, b8);
      CHECK(day / mc == Approx(0.3 + 0.7 * 0.155).margin(0.014));
      CHECK(night / mc == Approx(0.5 + 0.5 * 0.155).margin(0.01));
      CHECK(merged.by_source(i, b8) == Approx((day + night) / 2).epsilon(1e-12));
      CHECK(split.label[b] == "day " + merged.label[b]);
      CHECK(split.label[b + divided] == "night " + merged.label[b]);
      CHECK(split.measured[i] == p.bins()[b].day.value);
      CHECK(split.measured[at_night] == p.bins()[b].night.value);
    }
  }
}

TEST_CASE("numbers of bins, edges and data as published", "[published]") {
  // 21, 17, 21, 23 bins; divided 42, 33, 42, 46 (the first bin of phase II is published undivided).
  const std::array<std::size_t, 4> bins{21, 17, 21, 23};
  const std::array<std::size_t, 4> divided{42, 33, 42, 46};
  const SkRecoils recoils = recoils_of(1, 1);
  for (int n = 1; n <= 4; ++n) {
    const auto k = static_cast<std::size_t>(n - 1);
    const SkPhase p = phase(n);
    CHECK(p.contribution(recoils, p.mc_fluxes(), SkSpectra::merged).label.size() == bins[k]);
    CHECK(p.contribution(recoils, p.mc_fluxes(), SkSpectra::day_and_night).label.size() ==
          divided[k]);
  }
  // hep-ex/0508053: total energy from 5 MeV, first bin 74.7 +6.6 -6.5 of 182.9 expected for 5.79e6.
  const SkPhase I = phase(1);
  CHECK(I.bins().front().label == "5-5.5");
  CHECK(I.bins().front().seen.low_MeV == Approx(5 - m_e).epsilon(1e-6));
  CHECK(I.bins().back().seen.high_MeV == Approx(20 - m_e).epsilon(1e-6));
  CHECK(I.bins().front().all.value == 74.7);
  CHECK((I.bins().front().all.up == 6.6 && I.bins().front().all.down == 6.5));
  CHECK(I.bins().front().mc_b8 == 182.9);
  CHECK(I.mc_fluxes().b8 == 5.79e6);
  // arXiv:2312.12907: kinetic energy from 3.49 MeV, expected for 5.25e6.
  const SkPhase IV = phase(4);
  CHECK(IV.bins().front().seen.low_MeV == 3.49);
  CHECK(IV.bins().back().seen.high_MeV == 19.49);
  CHECK(IV.bins().front().mc_b8 == 197.2);
  CHECK(IV.mc_fluxes().b8 == 5.25e6);
  for (int n = 1; n <= 4; ++n) {
    CHECK(phase(n).mc_fluxes().hep == 7.88e3);
  }
}

TEST_CASE("errors of the data", "[property]") {
  const SkPhase IV = phase(4);
  const SkRecoils recoils = recoils_of(0.33, 0.34);
  // Phase IV, 3.49-3.99 MeV: 8.35 (all), 13.15 (day), 10.7 (night); 4.85 % of (197.2 + 0.347) times the
  // overall ratio.
  const double own = 0.0485 * 197.547 * IV.measured_ratio().value;
  const Contribution merged = IV.contribution(recoils, IV.mc_fluxes(), SkSpectra::merged);
  const Eigen::MatrixXd C = merged.inverse_covariance.inverse();
  CHECK(C(0, 0) == Approx(8.35 * 8.35 + own * own).epsilon(1e-9));
  CHECK(std::abs(C(0, 1)) < 1e-9);
  const Contribution split = IV.contribution(recoils, IV.mc_fluxes(), SkSpectra::day_and_night);
  const Eigen::MatrixXd D = split.inverse_covariance.inverse();
  CHECK(D(0, 0) == Approx(13.15 * 13.15 + own * own).epsilon(1e-9));
  CHECK(D(23, 23) == Approx(10.7 * 10.7 + own * own).epsilon(1e-9));
  CHECK(D(0, 23) == Approx(own * own).epsilon(1e-9));  // the same error by day and by night
  CHECK(std::abs(D(0, 24)) < 1e-9);
  // Asymmetric errors: phase III, 5-5.5 MeV, 82.3 +10.3 -9.9; own error 4.3 % of 190.034 x ratio.
  const SkPhase III = phase(3);
  const Eigen::MatrixXd E =
      III.contribution(recoils, III.mc_fluxes(), SkSpectra::merged).inverse_covariance.inverse();
  CHECK(E(0, 0) ==
        Approx(std::pow(10.1, 2) + std::pow(0.043 * 190.034 * III.measured_ratio().value, 2)));
}

TEST_CASE("each systematic error moves each bin as its table says", "[property]") {
  const core::Table table =
      core::Table::read(fs::path(SUNSI_TEST_DATA) / "experiments/sk-systematics.csv");
  const SkRecoils recoils = recoils_of(0.33, 0.34);
  std::size_t row = 0;
  for (int n = 1; n <= 4; ++n) {
    const SkPhase p = phase(n);
    const std::string sk = "sk" + std::to_string(n) + "-";
    const Contribution c = p.contribution(recoils, p.mc_fluxes(), SkSpectra::merged);
    const Contribution s = p.contribution(recoils, p.mc_fluxes(), SkSpectra::day_and_night);
    REQUIRE(c.pulls.size() == 4);
    const Eigen::ArrayXd rest = moved(c, "none", 1);
    const double norm[] = {0.028, 0.048, 0.016, 0.011};  // sk-response.csv
    CHECK((moved(c, sk + "norm", 1) / rest - 1 - norm[n - 1]).abs().maxCoeff() < 1e-12);
    CHECK((moved(c, sk + "norm", -1) / rest - 1 + norm[n - 1]).abs().maxCoeff() < 1e-12);
    const std::pair<std::string, std::string> names[] = {
        {"8B-shape", "shape"}, {sk + "scale", "scale"}, {sk + "resolution", "resolution"}};
    for (const auto& [pull, column] : names) {
      const Eigen::ArrayXd up = moved(c, pull, 1) / rest - 1;
      const Eigen::ArrayXd down = moved(c, pull, -1) / rest - 1;
      const Eigen::ArrayXd by_night = moved(s, pull, 1) / moved(s, "none", 1) - 1;
      for (Eigen::Index b = 0; b < up.size(); ++b) {
        const std::size_t at = row + static_cast<std::size_t>(b);
        CHECK(table.values("phase")[at] == n);
        CHECK(up[b] == Approx(table.values(column + "_up")[at]).margin(1e-12));
        CHECK(down[b] == Approx(table.values(column + "_down")[at]).margin(1e-12));
        if (p.bins()[static_cast<std::size_t>(b)].day.up > 0) {  // all but one of phase II
          CHECK(by_night[by_night.size() - up.size() + b] == Approx(up[b]).margin(1e-12));
        }
      }
      // More energy, a harder spectrum, more width: more events at the end of the spectrum.
      CHECK(up[up.size() - 1] > 0.005);
      CHECK(down[up.size() - 1] < -0.004);
    }
    row += p.bins().size();
  }
  CHECK(row == table.rows());
}

TEST_CASE("systematic errors of phase I as published, by hand", "[published]") {
  // hep-ex/0508053, 13.0-13.5 MeV: 8B shape +3.8 -3.4, scale +5.0 -4.8, resolution +1.7 -1.9 %, own 1.4 %.
  const SkPhase I = phase(1);
  const std::size_t b = 16;
  REQUIRE(I.bins()[b].label == "13-13.5");
  CHECK(I.bins()[b].uncorrelated == Approx(0.014));
  const auto i = static_cast<Eigen::Index>(b);
  CHECK(I.pulls()[0].up[i] == Approx(0.038));
  CHECK(I.pulls()[0].down[i] == Approx(-0.034));
  CHECK(I.pulls()[1].up[i] == Approx(0.050));
  CHECK(I.pulls()[1].down[i] == Approx(-0.048));
  CHECK(I.pulls()[2].up[i] == Approx(0.017));
  CHECK(I.pulls()[2].down[i] == Approx(-0.019));
}

TEST_CASE("the published fluxes of 8B come out of the spectra", "[published]") {
  // 1e6 cm^-2 s^-1. I: 2.35 +- 0.02 (stat) +- 0.08 (hep-ex/0508053, abstract); II: 2.38 +- 0.05 +0.16
  // -0.15 (arXiv:0803.4312, abstract); IV: 2.314 +- 0.018 +- 0.039 (arXiv:2312.12907). The collaboration
  // fits angles; bins alone meet it within half of the statistical error.
  const std::tuple<int, double, double, double> published[] = {
      {1, 2.35, 0.02, 0.08}, {2, 2.38, 0.05, 0.155}, {4, 2.314, 0.018, 0.039}};
  for (const auto& [n, flux, stat, syst] : published) {
    const SkPhase p = phase(n);
    const Measurement m = p.measured_ratio();
    const double million = p.mc_fluxes().b8 / 1e6;
    WARN("phase " << n << ": " << m.value * million << " +- " << m.error_up * million
                  << ", published " << flux << " +- " << std::hypot(stat, syst));
    CHECK(m.value * million == Approx(flux).margin(stat / 2));
    // II has 13 % more: the bins' own errors of 4.8 % stand beside the same number common to all.
    CHECK(m.error_up * million == Approx(std::hypot(stat, syst)).epsilon(0.15));
    CHECK(m.experiment == p.name());
    CHECK((m.observable == "8B-ratio" && m.unit == "1" && m.error_down == m.error_up));
  }
}

TEST_CASE("damaged files of the phases are refused by name", "[faulty]") {
  using Catch::Matchers::Contains;
  const auto refused = [](const fs::path& folder, const std::string& what, int n = 4) {
    CHECK_THROWS_AS(SkPhase::load(folder, n), core::DataError);
    CHECK_THROWS_WITH(SkPhase::load(folder, n), Contains(what));
  };
  const std::string card = "super-kamiokande-phases.yaml";
  refused(damaged(card, "response: IV-2016", "response: VI"), "no phase 'VI'");
  refused(damaged(card, "phase: 4", "phase: 5"), "no entry of phase 4");
  refused(damaged(card, "mc_flux_8B: 5.25e6", "mc_flux_8B: 0"), "must be positive");
  refused(damaged("sk4-spectrum.csv", "3.99,4.49,", "4.09,4.49,"), "follow each other");
  refused(damaged("sk4-spectrum.csv", "3.49,3.99,94.1,8.35", "3.49,3.99,94.1,0"), "errors both 0");
  refused(damaged("sk-systematics.csv", "4,3.49,3.99", "4,3.5,3.99"), "no row of phase 4");
  refused(damaged("sk-response.csv", "0.011,kinetic,SK2016", "0.011,kinetik,SK2016"), "binned_in");
  CHECK_THROWS_AS(phase(5), core::InvalidInput);
  const SkPhase p = phase(4);
  SkRecoils recoils = recoils_of(1, 1);
  CHECK_THROWS_AS(p.rates(recoils, {-1, 1}, false), core::InvalidInput);
  CHECK_THROWS_AS(p.rates(recoils, {NAN, 1}, false), core::InvalidInput);
  recoils.hep.night.conservativeResize(3);
  CHECK_NOTHROW(p.rates(recoils, {1, 1}, false));
  CHECK_THROWS_AS(p.rates(recoils, {1, 1}, true), core::InvalidInput);
  recoils.b8.unoscillated.setZero();
  CHECK_THROWS_AS(p.rates(recoils, {1, 1}, false), core::NumericalError);
  CHECK_THROWS_AS(p.ratio(Eigen::VectorXd(3)), core::InvalidInput);
  CHECK_THROWS_AS(p.response(p.resolution(), 0), core::InvalidInput);
}
