#include <catch2/catch.hpp>
#include <cmath>

#include "points.hpp"

using namespace test;

TEST_CASE("NA64: an invisible dark photon is excluded from its own limit on", "[published]") {
  // arXiv:1906.00176, Fig. 3 as digitised: eps = 3.3e-5 at 10 MeV. With g of the neutrinos large
  // against e eps the Z' is invisible.
  const bounds::Bound& na64 = named("na64-2019");
  const auto at = [&](double eps) { return na64.compare(with_mixing(10, 1.0, 0, eps)); };
  CHECK(at(3.2e-5).ratio < 1);
  CHECK(at(3.4e-5).ratio > 1);
  CHECK(at(3.4e-5).excluded());
  CHECK(at(6.8e-5).ratio / at(3.4e-5).ratio == Approx(4).epsilon(1e-6));
}

TEST_CASE("NA64: what decays to electrons is not missing", "[property]") {
  const bounds::Point p = with_mixing(10, 1e-9, 0, 1e-3);  // br_inv = 3e-11
  CHECK(p.br_inv < 1e-9);
  CHECK(named("na64-2019").compare(p).ratio < 1e-5);
}

TEST_CASE("no bound outside of the curve", "[property]") {
  const auto v = named("na64-2019").verdict(with_mixing(600, 1, 0, 1e-2));
  CHECK_FALSE(v.applies);
  CHECK_FALSE(v.ratio);
  CHECK_FALSE(v.excluded);
}
