#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sunsi/bounds/bands.hpp>
#include <sunsi/bounds/plane.hpp>

#include "points.hpp"

using namespace test;
using pipeline::ScanAxis;
using pipeline::ScanKey;

namespace {

pipeline::Config config_in(const std::string& convention, const std::string& sun = "b16-gs98") {
  return pipeline::parse_config("test",
                                "convention: " + convention + "\nsolar: {model: " + sun +
                                    "}\nmodel: {mass_MeV: 10, c: -1, g: 1e-4, tan_eta: -0.75}\n",
                                {}, SUNSI_TEST_DATA);
}

bounds::Band band_of(const pipeline::Config& config, const std::string& name) {
  std::set<std::string> files;
  for (const bounds::Band& band : bounds::bands_of(all(), config, files)) {
    if (band.name == name) {
      return band;
    }
  }
  throw std::runtime_error("no band " + name);
}

}  // namespace

TEST_CASE("LMA-Dark as printed: g = (6.5 - 8.0)e-5 at 10 MeV and c = -1", "[published]") {
  // arXiv:2211.15686, eq. (16), two digits as printed.
  const bounds::Band band = band_of(config_in("paper"), "lma-dark");
  CHECK(*bounds::coupling_of_edge(band, band.low, 10, -1) == Approx(6.5e-5).margin(0.05e-5));
  CHECK(*bounds::coupling_of_edge(band, band.high, 10, -1) == Approx(8.0e-5).margin(0.05e-5));
  // (m/10 MeV)(-1/c)^{1/2}
  CHECK(*bounds::coupling_of_edge(band, 2, 20, -0.25) ==
        Approx(4 * *bounds::coupling_of_edge(band, 2, 10, -1)).epsilon(1e-12));
  CHECK_FALSE(bounds::coupling_of_edge(band, 2, 10, 1));
}

TEST_CASE("LMA as printed: c g^2 from -3e-9 to 1.7e-10 at 10 MeV", "[published]") {
  // arXiv:2211.15686, eq. (18); one digit of the first, two of the second as printed.
  const bounds::Band band = band_of(config_in("paper"), "lma");
  const double low = *bounds::coupling_of_edge(band, band.high, 10, -1);
  const double high = *bounds::coupling_of_edge(band, band.low, 10, 1);
  CHECK(-low * low == Approx(-3e-9).margin(0.5e-9));
  CHECK(high * high == Approx(1.7e-10).margin(0.05e-10));
}

TEST_CASE("LMA-Dark of the global fits: (4.8 - 6.3)e-5 at 10 MeV", "[published]") {
  // docs/errata.md: eps_std 1.958 to 3.328 matched at the average over 8B as
  // AGSS09 has it; two digits there.
  const bounds::Band band = band_of(config_in("standard", "b16-agss09"), "lma-dark");
  CHECK(*bounds::coupling_of_edge(band, 1.958, 10, -1) == Approx(4.8e-5).margin(0.05e-5));
  CHECK(*bounds::coupling_of_edge(band, 3.328, 10, -1) == Approx(6.3e-5).margin(0.05e-5));
}

TEST_CASE("the bands of the fit lie around 0 and 2, apart from each other", "[property]") {
  // tests/validation/test_solar_fit.cpp holds their ends against chi2.
  const pipeline::Config config = config_in("standard");
  const bounds::Band lma = band_of(config, "lma");
  const bounds::Band dark = band_of(config, "lma-dark");
  CHECK(lma.low < 0);
  CHECK(lma.high > 0);
  CHECK(lma.high < 1);  // eps = 1: no matter, P_ee = 0.55 against SNO
  CHECK(dark.low > 1);
  CHECK(dark.low < 2);  // the mirror of 0
  CHECK(dark.high > 2);
  CHECK(dark.nucleons_per_electron == config.sun->mean_nucleons_per_electron(model::Source::b8));
  // What the paper prints stays what it prints.
  const bounds::Band printed = band_of(config_in("paper"), "lma-dark");
  CHECK(printed.low == 2);
  CHECK(printed.high == 3);
}

TEST_CASE("the edges in a plane are those of the closed formula", "[property]") {
  const pipeline::Config config = config_in("paper");
  const bounds::Band band = band_of(config, "lma-dark");
  const bounds::Outline::Axes axes{ScanAxis{ScanKey::mass_MeV, 5, 200, 30, true},
                                   ScanAxis{ScanKey::g, 1e-6, 1e-2, 30, true}};
  const auto edges = bounds::edges_of(band, all(), *config.zprime_inputs, axes);
  REQUIRE(edges.size() == 2);
  for (const bounds::BandEdge& edge : edges) {
    REQUIRE(edge.lines.size() == 1);
    for (const auto& [m, g] : edge.lines[0].points) {
      const double eps = edge.high ? band.high : band.low;
      CHECK(g == Approx(*bounds::coupling_of_edge(band, eps, m, -1)).epsilon(1e-6));
    }
  }
}

TEST_CASE("c < 0 reaches only the upper edge of LMA in the standard convention", "[property]") {
  const pipeline::Config config = config_in("standard");
  const auto edges = bounds::edges_of(
      band_of(config, "lma"), all(), *config.zprime_inputs,
      {ScanAxis{ScanKey::mass_MeV, 5, 200, 30, true}, ScanAxis{ScanKey::g, 1e-6, 1e-2, 30, true}});
  REQUIRE(edges.size() == 2);
  CHECK(edges[0].lines.empty());
  CHECK(edges[1].lines.size() == 1);
  // (5 MeV, 1e-6) has eps below 1e-3: beyond neither end.
  CHECK_FALSE(edges[0].beyond);
  CHECK_FALSE(edges[1].beyond);
  // All of g > 1e-3 below 20 MeV has eps > 1: beyond the upper end, which then has no line.
  const auto above = bounds::edges_of(
      band_of(config, "lma"), all(), *config.zprime_inputs,
      {ScanAxis{ScanKey::mass_MeV, 5, 20, 5, true}, ScanAxis{ScanKey::g, 1e-3, 1e-2, 5, true}});
  CHECK(above[1].beyond);
  CHECK(above[1].lines.empty());
  CHECK_FALSE(above[0].beyond);
}

TEST_CASE("a band of two sigma on the card of a bound", "[property]") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("sunsi-bands-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  fs::copy(SUNSI_TEST_DATA, folder, fs::copy_options::recursive);
  std::ofstream(folder / "bounds/na64-2019.yaml", std::ios::app)
      << "sets: {2021: {centre: 5, sigma: 2, source: NA64Invisible2019}}\n";
  std::ofstream(folder / "bounds/bands.yaml")
      << "both: [{name: b, title: t, quantity: prediction, bound: na64-2019, set: \"2021\"}]\n";
  pipeline::Config config = config_in("standard");
  config.data = folder;
  const bounds::List list({}, folder);
  std::set<std::string> files;
  const auto bands = bounds::bands_of(list, config, files);
  REQUIRE(bands.size() == 1);
  CHECK(bands[0].low == 1);
  CHECK(bands[0].high == 9);
  CHECK(bands[0].source == "NA64Invisible2019");
  CHECK(files.count("bounds/na64-2019.yaml") == 1);
  const bounds::Point p = bounds::point_of(*config.zprime_inputs);
  CHECK(bounds::value_at(bands[0], list, p) == list[0].compare(p).prediction);
  fs::remove_all(folder);
}
