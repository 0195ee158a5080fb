#include <gsl/gsl_errno.h>
#include <gsl/gsl_spline.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/interpolation.hpp>

namespace sunsi::core {
namespace {
// GSL's default handler aborts; every status is checked here instead.
[[maybe_unused]] const gsl_error_handler_t* const gsl_quiet = gsl_set_error_handler_off();
}  // namespace

struct Spline::Impl {
  gsl_spline* spline = nullptr;
  double lo = 0;
  double hi = 0;
  Impl(std::size_t n, SplineKind kind)
      : spline(gsl_spline_alloc(
            kind == SplineKind::smooth ? gsl_interp_cspline : gsl_interp_steffen, n)) {}
  ~Impl() { gsl_spline_free(spline); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

Spline::Spline(std::span<const double> x, std::span<const double> y, SplineKind kind) {
  if (x.size() != y.size() || x.size() < 3) {
    throw InvalidInput("a spline needs at least 3 points and as many values");
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]) || (i > 0 && !(x[i] > x[i - 1]))) {
      throw InvalidInput("a spline needs finite values at strictly increasing points");
    }
  }
  auto impl = std::make_unique<Impl>(x.size(), kind);
  if (impl->spline == nullptr ||
      gsl_spline_init(impl->spline, x.data(), y.data(), x.size()) != GSL_SUCCESS) {
    throw NumericalError("the spline could not be built");
  }
  impl->lo = x.front();
  impl->hi = x.back();
  impl_ = std::move(impl);
}

Spline::~Spline() = default;
Spline::Spline(Spline&&) noexcept = default;
Spline& Spline::operator=(Spline&&) noexcept = default;

double Spline::min() const { return impl_->lo; }
double Spline::max() const { return impl_->hi; }
std::span<const double> Spline::knots() const { return {impl_->spline->x, impl_->spline->size}; }

double Spline::operator()(double x) const {
  if (!(x >= impl_->lo && x <= impl_->hi)) {
    return 0;
  }
  double y = 0;  // no accelerator: it would be shared state between threads
  if (gsl_spline_eval_e(impl_->spline, x, nullptr, &y) != GSL_SUCCESS) {
    throw NumericalError("the spline could not be evaluated");
  }
  return y;
}

ValueAndSlope Spline::with_slope(double x) const {
  x = std::clamp(x, impl_->lo, impl_->hi);
  ValueAndSlope result{};
  if (gsl_spline_eval_e(impl_->spline, x, nullptr, &result.value) != GSL_SUCCESS ||
      gsl_spline_eval_deriv_e(impl_->spline, x, nullptr, &result.slope) != GSL_SUCCESS) {
    throw NumericalError("the spline could not be evaluated");
  }
  return result;
}

}  // namespace sunsi::core
