/// \file earth/sun_position.hpp
/// Where the Sun stands over the year, and calendar dates.
#pragma once

#include <string>

namespace sunsi::earth {

/// A day of the Gregorian calendar, beginning at 0h UT.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  /// "2001-05-28"
  [[nodiscard]] std::string text() const;
};

/// Days from the epoch J2000.0 (2000 January 1, 12h UT) to 0h UT of a date.
/// \throws InvalidInput  no such day, or a year outside 1950 to 2050, for which sun_position holds
double days_since_J2000(const Date& date);

/// What the exposure to the Sun depends on.
struct SunPosition {
  double longitude = 0;  ///< on the ecliptic [rad], growing with time without a jump
  double obliquity = 0;  ///< of the ecliptic [rad]
  double sin_declination = 0;
  double distance = 0;  ///< [astronomical units]
};

/// The low-precision formulas of the Astronomical Almanac: with n the days since J2000.0,
///   L = 280.460 + 0.9856474 n, g = 357.528 + 0.9856003 n                   (mean, degrees)
///   longitude = L + 1.915 sin g + 0.020 sin 2g, obliquity = 23.439 - 4e-7 n   (degrees)
///   sin(declination) = sin(obliquity) sin(longitude)
///   distance = 1.00014 - 0.01671 cos g - 0.00014 cos 2g                    (astronomical units)
/// right to 0.01 degree from 1950 to 2050. The orbit's eccentricity is in it: unequal seasons.
SunPosition sun_position(double days);

/// The time [days since J2000.0] at which the Sun has a given longitude [rad], counted on without a
/// jump as in SunPosition.
double time_of_longitude(double longitude);

/// The tropical year of these formulas [days]: 360/0.9856474 = 365.2422.
double tropical_year();

}  // namespace sunsi::earth
