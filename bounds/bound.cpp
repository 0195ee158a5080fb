#include <cmath>
#include <sunsi/bounds/bound.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds {
namespace {

Comparison compared(
    double prediction, double limit, double above, double below, const char* reason) {
  Comparison result;
  result.reason = reason;
  result.applies = true;
  result.prediction = prediction;
  result.limit = limit;
  result.known = std::isfinite(prediction) && std::isfinite(limit) && below != 0;
  result.ratio = result.known ? std::abs(above / below) : 0;
  return result;
}

}  // namespace

Comparison Comparison::upper(double prediction, double limit, const char* reason) {
  return compared(prediction, limit, prediction, limit, reason);
}

Comparison Comparison::lower(double prediction, double limit, const char* reason) {
  return compared(prediction, limit, limit, prediction, reason);
}

Comparison Comparison::none(const char* reason) {
  Comparison result;
  result.reason = reason;
  return result;
}

Comparison Comparison::off(const char* why) const {
  Comparison result = *this;
  result.applies = false;
  result.reason = why;
  return result;
}

std::string Bound::explain(const Point& /*point*/, const Comparison& result) const {
  return result.reason;
}

Verdict Bound::verdict(const Point& point) const {
  const Comparison result = compare(point);
  Verdict v;
  v.bound = label_.name;
  v.applies = result.applies && !label_.planned;
  if (result.known) {
    v.prediction = core::ensure_finite(result.prediction, label_.name);
    v.limit = core::ensure_finite(result.limit, label_.name);
    v.ratio = core::ensure_finite(result.ratio, label_.name);
  }
  v.excluded = result.excluded() && !label_.planned;
  v.planned = label_.planned;
  v.confidence_level = label_.confidence_level;
  v.reason = (label_.planned ? "planned, excludes nothing: " : "") + explain(point, result);
  v.source = label_.source;
  return v;
}

}  // namespace sunsi::bounds
