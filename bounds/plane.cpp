#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds {
namespace {

/// Numbers of a block of rows, beside the row before it: at most about 8 MB.
constexpr std::size_t block_size = 1'000'000;

Outline::Level level_function(const Bound& bound,
                              const pipeline::ZPrimeInputs& fixed,
                              const Outline::Axes& axes) {
  return [&bound, fixed, axes](double x, double y) {
    return level_of(bound.compare(point_of(inputs_at(fixed, axes, x, y))));
  };
}

/// Area of a grid point in quarters of a cell: half a cell at the frame, a quarter in its corners.
std::uint64_t quarters(std::size_t i, std::size_t count) {
  return i == 0 || i + 1 == count ? 1 : 2;
}

class Work {
 public:
  Work(const PlaneTask& task, Plane& plane) : task_(task), plane_(plane) {
    nx_ = static_cast<std::size_t>(task.axes[0].count);
    ny_ = static_cast<std::size_t>(task.axes[1].count);
    nb_ = task.bounds.size();
    rows_ = std::clamp<std::size_t>(block_size / (nx_ * std::max<std::size_t>(nb_, 1)), 1, 64);
    levels_.resize((rows_ + 1) * nb_ * nx_, no_bound);
    alone_.resize(rows_ * nx_);
    for (long i = 0; i < task.axes[0].count; ++i) {
      xs_.push_back(task.axes[0].at(static_cast<double>(i)));
    }
    for (long j = 0; j < task.axes[1].count; ++j) {
      ys_.push_back(task.axes[1].at(static_cast<double>(j)));
    }
    for (std::size_t b = 0; b < nb_; ++b) {
      outlines_.emplace_back(task.axes, level_function(*task.bounds[b], task.fixed, task.axes));
    }
    applies_.resize(nb_);
    beyond_.resize(nb_);
    alone_area_.resize(nb_);
  }

  void run(const pipeline::Monitor& monitor) {
    for (std::size_t j = 0; j < ny_; j += rows_) {
      if (monitor.stop != nullptr && monitor.stop->load()) {
        throw core::Interrupted();
      }
      const std::size_t rows = std::min(rows_, ny_ - j);
      evaluate(j, rows);
      tbb::parallel_for(std::size_t{0}, nb_, [&](std::size_t b) { follow(b, j, rows); });
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t i = 0; i < nx_; ++i) {
          const std::uint16_t who = alone_[r * nx_ + i];
          if (who != Plane::none) {
            alone_area_[who] += quarters(i, nx_) * quarters(j + r, ny_);
          }
        }
      }
      // The last row is the first of the next strip.
      std::copy_n(levels_.begin() + static_cast<std::ptrdiff_t>(rows * nb_ * nx_), nb_ * nx_,
                  levels_.begin());
      if (monitor.progress) {
        monitor.progress(j + rows, ny_);
      }
    }
  }

  void finish() {
    const double all = 4 * static_cast<double>((nx_ - 1) * (ny_ - 1));
    plane_.bounds.resize(nb_);
    tbb::parallel_for(std::size_t{0}, nb_, [&](std::size_t b) {
      PlaneBound& bound = plane_.bounds[b];
      bound.bound = task_.bounds[b];
      bound.applies = static_cast<double>(applies_[b]) / all;
      bound.excluded = static_cast<double>(beyond_[b]) / all;
      bound.alone = static_cast<double>(alone_area_[b]) / all;
      bound.lines = outlines_[b].lines();
      bound.columns = outlines_[b].columns();
      bound.reason = applies_[b] > 0 ? "" : reason(b);
    });
    std::uint64_t excluded = 0;
    for (std::size_t j = 0; j < ny_; ++j) {
      for (std::size_t i = 0; i < nx_; ++i) {
        excluded += plane_.excludes(j * nx_ + i) ? quarters(i, nx_) * quarters(j, ny_) : 0;
      }
    }
    plane_.excluded = static_cast<double>(excluded) / all;
  }

 private:
  /// Row r of the block stands behind the row before it.
  double* levels(std::size_t r, std::size_t b) { return &levels_[((r + 1) * nb_ + b) * nx_]; }

  void evaluate(std::size_t first, std::size_t rows) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows * nx_, 256), [&](const auto& range) {
      for (std::size_t k = range.begin(); k < range.end(); ++k) {
        evaluate_point(first, k / nx_, k % nx_);
      }
    });
  }

  void evaluate_point(std::size_t first, std::size_t r, std::size_t i) {
    const Point point = point_of(inputs_at(task_.fixed, task_.axes, xs_[i], ys_[first + r]));
    std::uint16_t strongest = Plane::none;
    std::uint16_t alone = Plane::none;
    std::size_t excluding = 0;
    double largest = 0;
    for (std::size_t b = 0; b < nb_; ++b) {
      const double level =
          task_.evaluated[b] ? level_of(task_.bounds[b]->compare(point)) : no_bound;
      levels(r, b)[i] = level;
      if (level == no_bound || task_.bounds[b]->label().planned) {
        continue;
      }
      if (strongest == Plane::none || level > largest) {
        strongest = static_cast<std::uint16_t>(b);
        largest = level;
      }
      if (level > 1) {
        alone = excluding++ == 0 ? static_cast<std::uint16_t>(b) : Plane::none;
      }
    }
    const std::size_t k = (first + r) * nx_ + i;
    plane_.strongest[k] = strongest;
    plane_.ratio[k] = core::ensure_finite(largest, "ratio of a bound");
    alone_[r * nx_ + i] = alone;
  }

  void follow(std::size_t b, std::size_t first, std::size_t rows) {
    for (std::size_t r = 0; r < rows; ++r) {
      const double* row = levels(r, b);
      for (std::size_t i = 0; i < nx_; ++i) {
        const std::uint64_t area = quarters(i, nx_) * quarters(first + r, ny_);
        applies_[b] += row[i] != no_bound ? area : 0;
        beyond_[b] += row[i] > 1 ? area : 0;
      }
      if (first + r > 0) {
        outlines_[b].add_strip(first + r - 1, {row - nb_ * nx_, nx_}, {row, nx_});
      }
    }
  }

  /// In the middle of the plane, which speaks for all of it where a bound applies nowhere.
  std::string reason(std::size_t b) const {
    if (!task_.evaluated[b]) {
      return "not computed in planes (it integrates over spectra): name it in bounds.only";
    }
    const Outline::Axes& axes = task_.axes;
    const Point middle =
        point_of(inputs_at(task_.fixed, axes, axes[0].at(0.5 * static_cast<double>(nx_ - 1)),
                           axes[1].at(0.5 * static_cast<double>(ny_ - 1))));
    return task_.bounds[b]->verdict(middle).reason;
  }

  const PlaneTask& task_;
  Plane& plane_;
  std::size_t nx_, ny_, nb_, rows_;
  std::vector<double> levels_;  ///< [row][bound][x], the row before the block first
  std::vector<std::uint16_t> alone_;
  std::vector<double> xs_, ys_;
  std::vector<Outline> outlines_;
  std::vector<std::uint64_t> applies_, beyond_, alone_area_;
};

}  // namespace

Point point_of(const pipeline::ZPrimeInputs& inputs) {
  return make_point(inputs.zprime(), inputs.convention);
}

pipeline::ZPrimeInputs inputs_at(pipeline::ZPrimeInputs fixed,
                                 const Outline::Axes& axes,
                                 double x,
                                 double y) {
  const auto set = [&](pipeline::ScanKey key, double value) {
    // A line may pass through tan_eta = 0, where eps_kin has no value: the next number stands for it.
    fixed.set(key, key == pipeline::ScanKey::tan_eta && value == 0 ? 1e-12 : value);
  };
  set(axes[0].key, x);
  set(axes[1].key, y);
  return fixed;
}

PlaneTask plane_task(const List& list,
                     const pipeline::BoundSettings& settings,
                     const pipeline::ZPrimeInputs& fixed,
                     const Outline::Axes& axes) {
  PlaneTask task{fixed, axes, {}, {}};
  for (std::size_t k = 0; k < list.size(); ++k) {
    const std::string& name = list[k].label().name;
    const bool asked =
        std::find(settings.only.begin(), settings.only.end(), name) != settings.only.end();
    task.bounds.push_back(&list[k]);
    task.evaluated.push_back(list[k].quick() || asked);
  }
  return task;
}

Plane plane(const PlaneTask& task, const pipeline::Monitor& monitor) {
  if (const auto fault = pipeline::fault_of(task.axes, task.fixed)) {
    throw core::InvalidInput(fault->what);
  }
  Plane result;
  result.axes = task.axes;
  const auto points =
      static_cast<std::size_t>(task.axes[0].count) * static_cast<std::size_t>(task.axes[1].count);
  result.strongest.resize(points, Plane::none);
  result.ratio.resize(points);
  Work work(task, result);
  work.run(monitor);
  work.finish();
  return result;
}

std::vector<Line> outline_of(const Outline::Level& level, const Outline::Axes& axes) {
  Outline outline(axes, level);
  std::array<std::vector<double>, 2> rows;
  for (long j = 0; j < axes[1].count; ++j) {
    std::swap(rows[0], rows[1]);
    rows[1].clear();
    for (long i = 0; i < axes[0].count; ++i) {
      rows[1].push_back(
          level(axes[0].at(static_cast<double>(i)), axes[1].at(static_cast<double>(j))));
    }
    if (j > 0) {
      outline.add_strip(static_cast<std::size_t>(j - 1), rows[0], rows[1]);
    }
  }
  return outline.lines();
}

}  // namespace sunsi::bounds
