/// \file bounds/bound.hpp
/// The interface of every bound.
#pragma once

#include <memory>
#include <string>
#include <sunsi/bounds/point.hpp>
#include <sunsi/bounds/verdict.hpp>

namespace sunsi::bounds {

/// Prediction against limit, without words: what planes compute a million times.
struct Comparison {
  bool known = false;    ///< prediction, limit and ratio have a meaning here
  bool applies = false;  ///< may exclude
  double prediction = 0;
  double limit = 0;
  double ratio = 0;         ///< as Verdict::ratio
  const char* reason = "";  ///< static text: why it applies or not

  /// The ratio is set when its parts are finite and the limit (for lower limits the prediction) is
  /// not 0.
  static Comparison upper(double prediction, double limit, const char* reason);
  static Comparison lower(double prediction, double limit, const char* reason);
  /// Nothing to compare.
  static Comparison none(const char* reason);
  /// The same, as information only.
  [[nodiscard]] Comparison off(const char* why) const;

  [[nodiscard]] bool excluded() const { return known && applies && ratio > 1; }
};

/// What the card of a bound says of it.
struct Label {
  std::string name;      ///< of the contract: "na64-2019"
  std::string title;     ///< for people: "NA64 2019, missing energy"
  std::string quantity;  ///< what prediction and limit are: "(e eps)^2 BR_inv"
  double confidence_level = 0;
  std::string source;
  std::string note;
  bool planned = false;
};

/// One experimental or theoretical bound. Immutable; safe to call from several threads.
class Bound {
 public:
  explicit Bound(Label label) : label_(std::move(label)) {}
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  virtual ~Bound() = default;

  [[nodiscard]] const Label& label() const { return label_; }

  /// Never NaN. A planned one compares like a limit; that it excludes nothing is the verdict's part.
  [[nodiscard]] virtual Comparison compare(const Point& point) const = 0;

  /// False for bounds that take longer than a microsecond or need the point's P_ee: planes of a
  /// million points leave them out unless asked.
  [[nodiscard]] virtual bool quick() const { return true; }

  /// The row of the table.
  /// \throws NumericalError  a comparison that is not finite
  [[nodiscard]] Verdict verdict(const Point& point) const;

  /// Whether Point::survival must be filled before it can say anything.
  [[nodiscard]] virtual bool needs_survival() const { return false; }

 protected:
  /// The reason in full; the comparison's own words unless a bound has numbers to add.
  [[nodiscard]] virtual std::string explain(const Point& point, const Comparison& result) const;

 private:
  Label label_;
};

}  // namespace sunsi::bounds
