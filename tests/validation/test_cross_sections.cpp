// Cross-sections of neutrinos on electrons against published values.
#include <catch2/catch.hpp>
#include <sunsi/detector/cross_section.hpp>

using namespace sunsi::detector;

TEST_CASE("published cross-sections", "[validation]") {
  const NuElectronCrossSection tree(CrossSectionMode::tree), kappa(CrossSectionMode::kappa),
      full(CrossSectionMode::full);
  // Tree at 10 MeV: about 9.22e-44 cm^2 (9.2e-45 E/MeV, Giunti and Kim, Fundamentals of Neutrino
  // Physics).
  CHECK(tree.total(Flavour::e, 10) == Approx(9.22e-44).epsilon(0.003));
  // pep, 1.442 MeV: 1.094e-44 (PRD 51, 6146, astro-ph/9502003); nu_x by the same formula.
  CHECK(kappa.total(Flavour::e, 1.442) == Approx(1.094e-44).epsilon(0.003));
  CHECK(kappa.total(Flavour::x, 1.442) == Approx(2.220e-45).epsilon(0.001));
  // With QED corrections, as two independent implementations of the same formulae give it.
  CHECK(full.total(Flavour::e, 0.862) == Approx(5.793e-45).epsilon(0.001));
  CHECK(full.total(Flavour::x, 0.862) == Approx(1.279e-45).epsilon(0.001));
  CHECK(full.total(Flavour::e, 10) == Approx(8.968e-44).epsilon(0.001));
  CHECK(full.total(Flavour::x, 10) == Approx(1.575e-44).epsilon(0.001));
}
