#include <gsl/gsl_errno.h>
#include <gsl/gsl_spline.h>

#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/interpolation.hpp>

namespace sunsi::core {
namespace {
// GSL's default handler aborts; every status is checked here instead.
[[maybe_unused]] const gsl_error_handler_t* const gsl_quiet = gsl_set_error_handler_off();
}  // namespace

struct SteffenSpline::Impl {
  gsl_spline* spline = nullptr;
  double lo = 0;
  double hi = 0;
  explicit Impl(std::size_t n) : spline(gsl_spline_alloc(gsl_interp_steffen, n)) {}
  ~Impl() { gsl_spline_free(spline); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

SteffenSpline::SteffenSpline(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size() || x.size() < 3) {
    throw InvalidInput("a spline needs at least 3 points and as many values");
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]) || (i > 0 && !(x[i] > x[i - 1]))) {
      throw InvalidInput("a spline needs finite values at strictly increasing points");
    }
  }
  auto impl = std::make_unique<Impl>(x.size());
  if (impl->spline == nullptr ||
      gsl_spline_init(impl->spline, x.data(), y.data(), x.size()) != GSL_SUCCESS) {
    throw NumericalError("the spline could not be built");
  }
  impl->lo = x.front();
  impl->hi = x.back();
  impl_ = std::move(impl);
}

SteffenSpline::~SteffenSpline() = default;
SteffenSpline::SteffenSpline(SteffenSpline&&) noexcept = default;
SteffenSpline& SteffenSpline::operator=(SteffenSpline&&) noexcept = default;

double SteffenSpline::min() const { return impl_->lo; }
double SteffenSpline::max() const { return impl_->hi; }

double SteffenSpline::operator()(double x) const {
  if (!(x >= impl_->lo && x <= impl_->hi)) {
    return 0;
  }
  double y = 0;  // no accelerator: it would be shared state between threads
  if (gsl_spline_eval_e(impl_->spline, x, nullptr, &y) != GSL_SUCCESS) {
    throw NumericalError("the spline could not be evaluated");
  }
  return y;
}

}  // namespace sunsi::core
