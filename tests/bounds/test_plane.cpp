#include <tbb/global_control.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/core/error.hpp>

#include "points.hpp"

using namespace test;
using bounds::Comparison;
using bounds::Line;
using pipeline::ScanAxis;
using pipeline::ScanKey;

namespace {

/// A bound made of a function of the point.
class Made final : public bounds::Bound {
 public:
  using Compare = std::function<Comparison(const bounds::Point&)>;
  Made(const std::string& name, Compare f, bool planned = false)
      : Bound({name, name, "made", 0.9, "none", "", planned}), f_(std::move(f)) {}
  [[nodiscard]] Comparison compare(const bounds::Point& p) const override { return f_(p); }

 private:
  Compare f_;
};

/// g < a m^b.
Made power(double a, double b) {
  return {"power", [=](const bounds::Point& p) {
            return Comparison::upper(p.g * p.g, std::pow(a * std::pow(p.mass_MeV, b), 2), "");
          }};
}

pipeline::ZPrimeInputs inputs() {
  pipeline::ZPrimeInputs z;
  z.mass_MeV = 40;
  z.g = 1e-4;
  z.c = -0.1;
  z.tan_eta = -0.75;
  z.nucleons_per_electron = 1.5;
  return z;
}

const ScanAxis mass{ScanKey::mass_MeV, 5, 200, 40, true};
const ScanAxis coupling{ScanKey::g, 1e-6, 1e-2, 50, true};

bounds::PlaneTask task(std::initializer_list<const bounds::Bound*> list,
                       ScanAxis x = mass,
                       ScanAxis y = coupling) {
  return {inputs(), {x, y}, list, std::vector<bool>(list.size(), true)};
}

/// Of a closed line; > 0 with its inside on the left.
double area(const Line& line) {
  double sum = 0;
  for (std::size_t k = 0; k + 1 < line.points.size(); ++k) {
    const auto& [x, y] = line.points[k];
    const auto& [u, v] = line.points[k + 1];
    sum += (x * v - u * y) / 2;
  }
  return sum;
}

}  // namespace

TEST_CASE("a limit that is a power of the mass comes out as its line", "[property]") {
  const double a = 1e-6, b = 1.3;
  const Made bound = power(a, b);
  const bounds::Plane plane = bounds::plane(task({&bound}));
  const auto& lines = plane.bounds[0].lines;
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].limit);
  CHECK_FALSE(lines[0].closed);
  CHECK(lines[0].points.size() >= 40);
  for (const auto& [m, g] : lines[0].points) {
    CHECK(g == Approx(a * std::pow(m, b)).epsilon(1e-6));
  }
  // What lies above is excluded and stands on the left: the line runs to larger masses.
  CHECK(lines[0].points.front()[0] == Approx(5));
  CHECK(lines[0].points.back()[0] == Approx(200));
  // Area between the line and 1e-2 in logarithms: the mean of log10(1e-2/g) over log m, of 4
  // decades. Half a cell of 1/49 of the height is the grid's resolution, far less on average.
  const double mean =
      (std::log10(1e-2 / (a * std::pow(5, b))) + std::log10(1e-2 / (a * std::pow(200, b)))) / 2;
  CHECK(plane.bounds[0].excluded == Approx(mean / 4).margin(0.003));
  CHECK(plane.excluded == plane.bounds[0].excluded);
  CHECK(plane.bounds[0].alone == plane.bounds[0].excluded);
  CHECK(plane.bounds[0].applies == 1);
}

TEST_CASE("islands are closed lines with the region on the left, holes on the right",
          "[property]") {
  const ScanAxis x{ScanKey::c, -1, 1, 60, false};
  const ScanAxis y{ScanKey::eps_kin, -1, 1, 60, false};
  const auto radius2 = [](const bounds::Point& p) { return p.c * p.c + p.eps_kin * p.eps_kin; };
  const Made disc("disc",
                  [&](const bounds::Point& p) { return Comparison::lower(radius2(p), 0.25, ""); });
  const Made ring("ring", [&](const bounds::Point& p) {
    const double r = std::sqrt(radius2(p));
    return Comparison::upper(std::exp(-20 * std::pow(r - 0.6, 2)), std::exp(-20 * 0.04), "");
  });
  const bounds::Plane plane = bounds::plane(task({&disc, &ring}, x, y));
  REQUIRE(plane.bounds[0].lines.size() == 1);
  const Line& circle = plane.bounds[0].lines[0];
  CHECK(circle.closed);
  CHECK(circle.points.front() == circle.points.back());
  for (const auto& [u, v] : circle.points) {
    CHECK(std::hypot(u, v) == Approx(0.5).epsilon(1e-6));
  }
  // An inscribed polygon with steps of one cell, 0.034 = 0.07 radius: smaller by (0.07)^2/6.
  CHECK(area(circle) == Approx(M_PI / 4).epsilon(1e-3));
  REQUIRE(plane.bounds[1].lines.size() == 2);
  const double outer = area(plane.bounds[1].lines[0]);
  const double inner = area(plane.bounds[1].lines[1]);
  CHECK(outer == Approx(M_PI * 0.64).epsilon(1e-3));
  CHECK(inner == Approx(-M_PI * 0.16).epsilon(2e-3));
}

TEST_CASE("a curve that ends has an upright end, which is no limit", "[property]") {
  const double end = 31.7;
  const Made bound("ends", [&](const bounds::Point& p) {
    return p.mass_MeV > end ? Comparison::none("beyond the curve")
                            : Comparison::upper(p.g, 1e-6 * p.mass_MeV, "");
  });
  const bounds::Plane plane = bounds::plane(task({&bound}));
  const auto& lines = plane.bounds[0].lines;
  REQUIRE(lines.size() == 2);
  for (const Line& line : lines) {
    for (const auto& [m, g] : line.points) {
      if (line.limit) {
        CHECK(g == Approx(1e-6 * m).epsilon(1e-6));
      } else {
        CHECK(m == Approx(end).epsilon(1e-6));
        CHECK(g >= 1e-6 * end * (1 - 1e-6));
      }
    }
  }
  // The corner belongs to both.
  const Line& limit = lines[0].limit ? lines[0] : lines[1];
  const double farthest = std::max(limit.points.front()[0], limit.points.back()[0]);
  CHECK(farthest == Approx(end).epsilon(1e-6));
  CHECK(plane.bounds[0].applies == Approx(std::log(end / 5) / std::log(40.0)).margin(0.02));
}

TEST_CASE("what applies nowhere says why, what is planned excludes nothing", "[property]") {
  const Made off("off", [](const bounds::Point& p) {
    return Comparison::upper(p.g, 1e-9, "").off("switched off");
  });
  const Made planned(
      "planned", [](const bounds::Point& p) { return Comparison::upper(p.g, 1e-4, ""); }, true);
  const bounds::Plane plane = bounds::plane(task({&off, &planned}));
  CHECK(plane.bounds[0].lines.empty());
  CHECK(plane.bounds[0].reason == "switched off");
  CHECK(plane.bounds[0].applies == 0);
  CHECK(plane.bounds[1].lines.size() == 1);
  CHECK(plane.bounds[1].excluded == Approx(0.5).margin(0.02));
  CHECK(plane.bounds[1].alone == 0);
  CHECK(plane.excluded == 0);
  CHECK(plane.strongest[0] == bounds::Plane::none);
}

TEST_CASE("the strongest bound of every point is that of its verdicts", "[property]") {
  const bounds::PlaneTask all_of = bounds::plane_task(
      all(), {}, inputs(),
      {ScanAxis{ScanKey::mass_MeV, 2, 300, 7, true}, ScanAxis{ScanKey::g, 1e-6, 1e-1, 8, true}});
  const bounds::Plane plane = bounds::plane(all_of);
  std::size_t excluded = 0;
  for (std::size_t k = 0; k < plane.ratio.size(); ++k) {
    const bounds::Point p = bounds::point_of(
        bounds::inputs_at(inputs(), plane.axes, plane.axes[0].at(static_cast<double>(k % 7)),
                          plane.axes[1].at(static_cast<double>(k / 7))));
    double largest = 0;
    std::string name;
    for (std::size_t b = 0; b < all().size(); ++b) {
      const bounds::Verdict v = all()[b].verdict(p);
      if (all_of.evaluated[b] && v.applies && v.ratio && (name.empty() || *v.ratio > largest)) {
        largest = *v.ratio;
        name = v.bound;
      }
    }
    CHECK(plane.ratio[k] == largest);
    CHECK((name.empty() ? plane.strongest[k] == bounds::Plane::none
                        : plane.bounds[plane.strongest[k]].bound->label().name == name));
    excluded += plane.excludes(k) ? 1 : 0;
  }
  CHECK(excluded > 5);
  CHECK(excluded < plane.ratio.size());
}

TEST_CASE("a plane is the same to the bit for any number of threads", "[property]") {
  const auto with = [](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    ScanAxis x = mass, y = coupling;
    x.count = 211;
    y.count = 173;  // several blocks of rows
    return bounds::plane(bounds::plane_task(all(), {}, inputs(), {x, y}));
  };
  const bounds::Plane one = with(1);
  REQUIRE_FALSE(one.bounds[0].lines.empty());
  for (const std::size_t threads : {2, 4}) {
    const bounds::Plane other = with(threads);
    CHECK(one.strongest == other.strongest);
    CHECK(std::memcmp(one.ratio.data(), other.ratio.data(), one.ratio.size() * sizeof(double)) ==
          0);
    for (std::size_t b = 0; b < one.bounds.size(); ++b) {
      REQUIRE(one.bounds[b].lines.size() == other.bounds[b].lines.size());
      CHECK(one.bounds[b].excluded == other.bounds[b].excluded);
      for (std::size_t l = 0; l < one.bounds[b].lines.size(); ++l) {
        CHECK(one.bounds[b].lines[l].points == other.bounds[b].lines[l].points);
      }
    }
  }
}

TEST_CASE("axes that contradict the model have no plane", "[input]") {
  CHECK_THROWS_AS(bounds::plane(task({}, mass, mass)), core::InvalidInput);
  CHECK_THROWS_AS(bounds::plane(task({}, coupling, {ScanKey::eps_medium, 1, 2, 5, false})),
                  core::InvalidInput);
}

TEST_CASE("an axis takes the place of the other member of its set", "[property]") {
  // g from eps_medium and back: R = 1.5 as the inputs have it.
  pipeline::ZPrimeInputs z = inputs();
  z.set(ScanKey::eps_medium, 2);
  const double g = bounds::point_of(z).g;
  CHECK(z.zprime().eps_medium(1.5).value == Approx(2).epsilon(1e-12));
  CHECK(g != Approx(1e-4).epsilon(0.01));
  z.set(ScanKey::g, 3e-4);
  CHECK(bounds::point_of(z).g == 3e-4);
  z.set(ScanKey::eps_kin, 1e-3);
  CHECK(bounds::point_of(z).eps_kin == 1e-3);
  z.set(ScanKey::tan_eta, 1);
  CHECK(bounds::point_of(z).eps_kin == 0);
}

TEST_CASE("a stop leaves no plane", "[property]") {
  const std::atomic<bool> stop{true};
  CHECK_THROWS_AS(bounds::plane(task({}), {nullptr, &stop}), core::Interrupted);
}
