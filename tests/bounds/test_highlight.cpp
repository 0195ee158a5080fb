// The mark of the point that arXiv:2211.15686 highlights, and the side of a band's end without lines.
#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/highlight.hpp>

using namespace sunsi;
using pipeline::ScanAxis;
using pipeline::ScanKey;

namespace {

pipeline::ZPrimeInputs inputs(model::Convention convention, double R) {
  pipeline::ZPrimeInputs fixed;
  fixed.mass_MeV = 40;
  fixed.c = -0.1;
  fixed.tan_eta = -0.75;
  fixed.eps_medium = 1;
  fixed.nucleons_per_electron = R;
  fixed.convention = convention;
  return fixed;
}

const ScanAxis mass{ScanKey::mass_MeV, 5, 200, 50, true};
const ScanAxis g{ScanKey::g, 1e-5, 1e-2, 50, true};
const ScanAxis eps{ScanKey::eps_medium, 0.05, 4, 50, false};
const ScanAxis tan_eta{ScanKey::tan_eta, -2, 2, 50, false};

}  // namespace

TEST_CASE("the highlighted point in [m, g]", "[property]") {
  // docs/errata.md: 4.213e-4 for eps_std = 1 with R = 1.4866 (rounded there: 3e-4); eps_paper = 1 is
  // twice that potential, and R = 1.54 divides by its root.
  const auto standard =
      bounds::highlighted_point(inputs(model::Convention::standard, 1.4866), {mass, g});
  REQUIRE(standard);
  CHECK((*standard)[0] == Approx(40.0).epsilon(1e-12));
  CHECK((*standard)[1] == Approx(4.213e-4).epsilon(3e-4));
  const auto paper = bounds::highlighted_point(inputs(model::Convention::paper, 1.54), {g, mass});
  REQUIRE(paper);
  CHECK((*paper)[0] == Approx(4.213e-4 * std::sqrt(2 * 1.4866 / 1.54)).epsilon(3e-4));
  CHECK((*paper)[1] == Approx(40.0).epsilon(1e-12));
}

TEST_CASE("the highlighted point in [eps_medium, tan_eta] is (1, -0.75)", "[property]") {
  for (const auto convention : {model::Convention::standard, model::Convention::paper}) {
    const auto place = bounds::highlighted_point(inputs(convention, 1.41), {eps, tan_eta});
    REQUIRE(place);
    CHECK((*place)[0] == Approx(1.0).epsilon(1e-9));
    CHECK((*place)[1] == Approx(-0.75).epsilon(1e-9));
  }
}

TEST_CASE("no mark where the plane does not hold the highlighted point", "[property]") {
  auto fixed = inputs(model::Convention::standard, 1.4866);
  CHECK_FALSE(bounds::highlighted_point(fixed, {mass, ScanAxis{ScanKey::g, 1e-6, 4e-4, 50, true}}));
  fixed.c = 2.0 / 3;  // no potential of this sign
  CHECK_FALSE(bounds::highlighted_point(fixed, {mass, g}));
  CHECK_FALSE(
      bounds::highlighted_point(fixed, {ScanAxis{ScanKey::mass_MeV, 5, 200, 50, true}, tan_eta}));
  fixed = inputs(model::Convention::standard, 1.4866);
  fixed.tan_eta = 1;
  CHECK_FALSE(bounds::highlighted_point(fixed, {mass, g}));
  fixed = inputs(model::Convention::standard, 1.4866);
  fixed.mass_MeV = 20;
  CHECK_FALSE(bounds::highlighted_point(fixed, {eps, tan_eta}));
}
