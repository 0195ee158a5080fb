#include <fmt/format.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>

#include <Eigen/QR>
#include <cmath>
#include <memory>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <vector>

namespace sunsi::detector {
namespace {

// GSL's default handler aborts; every status is checked here instead.
[[maybe_unused]] const gsl_error_handler_t* const gsl_quiet = gsl_set_error_handler_off();

/// One bin by day or by night, with events from unit probability and from none.
struct Bin {
  double energy;
  bool night;
  double at_one;    ///< CC + ES_e
  double at_zero;   ///< ES_x of the polynomial's standard cross-section
  double expected;  ///< N_model > 0
};

std::vector<Bin> bins_of(const SnoSensitivity& s, const SnoModel& m) {
  std::vector<Bin> bins;
  for (std::size_t i = 0; i < s.energy_MeV.size(); ++i) {
    for (const bool night : {false, true}) {
      const double P = night ? m.P_night[i] : m.P_day[i];
      if (!(P >= -1e-9 && P <= 1 + 1e-9)) {
        throw core::InvalidInput(
            fmt::format("P_ee = {} at {} MeV is no probability", P, s.energy_MeV[i]));
      }
      const double one = night ? s.cc_night[i] + s.es_e_night[i] : s.cc_day[i] + s.es_e_day[i];
      const double zero = night ? s.es_x_night[i] : s.es_x_day[i];
      const double added = night ? m.es_added_night[i] : m.es_added_day[i];
      const double expected = one * P + zero * (1 - P + added);
      if (expected > 0) {
        bins.push_back({s.energy_MeV[i], night, one, zero, expected});
      }
    }
  }
  return bins;
}

SnoPolynomial polynomial(const double* x) { return {x[0], x[1], x[2], x[3], x[4]}; }

/// Signed root of 2 [N ln(N/M) + M - N] and its derivative by N, smooth through N = M. With N = M
/// (1 + d): 2 M [(1+d) ln(1+d) - d].
struct Residual {
  double value, slope;
};

Residual deviance_root(double N, double M) {
  const double d = N / M - 1;
  const double root_M = std::sqrt(M);
  if (std::abs(d) < 1e-4) {  // series of the root: d (1 - d/6 + 5 d^2/72 + ...), good to 1e-13
    return {root_M * d * (1 - d / 6 + 5 * d * d / 72), (1 - d / 3 + 5 * d * d / 24) / root_M};
  }
  const double value = std::copysign(std::sqrt(2 * M * ((1 + d) * std::log1p(d) - d)), d);
  return {value, std::log1p(d) / value};
}

/// Events of the polynomial, kept positive so that the logarithm exists on the way to the minimum.
double events(const Bin& bin, const SnoPolynomial& p) {
  const double P = bin.night ? p.night(bin.energy) : p.day(bin.energy);
  return std::max(bin.at_one * P + bin.at_zero * (1 - P), 1e-6 * bin.expected);
}

int residuals(const gsl_vector* x, void* params, gsl_vector* f) {
  const auto& bins = *static_cast<const std::vector<Bin>*>(params);
  const SnoPolynomial p = polynomial(x->data);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    gsl_vector_set(f, i, deviance_root(events(bins[i], p), bins[i].expected).value);
  }
  return GSL_SUCCESS;
}

int jacobian(const gsl_vector* x, void* params, gsl_matrix* J) {
  const auto& bins = *static_cast<const std::vector<Bin>*>(params);
  const SnoPolynomial p = polynomial(x->data);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const Bin& bin = bins[i];
    const double e = bin.energy - 10;
    const double half = p.asymmetry(bin.energy) / 2;
    const double ratio = bin.night ? (1 + half) / (1 - half) : 1;
    const double by_asymmetry = bin.night ? p.day(bin.energy) / ((1 - half) * (1 - half)) : 0;
    const double scale =
        deviance_root(events(bin, p), bin.expected).slope * (bin.at_one - bin.at_zero);
    const double row[5] = {ratio, ratio * e, ratio * e * e, by_asymmetry, by_asymmetry * e};
    for (std::size_t j = 0; j < 5; ++j) {
      gsl_matrix_set(J, i, j, scale * row[j]);
    }
  }
  return GSL_SUCCESS;
}

/// Start: weighted linear fit of the day polynomial to the model's probabilities, no asymmetry.
std::vector<double> start(const std::vector<Bin>& bins) {
  const auto n = static_cast<Eigen::Index>(bins.size());
  Eigen::MatrixXd A(n, 3);
  Eigen::VectorXd b(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Bin& bin = bins[static_cast<std::size_t>(i)];
    const double weight = (bin.at_one - bin.at_zero) / std::sqrt(bin.expected);
    const double e = bin.energy - 10;
    A.row(i) << weight, weight * e, weight * e * e;
    b[i] = (bin.expected - bin.at_zero) / std::sqrt(bin.expected);
  }
  const Eigen::VectorXd c = A.colPivHouseholderQr().solve(b);
  return {c[0], c[1], c[2], 0, 0};
}

/// The last step moved no coefficient [1, 1/MeV, ...] by more than rounding of the probabilities does.
bool still(const gsl_multifit_nlinear_workspace& work) {
  constexpr double rounding = 1e-13;
  return gsl_blas_dnrm2(work.dx) < rounding;
}

}  // namespace

SnoPolynomial project_on_sno(const SnoSensitivity& sensitivity, const SnoModel& model) {
  const std::size_t n = sensitivity.energy_MeV.size();
  if (model.P_day.size() != n || model.P_night.size() != n || model.es_added_day.size() != n ||
      model.es_added_night.size() != n) {
    throw core::InvalidInput(
        "SNO's projection needs a probability and what is added to it, by day and night, for each "
        "bin");
  }
  std::vector<Bin> bins = bins_of(sensitivity, model);
  std::vector<double> guess = start(bins);
  gsl_multifit_nlinear_fdf problem{};
  problem.f = residuals;
  problem.df = jacobian;
  problem.n = bins.size();
  problem.p = 5;
  problem.params = &bins;
  const gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
  const std::unique_ptr<gsl_multifit_nlinear_workspace, void (*)(gsl_multifit_nlinear_workspace*)>
      work(gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, problem.n, problem.p),
           gsl_multifit_nlinear_free);
  gsl_vector_view x0 = gsl_vector_view_array(guess.data(), 5);
  int info = 0;
  int status = gsl_multifit_nlinear_init(&x0.vector, &problem, work.get());
  if (status == GSL_SUCCESS) {
    status = gsl_multifit_nlinear_driver(200, 1e-14, 1e-14, 0, nullptr, nullptr, &info, work.get());
  }
  // At a minimum reached to rounding GSL finds no progress, or wanders in its last digits to the end.
  const bool there = status == GSL_ENOPROG || (status == GSL_EMAXITER && still(*work));
  if (status != GSL_SUCCESS && !there) {
    throw core::NumericalError(
        fmt::format("SNO's projection did not converge ({})", gsl_strerror(status)));
  }
  const SnoPolynomial result = polynomial(gsl_multifit_nlinear_position(work.get())->data);
  core::ensure_finite(result.c0 + result.c1 + result.c2 + result.a0 + result.a1,
                      "SNO's projection");
  return result;
}

}  // namespace sunsi::detector
