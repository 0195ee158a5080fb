/// \file fit/detail/walk.hpp
/// Steps along a profile: each minimum begins where the last ones point.
#pragma once

#include <optional>
#include <sunsi/fit/intervals.hpp>

namespace sunsi::fit::detail {

/// Walks one parameter away from a minimum.
class Walk {
 public:
  Walk(const Problem& problem,
       const Minimum& minimum,
       std::size_t parameter,
       const Monitor& monitor);

  /// The profile at a value. The others start from a straight line through the two places walked last,
  /// at first from the direction of the covariance.
  ProfilePoint to(double value);

 private:
  [[nodiscard]] std::vector<double> guess(double value) const;
  const Problem* problem_;
  std::size_t parameter_;
  const Monitor* monitor_;
  ProfilePoint last_;
  std::vector<double> slope_;  ///< d(search variable of each)/d(that of the parameter)
};

}  // namespace sunsi::fit::detail
