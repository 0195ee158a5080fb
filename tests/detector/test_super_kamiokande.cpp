#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/super_kamiokande.hpp>

using namespace sunsi;
using namespace sunsi::detector;
namespace fs = std::filesystem;

namespace {

const NuElectronCrossSection sigma(CrossSectionMode::full);

SuperKamiokande card() { return SuperKamiokande::load(SUNSI_TEST_DATA); }

/// Of nu_e and of nu_mu.
struct Seen {
  double e = 0;
  double x = 0;
};

Seen seen(const EnergyResolution& resolution, double E, const RecoilWindow& window) {
  const Eigen::Matrix3cd G = seen_cross_section(sigma, resolution, E, window);
  CHECK(G(2, 2) == G(1, 1));
  CHECK(G(0, 1) == 0.0);
  return {G(0, 0).real(), G(1, 1).real()};
}

/// The same integral by the midpoint rule, without any cut.
Seen by_midpoints(const EnergyResolution& resolution, double E, RecoilWindow window) {
  constexpr int n = 40000;
  const double top = largest_recoil_MeV(E);
  Seen sum;
  for (int i = 0; i < n; ++i) {
    const double T = top * (i + 0.5) / n;
    const double weight = top / n * resolution.seen(T, window);
    sum.e += weight * sigma.differential(Flavour::e, E, T);
    sum.x += weight * sigma.differential(Flavour::x, E, T);
  }
  return sum;
}

/// A copy of the experiment's files with one text of one file replaced.
fs::path damaged(const std::string& file, const std::string& from, const std::string& to) {
  const fs::path folder =
      fs::temp_directory_path() / ("sunsi-test-super-kamiokande-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder / "experiments");
  for (const char* name : {"super-kamiokande.yaml", "sk-adn.csv", "sk-response.csv"}) {
    std::stringstream text;
    text << std::ifstream(fs::path(SUNSI_TEST_DATA) / "experiments" / name).rdbuf();
    std::string content = text.str();
    if (name == file) {
      const auto at = content.find(from);
      REQUIRE(at != std::string::npos);
      content.replace(at, from.size(), to);
    }
    std::ofstream(folder / "experiments" / name) << content;
  }
  return folder;
}

}  // namespace

TEST_CASE("the asymmetry changes sign with day and night and SNO's sign is the other one",
          "[property]") {
  const DayNight rates{100, 103};
  const DayNight exchanged{103, 100};
  CHECK(asymmetry_sk(rates) == Approx(-2 * 3.0 / 203).epsilon(1e-14));
  CHECK(asymmetry_sk(exchanged) == -asymmetry_sk(rates));
  CHECK(asymmetry_sno(rates) == -asymmetry_sk(rates));
  CHECK(asymmetry_sno(rates) > 0);  // more events by night
  CHECK(asymmetry_sk({5, 5}) == 0);
  CHECK(asymmetry_sk({200, 206}) == Approx(asymmetry_sk(rates)).epsilon(1e-14));
  CHECK_THROWS_AS(asymmetry_sk({0, 0}), core::NumericalError);
  CHECK_THROWS_AS(asymmetry_sno({NAN, 1}), core::NumericalError);
}

TEST_CASE("the resolution is a function of the total energy", "[reference]") {
  // By hand with arXiv:2312.12907's function: T = 4.489 MeV is E = 5.000 MeV,
  // -0.05525 + 0.3162 x 2.23607 + 0.04572 x 5 = 0.88040 MeV; of the kinetic energy it would be 0.8199.
  const EnergyResolution resolution = card().resolution;
  CHECK(resolution.sigma_MeV(4.489) == Approx(0.88040).margin(2e-5));
  // T = 4.0: sigma(4.511) = 0.82257, chance above 4.49 is Phi(-0.49/0.82257) = 0.2757; with the
  // kinetic energy 0.2596.
  CHECK(resolution.seen(4.0, {4.49, 19.5}) == Approx(0.2757).margin(1e-4));
  CHECK(resolution.seen(4.49, {4.49, 19.5}) == Approx(0.5).margin(1e-9));
  CHECK(resolution.seen(1.0, {4.49, 19.5}) < 1e-12);
}

TEST_CASE("seen cross-sections are the plain integral", "[property]") {
  const SuperKamiokande experiment = card();
  const EnergyResolution& r = experiment.resolution;
  // Windows as wide as all that is seen and as narrow as a bin; the midpoints leave 1e-8.
  for (const RecoilWindow& window :
       {experiment.window, RecoilWindow{3.49, 3.99}, RecoilWindow{12.99, 13.49}}) {
    for (const double E : {4.0, 6.5, 10.0, 15.0}) {
      const Seen found = seen(r, E, window);
      const Seen plain = by_midpoints(r, E, window);
      // Where a window is 5 standard deviations away next to nothing is seen.
      CHECK(found.e == Approx(plain.e).epsilon(1e-6).margin(1e-51));
      CHECK(found.x == Approx(plain.x).epsilon(1e-6).margin(1e-51));
    }
  }
  // Windows side by side add up to the whole.
  const auto whole = seen(r, 9.0, {4.49, 19.5});
  const auto low = seen(r, 9.0, {4.49, 7.0});
  const auto high = seen(r, 9.0, {7.0, 19.5});
  CHECK(low.e + high.e == Approx(whole.e).epsilon(1e-7));
  // Below the smallest energy nothing reaches the window, a little above something does.
  const double least = smallest_seen_energy_MeV(r, experiment.window);
  CHECK(seen(r, 0.99 * least, experiment.window).e == 0);
  CHECK(seen(r, 1.05 * least, experiment.window).e > 0);
  CHECK_THROWS_AS(seen_cross_section(sigma, r, 0, experiment.window), core::InvalidInput);
  CHECK_THROWS_AS(seen_cross_section(sigma, r, 9, {5, 5}), core::InvalidInput);
}

TEST_CASE("the measured asymmetry at the model's dm21", "[published]") {
  const SuperKamiokande experiment = card();
  CHECK(experiment.window.low_MeV == 4.49);
  CHECK(experiment.window.high_MeV == 19.5);
  // arXiv:2312.12907 quotes -2.86 +- 0.85 (stat) +- 0.32 (syst) % at 6.1e-5 eV^2. The row of the
  // digitised curve there stands out from its neighbours by 3e-4; the smooth curve is 4e-4 off, a
  // twentieth of the error; the
  // errors to their last digits.
  const Measurement quoted = experiment.asymmetry(6.1e-5);
  CHECK(quoted.value == Approx(-0.0286).margin(5e-4));
  CHECK(quoted.error_up == Approx(std::hypot(0.0085, 0.0032)).margin(5e-5));
  CHECK(quoted.error_down == quoted.error_up);
  CHECK((quoted.experiment == "super-kamiokande" && quoted.observable == "A_DN"));
  CHECK((quoted.unit == "1" && quoted.used));
  // Between two rows: between their values, no over- or undershoot.
  const double between = experiment.asymmetry(7.2e-5).value;
  CHECK(between > experiment.asymmetry(7.0e-5).value);
  CHECK(between < experiment.asymmetry(7.4e-5).value);
}

TEST_CASE("the measured asymmetry follows its table smoothly", "[property]") {
  const SuperKamiokande experiment = card();
  const core::Table rows =
      core::Table::read(std::string(SUNSI_TEST_DATA) + "/experiments/sk-adn.csv");
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const Measurement m = experiment.asymmetry(rows.values("dm21")[i]);
    // Jitter of the reading; the error is 9e-3.
    CHECK(m.value == Approx(rows.values("A_DN")[i]).margin(5e-4));
    const double half = (rows.values("A_DN_high")[i] - rows.values("A_DN_low")[i]) / 2;
    CHECK(m.error_up == Approx(std::hypot(half, 0.0032)).epsilon(0.01));
  }
  // As a datum its slope must not jump: chi2 = (A - datum)^2/sigma^2 would have false minima in dm21. Straight
  // lines through the rows turn by 5.8e-4 within 5 % of dm21.
  for (double dm21 = 4e-5; dm21 < 1e-4; dm21 *= 1.05) {
    const double turn = experiment.asymmetry(1.05 * dm21).value -
                        2 * experiment.asymmetry(dm21).value +
                        experiment.asymmetry(dm21 / 1.05).value;
    CHECK(std::abs(turn) < 2.2e-4);
  }
}

TEST_CASE("beyond the published table the nearer end stands in", "[property]") {
  const SuperKamiokande experiment = card();
  CHECK(experiment.dm21_min() == 2e-5);
  CHECK(experiment.dm21_max() == 2.2e-4);
  CHECK((experiment.covers(2e-5) && experiment.covers(7.5e-5) && experiment.covers(2.2e-4)));
  CHECK_FALSE(experiment.covers(1.9e-5));
  CHECK_FALSE(experiment.covers(2.3e-4));
  // Within a sixth of the error, 8.5e-3, and flat further out.
  for (const auto& [far, further, end] :
       {std::tuple{1e-6, 1e-7, 2e-5}, std::tuple{1e-3, 1e-2, 2.2e-4}}) {
    const Measurement there = experiment.asymmetry(far);
    CHECK(there.value == Approx(experiment.asymmetry(end).value).margin(1.5e-3));
    CHECK(there.error_up == Approx(experiment.asymmetry(end).error_up).epsilon(0.05));
    CHECK(experiment.asymmetry(further).value == Approx(there.value).margin(1e-12));
    // No corner: the slopes on both sides of the end agree. A constant has 0 beyond, 8e-3 within.
    const auto slope = [&](double from, double to) {
      return (experiment.asymmetry(to).value - experiment.asymmetry(from).value) /
             std::log(to / from);
    };
    CHECK(slope(end, end * 1.001) == Approx(slope(end / 1.001, end)).margin(5e-4));
  }
  CHECK(std::abs(experiment.asymmetry(2.2e-4).value - experiment.asymmetry(2.15e-4).value) > 1e-4);
  CHECK_THROWS_AS(experiment.asymmetry(0), core::InvalidInput);
  CHECK_THROWS_AS(experiment.asymmetry(NAN), core::InvalidInput);
}

TEST_CASE("damaged files of Super-Kamiokande are refused by name", "[faulty]") {
  using Catch::Matchers::Contains;
  const auto refused = [](const fs::path& folder, const std::string& what) {
    CHECK_THROWS_AS(SuperKamiokande::load(folder), core::DataError);
    CHECK_THROWS_WITH(SuperKamiokande::load(folder), Contains(what));
  };
  refused(damaged("super-kamiokande.yaml", "resolution: IV", "resolution: VI"), "no phase 'VI'");
  refused(damaged("super-kamiokande.yaml", "energy: kinetic", "energy: total"), "kinetic");
  refused(damaged("super-kamiokande.yaml", "  systematic:", "  systematics:"), "systematic");
  refused(damaged("sk-adn.csv", "6.1e-5,-0.028581", "5e-5,-0.028581"), "sk-adn.csv");
  refused(damaged("sk-adn.csv", "-0.032655,-0.015471", "-0.015471,-0.032655"), "must exceed");
}
