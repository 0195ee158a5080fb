#include <fmt/format.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_interp2d.h>
#include <gsl/gsl_spline2d.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <sunsi/core/error.hpp>
#include <sunsi/fit/contours.hpp>
#include <sunsi/fit/detail/walk.hpp>
#include <sunsi/fit/tasks.hpp>

namespace sunsi::fit {
namespace {

using core::GridAxis;

[[maybe_unused]] const gsl_error_handler_t* const gsl_quiet = gsl_set_error_handler_off();

void check(const FreeParameter& p, const GridAxis& axis) {
  if (axis.count < 4 || !(axis.max > axis.min) || axis.min < p.min || axis.max > p.max ||
      (axis.log && axis.min <= 0)) {
    throw core::InvalidInput(
        fmt::format("the axis of {} from {:g} to {:g} with {} values: at least 4 values, rising, "
                    "in [{:g}, {:g}]",
                    p.name, axis.min, axis.max, axis.count, p.min, p.max));
  }
}

std::vector<double> values_of(const GridAxis& axis) {
  std::vector<double> list;
  for (long i = 0; i < axis.count; ++i) {
    list.push_back(axis.at(static_cast<double>(i)));
  }
  return list;
}

/// The spline through the table, over places of the axes: evenly spaced, logarithms where the axis has
/// them.
class Surface {
 public:
  explicit Surface(const Contours& table)
      : axes_(table.axes),
        spline_(gsl_spline2d_alloc(gsl_interp2d_bicubic,
                                   static_cast<std::size_t>(table.axes[0].count),
                                   static_cast<std::size_t>(table.axes[1].count)),
                &gsl_spline2d_free) {
    std::vector<double> x, y;
    for (long i = 0; i < axes_[0].count; ++i) {
      x.push_back(static_cast<double>(i));
    }
    for (long j = 0; j < axes_[1].count; ++j) {
      y.push_back(static_cast<double>(j));
    }
    gsl_spline2d_init(spline_.get(), x.data(), y.data(), table.chi2.data(), x.size(), y.size());
  }

  [[nodiscard]] double operator()(double x, double y) const {
    return gsl_spline2d_eval(spline_.get(), place(axes_[0], x), place(axes_[1], y), nullptr,
                             nullptr);
  }

 private:
  static double place(const GridAxis& axis, double value) {
    const double t = axis.log ? std::log(value / axis.min) / std::log(axis.max / axis.min)
                              : (value - axis.min) / (axis.max - axis.min);
    const auto last = static_cast<double>(axis.count - 1);
    return std::clamp(t * last, 0.0, last);
  }

  std::array<GridAxis, 2> axes_;
  std::unique_ptr<gsl_spline2d, void (*)(gsl_spline2d*)> spline_;
};

std::vector<core::OutlineLine> trace(const Contours& table, const Surface& surface, double rise) {
  const auto level = [&](double chi2) { return std::max(chi2 - table.least, 0.0) / rise; };
  core::Outline outline(table.axes, [&](double x, double y) { return level(surface(x, y)); });
  const auto nx = static_cast<std::size_t>(table.axes[0].count);
  std::vector<double> lower(nx), upper(nx);
  for (std::size_t j = 0; j + 1 < static_cast<std::size_t>(table.axes[1].count); ++j) {
    for (std::size_t i = 0; i < nx; ++i) {
      lower[i] = level(table.chi2[j * nx + i]);
      upper[i] = level(table.chi2[(j + 1) * nx + i]);
    }
    outline.add_strip(j, lower, upper);
  }
  return outline.lines();
}

}  // namespace

Contours contours(const Problem& problem,
                  const Minimum& minimum,
                  const std::array<std::size_t, 2>& parameter,
                  const std::array<GridAxis, 2>& axes,
                  const Monitor& monitor) {
  const auto [px, py] = parameter;
  check(problem.parameters[px], axes[0]);
  check(problem.parameters[py], axes[1]);
  Contours table{parameter, axes, {}, {}, minimum.chi2, {}};
  const std::vector<double> xs = values_of(axes[0]);
  const std::vector<double> ys = values_of(axes[1]);
  table.chi2.resize(xs.size() * ys.size());
  table.values.resize(table.chi2.size());
  const std::size_t x_of_rest = px < py ? px : px - 1;
  std::mutex mutex;
  std::size_t done = 0;
  run_tasks(ys.size(), [&](std::size_t j) {
    // The row's own minimum over x and the others first; from it outwards.
    const Problem row = problem.held(py, ys[j]);
    std::vector<double> start = minimum.values;
    start.erase(start.begin() + static_cast<std::ptrdiff_t>(py));
    const Minimum middle = minimise(row, start, Begin::nearby, monitor);
    const auto points = profile(row, middle, x_of_rest, xs, monitor);
    for (std::size_t i = 0; i < xs.size(); ++i) {
      table.chi2[j * xs.size() + i] = points[i].chi2;
      table.values[j * xs.size() + i] = with_held(points[i].values, py, ys[j]);
    }
    const std::lock_guard lock(mutex);
    if (monitor.progress) {
      monitor.progress(++done, ys.size());
    }
  });
  trace_levels(table,
               std::min(minimum.chi2, *std::min_element(table.chi2.begin(), table.chi2.end())));
  return table;
}

void trace_levels(Contours& table, double least) {
  const auto [nx, ny] = std::pair(table.axes[0].count, table.axes[1].count);
  if (nx < 4 || ny < 4 || table.chi2.size() != static_cast<std::size_t>(nx * ny)) {
    throw core::InvalidInput(fmt::format(
        "a table of contours needs 4 x 4 values or more, one a grid point: {} for {} x {}",
        table.chi2.size(), nx, ny));
  }
  table.least = least;
  const Surface surface(table);
  for (std::size_t k = 0; k < contour_sigmas.size(); ++k) {
    const double rise = rise_of_sigmas(contour_sigmas[k], 2);
    table.levels[k] = {contour_sigmas[k], rise, trace(table, surface, rise)};
  }
}

}  // namespace sunsi::fit
