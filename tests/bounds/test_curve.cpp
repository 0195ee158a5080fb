#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/bounds/curve.hpp>
#include <sunsi/core/error.hpp>

using namespace sunsi;

TEST_CASE("a curve is a power law between two masses and nothing beyond", "[property]") {
  const bounds::Curve curve({1, 10, 100}, {1e-4, 1e-2, 1e-3});
  CHECK(*curve.at(std::sqrt(10)) == Approx(1e-3).epsilon(1e-12));
  CHECK(*curve.at(1) == Approx(1e-4).epsilon(1e-12));
  CHECK(*curve.at(100) == Approx(1e-3).epsilon(1e-12));
  CHECK(*curve.at(10) == Approx(1e-2).epsilon(1e-12));
  CHECK_FALSE(curve.at(0.999));
  CHECK_FALSE(curve.at(100.1));
  CHECK_FALSE(curve.at(std::nan("")));
}

TEST_CASE("a curve that is none", "[input]") {
  CHECK_THROWS_AS(bounds::Curve({1}, {1}), core::InvalidInput);
  CHECK_THROWS_AS(bounds::Curve({1, 1}, {1, 2}), core::InvalidInput);
  CHECK_THROWS_AS(bounds::Curve({1, 2}, {1, 0}), core::InvalidInput);
  CHECK_THROWS_AS(bounds::Curve({1, 2}, {1, std::nan("")}), core::InvalidInput);
}
