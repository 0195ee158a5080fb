#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/earth/exposure.hpp>
#include <vector>

using namespace sunsi;
using earth::AstronomicalExposure;
using earth::Exposure;
using std::numbers::pi;

namespace {

constexpr double degree = pi / 180;
constexpr double lngs = 42.4528, kamioka = 36.4256, sno = 46.475, juno = 22.1181;

AstronomicalExposure flux_weighted(int bins = 200) { return {std::nullopt, true, bins}; }

/// The annual exposure for a circular orbit, in the spirit of Lisi and Montanino, hep-ph/9702343,
/// appendix C: a complete elliptic integral. Derived here from the geometry alone: the ecliptic
/// longitude is uniform, so x = sin(dec) has the density 1/(pi sqrt(s^2 - x^2)), s = sin(obliquity);
/// at fixed x the uniform hour angle gives cos z = c the density
/// 1/(pi sqrt(1 - x^2 - y^2 - c^2 + 2 c x y)), y = sin(latitude), whose roots in x are
/// c y -+ sqrt((1 - c^2)(1 - y^2)). The integral over the overlap of both intervals, which lies
/// between the two middle ones of the four roots a > b > f > d, is
/// 2 K(k)/sqrt((a - f)(b - d)), k^2 = (b - f)(a - d)/((a - f)(b - d)).
double circular_density(double c, double latitude) {
  const double s = std::sin(23.44 * degree);
  const double y = std::sin(latitude);
  const double half = std::sqrt((1 - c * c) * (1 - y * y));
  if (c * y - half >= s || c * y + half <= -s) {
    return 0;
  }
  std::vector<double> root{-s, s, c * y - half, c * y + half};
  std::sort(root.begin(), root.end());
  const double scale = (root[3] - root[1]) * (root[2] - root[0]);
  const double k2 = (root[2] - root[1]) * (root[3] - root[0]) / scale;
  return 2 / (pi * pi) * std::comp_ellint_1(std::sqrt(std::min(k2, 1 - 1e-15))) / std::sqrt(scale);
}

/// Integral of circular_density over a bin. It peaks logarithmically or ends where the Sun stands at
/// noon or midnight of a solstice: pieces end there, with midpoints in a variable that flattens both
/// ends.
double circular_share(double lo, double hi, double latitude) {
  std::vector<double> ends{lo, hi};
  for (const double sign : {-1.0, 1.0}) {
    for (const double tilt : {latitude - 23.44 * degree, latitude + 23.44 * degree}) {
      if (const double c = sign * std::cos(tilt); c > lo && c < hi) {
        ends.push_back(c);
      }
    }
  }
  std::sort(ends.begin(), ends.end());
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    constexpr int n = 2000;
    for (int k = 0; k < n; ++k) {
      const double v = (k + 0.5) / n;
      const double u = v * v * v * (10 + v * (6 * v - 15));
      const double slope = 30 * v * v * (1 - v) * (1 - v);
      sum += circular_density(ends[i] + (ends[i + 1] - ends[i]) * u, latitude) * slope *
             (ends[i + 1] - ends[i]) / n;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("the Sun's place on known days", "[reference]") {
  // Equinoxes and solstices of 2000 (March 20 7:35, June 21 1:48, September 22 17:28, December 21
  // 13:37 UT) at longitudes 0, 90, 180, 270 degrees; the formulas are good to 0.01 degree, and the
  // declination moves 0.4 degree a day at most.
  using earth::days_since_J2000;
  struct Event {
    earth::Date date;
    double hour, longitude, declination;
  };
  for (const Event& event :
       {Event{{2000, 3, 20}, 7.583, 0, 0}, Event{{2000, 6, 21}, 1.8, 90, 23.44},
        Event{{2000, 9, 22}, 17.467, 180, 0}, Event{{2000, 12, 21}, 13.617, 270, -23.44}}) {
    const auto sun = earth::sun_position(days_since_J2000(event.date) + event.hour / 24);
    CAPTURE(event.date.text());
    CHECK(std::remainder(sun.longitude / degree - event.longitude, 360) ==
          Approx(0).margin(0.0105));
    CHECK(std::asin(sun.sin_declination) / degree == Approx(event.declination).margin(0.01));
  }
  // Perihelion January 3, aphelion July 4 of 2000: 1 -+ 0.0167.
  CHECK(earth::sun_position(days_since_J2000({2000, 1, 3})).distance ==
        Approx(0.9833).margin(2e-4));
  CHECK(earth::sun_position(days_since_J2000({2000, 7, 4})).distance ==
        Approx(1.0167).margin(2e-4));
  CHECK(days_since_J2000({2000, 1, 1}) == -0.5);
  CHECK(days_since_J2000({2001, 5, 28}) - days_since_J2000({1999, 11, 2}) == 573);
  CHECK(earth::tropical_year() == Approx(365.2422).margin(1e-4));
  // Longitude and time are each other's inverse, years away as well.
  for (const double days : {-18000.0, -3.0, 0.0, 100.0, 7000.25}) {
    CHECK(earth::time_of_longitude(earth::sun_position(days).longitude) ==
          Approx(days).margin(1e-9));
  }
}

TEST_CASE("the Sun reaches |cos z| = cos(latitude - 23.44 degrees) and no more", "[property]") {
  for (const double latitude : {lngs, kamioka, sno, -37.0}) {
    CAPTURE(latitude);
    const Exposure exposure = Exposure::from_latitude(latitude);
    const double limit = std::cos((std::abs(latitude) - 23.44) * degree);
    // The obliquity of 23.439 degrees moves the limit by 1e-5.
    CHECK(exposure.cumulative(-limit - 2e-5) == 0);
    CHECK(exposure.cumulative(-limit + 2e-3) > 1e-5);
    CHECK(exposure.cumulative(limit + 2e-5) == 1);
    CHECK(exposure.cumulative(limit - 2e-3) < 1 - 1e-5);
  }
  // Between the tropics the Sun comes to the zenith and to the nadir.
  for (const double latitude : {juno, 0.0, -23.0}) {
    const Exposure exposure = Exposure::from_latitude(latitude);
    CAPTURE(latitude);
    CHECK(exposure.fraction().front() > 1e-3);
    CHECK(exposure.fraction().back() > 1e-3);
  }
}

TEST_CASE("shares add up to one, are none negative, and are differences of the cumulative",
          "[property]") {
  for (const double latitude : {-90.0, -66.6, 0.0, 22.1181, 23.439, 46.475, 66.561, 89.999, 90.0}) {
    for (const bool flux : {false, true}) {
      const Exposure exposure = Exposure::from_latitude(latitude, {std::nullopt, flux, 57});
      CAPTURE(latitude, flux);
      double sum = 0;
      REQUIRE(exposure.fraction().size() == 57);
      REQUIRE(exposure.edges().size() == 58);
      for (std::size_t i = 0; i < 57; ++i) {
        CHECK(exposure.fraction()[i] >= 0);
        sum += exposure.fraction()[i];
        CHECK(sum == Approx(exposure.cumulative(exposure.edges()[i + 1])).margin(1e-6));
      }
      CHECK(sum == Approx(1).epsilon(1e-14));
    }
  }
}

TEST_CASE("half the flux comes by night and half the time but for the seasons", "[property]") {
  // 1/distance^2 goes with the speed in longitude: then every longitude counts alike, and the half
  // year north of the equator cancels the one south. The formulas are rounded to 1e-5.
  for (const double latitude : {-60.0, juno, kamioka, lngs, sno, 80.0}) {
    CAPTURE(latitude);
    CHECK(Exposure::from_latitude(latitude, flux_weighted(2)).night_fraction() ==
          Approx(0.5).margin(3e-5));
  }
  // In time, the Sun stays longer in the north (aphelion in July). Night is
  // 1/2 - <asin(tan(latitude) tan(dec))>/pi; to first order in eccentricity and tilt,
  // <sin(dec)> = -sin(23.44) e sin(283 degrees), e = 0.0167, so night is 1/2 - 0.00206 at 45
  // degrees. Higher orders of asin and tan add to it, less than 6e-4 up to this latitude.
  const double expected = std::sin(23.44 * degree) * 0.0167 * std::sin(77 * degree) / pi;
  for (const double latitude : {kamioka, lngs, sno}) {
    CAPTURE(latitude);
    const double night = Exposure::from_latitude(latitude).night_fraction();
    CHECK(0.5 - night == Approx(expected * std::tan(latitude * degree)).margin(6e-4));
    CHECK(0.5 - night > expected * std::tan(latitude * degree));
    CHECK(night + Exposure::from_latitude(-latitude).night_fraction() == Approx(1).margin(1e-9));
  }
}

TEST_CASE("equator and poles", "[property]") {
  const Exposure equator = Exposure::from_latitude(0);
  CHECK(equator.night_fraction() == Approx(0.5).margin(1e-9));
  for (const double c : {0.1, 0.5, 0.93, 0.999}) {
    CHECK(equator.cumulative(-c) == Approx(1 - equator.cumulative(c)).margin(1e-9));
  }
  // At the pole cos z = sin(dec): night is autumn and winter, 89.84 + 88.99 of 365.24 days (2000);
  // the four lengths are printed to 0.01 day, 4e-5.
  const Exposure north = Exposure::from_latitude(90);
  CHECK(north.night_fraction() == Approx((89.84 + 88.99) / 365.24).margin(1e-4));
  CHECK(Exposure::from_latitude(-90).night_fraction() ==
        Approx((92.76 + 93.65) / 365.24).margin(1e-4));
  // sin(dec) of a uniform longitude: arcsine law. With flux weight that is what it must be.
  const Exposure pole = Exposure::from_latitude(90, flux_weighted());
  for (const double c : {-0.35, -0.1, 0.2, 0.39}) {
    CHECK(pole.cumulative(c) ==
          Approx(0.5 + std::asin(c / std::sin(23.439 * degree)) / pi).margin(3e-5));
  }
}

TEST_CASE("annual exposure of a circular orbit: elliptic integral", "[independent]") {
  for (const double latitude : {juno, kamioka, lngs, sno, -28.15}) {
    const Exposure flux = Exposure::from_latitude(latitude, flux_weighted(40));
    const Exposure time = Exposure::from_latitude(latitude, {std::nullopt, false, 40});
    double sum = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      CAPTURE(latitude, flux.edges()[i]);
      const double share = circular_share(flux.edges()[i], flux.edges()[i + 1], latitude * degree);
      sum += share;
      // Flux weight undoes the eccentricity: what is left are the rounded constants of the
      // formulas, 1e-5 of longitude, and 23.44 for 23.439 degrees at the edges of the support.
      CHECK(flux.fraction()[i] == Approx(share).margin(3e-5));
      // In time the seasons differ by 3 %, of which each bin of 0.05 sees its part.
      CHECK(time.fraction()[i] == Approx(share).margin(2e-3));
    }
    CHECK(sum == Approx(1).margin(1e-5));
  }
}

TEST_CASE("shares of an independent sum over the year", "[reference]") {
  // Sums over 7200 points of a circular orbit and closed hour angle, bins of 0.01, made apart from
  // this code; their own error is 1e-6, the other 1e-5 are the rounded formulas'.
  struct Row {
    double latitude, lo, share;
  };
  for (const Row& row : {Row{kamioka, -0.97, 5.6834863e-3}, Row{kamioka, -0.75, 4.9178389e-3},
                         Row{sno, -0.92, 4.8329789e-3}, Row{lngs, -0.66, 4.8987905e-3},
                         Row{juno, -1.00, 1.2508542e-2}, Row{juno, -0.71, 8.8266282e-3}}) {
    CAPTURE(row.latitude, row.lo);
    const Exposure exposure = Exposure::from_latitude(row.latitude, flux_weighted());
    CHECK(exposure.cumulative(row.lo + 0.01) - exposure.cumulative(row.lo) ==
          Approx(row.share).margin(1.2e-5));
  }
}

TEST_CASE("a period: days at the solstices, whole years, additivity", "[property]") {
  // One day at the June solstice: cos z from -cos(lat + dec) to cos(lat - dec), night from the
  // sunrise equation (declination constant within 1e-4 degree that day).
  const Exposure june =
      Exposure::from_latitude(lngs, {earth::Period{{2000, 6, 21}, {2000, 6, 21}}, false, 200});
  const double dec = 23.439 * degree;
  CHECK(june.night_fraction() ==
        Approx(1 - std::acos(-std::tan(lngs * degree) * std::tan(dec)) / pi).margin(1e-5));
  CHECK(june.cumulative(-std::cos(lngs * degree + dec) - 1e-4) == 0);
  CHECK(june.cumulative(std::cos(lngs * degree - dec) + 1e-4) == 1);
  CHECK(june.night_fraction() < 0.38);
  // Four calendar years are whole years (1461 days = 4 * 365.2422 + 0.03).
  const Exposure years =
      Exposure::from_latitude(sno, {earth::Period{{2001, 1, 1}, {2004, 12, 31}}, false, 40});
  const Exposure year = Exposure::from_latitude(sno, {std::nullopt, false, 40});
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(years.fraction()[i] == Approx(year.fraction()[i]).margin(1e-5));
  }
  // Two parts of a year, weighed by their days, make the whole.
  const auto from = [](earth::Date a, earth::Date b) {
    return Exposure::from_latitude(kamioka, {earth::Period{a, b}, false, 40});
  };
  const Exposure whole = from({2010, 1, 1}, {2010, 12, 31});
  const Exposure first = from({2010, 1, 1}, {2010, 4, 10});  // 100 days
  const Exposure second = from({2010, 4, 11}, {2010, 12, 31});
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK((100 * first.fraction()[i] + 265 * second.fraction()[i]) / 365 ==
          Approx(whole.fraction()[i]).margin(1e-9));
  }
}

TEST_CASE("the closed integral agrees with a count over days and hours", "[independent]") {
  // Sun and zenith as vectors; 4000 days by 4000 hours: one hour more or less of 4000
  // at both edges of a bin, partly averaged over the days, is 5e-5 of the share.
  for (const double latitude : {juno, lngs}) {
    const int n = 4000;
    std::vector<double> count(40);
    for (int i = 0; i < n; ++i) {
      const auto sun = earth::sun_position((i + 0.5) / n * earth::tropical_year());
      const double z = sun.sin_declination;
      const double xy = std::sqrt(1 - z * z);
      for (int k = 0; k < n; ++k) {
        const double H = 2 * pi * (k + 0.5) / n;
        const double c =
            xy * std::cos(H) * std::cos(latitude * degree) + z * std::sin(latitude * degree);
        count[static_cast<std::size_t>(std::min(39.0, std::floor((c + 1) * 20)))] += 1.0 / n / n;
      }
    }
    const Exposure exposure = Exposure::from_latitude(latitude, {std::nullopt, false, 40});
    for (std::size_t i = 0; i < 40; ++i) {
      CAPTURE(latitude, i);
      CHECK(exposure.fraction()[i] == Approx(count[i]).margin(5e-5));
    }
  }
}

TEST_CASE("weights of the night add up, whatever the cells", "[property]") {
  const Exposure exposure = Exposure::from_latitude(lngs);
  CHECK(exposure.night_weight(-1, 0) == Approx(1).epsilon(1e-14));
  CHECK(exposure.night_weight(-1, 1) == Approx(1).epsilon(1e-14));
  CHECK(exposure.night_weight(0, 0.5) == 0);
  double sum = 0;
  for (double c = -1; c < 0; c += 1.0 / 64) {
    sum += exposure.night_weight(c, c + 1.0 / 64);
  }
  CHECK(sum == Approx(1).epsilon(1e-12));
  CHECK(exposure.night_weight(-0.6, -0.2) * exposure.night_fraction() ==
        Approx(exposure.cumulative(-0.2) - exposure.cumulative(-0.6)).epsilon(1e-12));
  CHECK_THROWS_AS(exposure.night_weight(-0.2, -0.3), core::InvalidInput);
  const Exposure polar_day =
      Exposure::from_latitude(80, {earth::Period{{2000, 6, 1}, {2000, 7, 1}}, false, 10});
  CHECK(polar_day.night_fraction() == 0);
  CHECK_THROWS_AS(polar_day.night_weight(-1, 0), core::NumericalError);
}

TEST_CASE("what is no latitude, period or number of bins is refused", "[faulty]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double latitude : {90.01, -91.0, nan}) {
    CHECK_THROWS_AS(Exposure::from_latitude(latitude), core::InvalidInput);
  }
  CHECK_THROWS_AS(Exposure::from_latitude(0, {std::nullopt, false, 0}), core::InvalidInput);
  const auto period = [](earth::Date a, earth::Date b) {
    return Exposure::from_latitude(40, {earth::Period{a, b}, false, 10});
  };
  CHECK_THROWS_AS(period({2000, 2, 30}, {2000, 3, 1}), core::InvalidInput);
  CHECK_THROWS_AS(period({2000, 13, 1}, {2001, 3, 1}), core::InvalidInput);
  CHECK_THROWS_AS(period({1900, 1, 1}, {2001, 3, 1}), core::InvalidInput);
  CHECK_THROWS_AS(period({2001, 3, 1}, {2001, 2, 28}), core::InvalidInput);
  CHECK_THROWS_AS(Exposure::from_latitude(40).cumulative(nan), core::InvalidInput);
}
