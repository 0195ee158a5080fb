#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/earth/sun_position.hpp>

namespace sunsi::earth {
namespace {

using core::units::degree;

// Degrees, and degrees a day, of the Almanac's formulas.
constexpr double mean_longitude_0 = 280.460;
constexpr double mean_longitude_rate = 0.9856474;
constexpr double mean_anomaly_0 = 357.528;
constexpr double mean_anomaly_rate = 0.9856003;

}  // namespace

std::string Date::text() const { return fmt::format("{:04}-{:02}-{:02}", year, month, day); }

double days_since_J2000(const Date& date) {
  using namespace std::chrono;
  const year_month_day calendar{year(date.year), month(static_cast<unsigned>(date.month)),
                                std::chrono::day(static_cast<unsigned>(date.day))};
  if (date.year < 1950 || date.year > 2050 || !calendar.ok()) {
    throw core::InvalidInput(fmt::format(
        "{} is no day from 1950-01-01 to 2050-12-31, for which the Sun's position is known",
        date.text()));
  }
  const sys_days epoch{year(2000) / January / std::chrono::day(1)};
  return static_cast<double>((sys_days(calendar) - epoch).count()) - 0.5;  // the epoch is at noon
}

SunPosition sun_position(double n) {
  const double g = (mean_anomaly_0 + mean_anomaly_rate * n) * degree;
  SunPosition sun;
  sun.longitude =
      (mean_longitude_0 + mean_longitude_rate * n + 1.915 * std::sin(g) + 0.020 * std::sin(2 * g)) *
      degree;
  sun.obliquity = (23.439 - 4e-7 * n) * degree;
  sun.sin_declination = std::sin(sun.obliquity) * std::sin(sun.longitude);
  sun.distance = 1.00014 - 0.01671 * std::cos(g) - 0.00014 * std::cos(2 * g);
  return sun;
}

double time_of_longitude(double longitude) {
  double n = (longitude / degree - mean_longitude_0) / mean_longitude_rate;
  // The true longitude gains 3 % on the mean one at most: each step leaves 3 % of the distance.
  for (int i = 0; i < 12; ++i) {
    n += (longitude - sun_position(n).longitude) / (mean_longitude_rate * degree);
  }
  return n;
}

double tropical_year() { return 360 / mean_longitude_rate; }

}  // namespace sunsi::earth
