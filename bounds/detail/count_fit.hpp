/// \file bounds/detail/count_fit.hpp
/// Binned counts against a signal of free strength and backgrounds of uncertain size.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace sunsi::bounds::detail {

/// Expected events in each bin and the relative error of their sum.
struct Background {
  std::vector<double> expected;
  double error = 0;
};

/// Strengths of a signal: the best one and where chi2 has risen by `rise` on both sides.
struct StrengthInterval {
  double best = 0;
  double low = 0;  ///< 0: a vanishing signal is allowed
  double high = 0;
  double chi2 = 0;  ///< at the best strength
};

/// chi2(s) = min over a, b_k of 2 sum_i [mu_i - n_i + n_i ln(n_i/mu_i)] + a^2 + sum_k b_k^2 with
/// mu_i = s S_i (1 + sigma a) + sum_k B_ki (1 + sigma_k b_k): the Poisson likelihood ratio with
/// pulls (PDG 2024, review of statistics). It is convex in (a, b), minimised by Newton's method.
class CountFit {
 public:
  static constexpr std::size_t most = 7;  ///< parameters: the signal and six backgrounds

  /// \throws InvalidInput  lengths differ, no background, more than 6, negative entries, errors
  /// outside of [0, 0.6)
  CountFit(std::vector<double> observed, std::vector<Background> backgrounds, double signal_error);

  /// At a strength >= 0. `signal` has one entry >= 0 a bin, not all 0.
  [[nodiscard]] double chi2(std::span<const double> signal, double strength) const;

  /// \throws NumericalError  the ends were not found
  [[nodiscard]] StrengthInterval interval(std::span<const double> signal, double rise) const;

  /// The background events of each kind at the best strength of the signal.
  [[nodiscard]] std::vector<double> fitted_backgrounds(std::span<const double> signal) const;

 private:
  class Sum;
  struct Minimum {
    double chi2 = 0;
    std::array<double, most>
        pull{};  ///< of the signal (free strength: the strength itself), backgrounds
  };
  /// A signal of a given strength with a pull, or (strength < 0) of free strength without one.
  [[nodiscard]] Minimum minimise(std::span<const double> signal,
                                 double strength,
                                 const std::array<double, most>& start) const;
  /// The strength beyond `first` (from the best one on) where chi2 has risen.
  [[nodiscard]] double crossing(std::span<const double> signal,
                                const StrengthInterval& best,
                                double first,
                                double rise) const;
  std::vector<double> observed_;
  std::vector<Background> backgrounds_;
  double signal_error_;
};

}  // namespace sunsi::bounds::detail
