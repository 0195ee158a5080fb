#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <sunsi/fit/detail/search.hpp>

namespace sunsi::fit::detail {
namespace {

using Eigen::VectorXd;

// GSL's default handler aborts; a status is looked at instead.
[[maybe_unused]] const gsl_error_handler_t* const gsl_quiet = gsl_set_error_handler_off();

/// Reflected at the ends until it lies between them: the simplex sees a continuous function
/// everywhere.
double folded(double x, double low, double high) {
  const double width = high - low;
  const double t = std::fmod(std::abs(x - low), 2 * width);
  return low + (t <= width ? t : 2 * width - t);
}

/// What the C function is given. GSL knows no exceptions: one waits here until it has returned.
struct Callback {
  Search* search;
  VectorXd origin;
  VectorXd step;
  Place best;
  std::exception_ptr error;

  VectorXd place(const gsl_vector* z) const {
    VectorXd x(origin.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      x[i] = folded(origin[i] + step[i] * gsl_vector_get(z, static_cast<std::size_t>(i)),
                    search->low[i], search->high[i]);
    }
    return x;
  }
};

double evaluate(const gsl_vector* z, void* data) {
  auto* callback = static_cast<Callback*>(data);
  try {
    const VectorXd x = callback->place(z);
    const double chi2 = (*callback->search)(x);
    if (chi2 < callback->best.chi2) {
      callback->best = {x, chi2};
    }
    return chi2;
  } catch (...) {
    callback->error = std::current_exception();
    return std::numeric_limits<double>::max();
  }
}

}  // namespace

Place simplex(Search& search, const VectorXd& start, double scale) {
  const auto n = static_cast<std::size_t>(start.size());
  const VectorXd step = (scale * search.step).cwiseMin((search.high - search.low) / 4);
  Callback callback{
      &search, start, step, {start, std::numeric_limits<double>::infinity()}, nullptr};
  const auto vector = [n](double value) {
    std::unique_ptr<gsl_vector, void (*)(gsl_vector*)> v(gsl_vector_alloc(n), &gsl_vector_free);
    gsl_vector_set_all(v.get(), value);
    return v;
  };
  const auto z = vector(0);
  const auto size = vector(1);
  const std::unique_ptr<gsl_multimin_fminimizer, void (*)(gsl_multimin_fminimizer*)> minimizer(
      gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, n),
      &gsl_multimin_fminimizer_free);
  gsl_multimin_function function{&evaluate, n, &callback};
  int status = gsl_multimin_fminimizer_set(minimizer.get(), &function, z.get(), size.get());
  const auto most = 60 * static_cast<int>(n);
  for (int k = 0; k < most && status == GSL_SUCCESS && !callback.error; ++k) {
    status = gsl_multimin_fminimizer_iterate(minimizer.get());
    if (gsl_multimin_fminimizer_size(minimizer.get()) < 0.3) {
      break;
    }
  }
  if (callback.error) {
    std::rethrow_exception(callback.error);
  }
  return callback.best;
}

}  // namespace sunsi::fit::detail
