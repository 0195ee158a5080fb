#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/zenith.hpp>

using namespace sunsi;
using core::units::MeV;

namespace {

pipeline::Config config(const std::string& text) {
  return pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA);
}

const std::string few = "energies: [3, 10]\nsolar: {sources: [8B, 7Be]}\n";

struct Tables {
  model::SurvivalTable all;
  std::vector<pipeline::ZenithRow> bins;
};

Tables tables(const pipeline::Config& c) {
  Tables t;
  t.all = pipeline::SolarPropagator(c).survival(pipeline::table_queries(c));
  t.bins = pipeline::zenith_table(c, t.all);
  return t;
}

}  // namespace

TEST_CASE("bins of the night add up to the night", "[property]") {
  for (const char* model : {"", "model: {eps_ee_minus_mumu: -1, eta_deg: 60}\n"}) {
    for (const char* bins : {"10", "[-1, -0.9, -0.8376, -0.3333333, 0]"}) {
      const auto c = config(model + few +
                            "earth: {enabled: true, site: kamioka, zenith_bins: " + bins + "}\n");
      const Tables t = tables(c);
      const std::size_t count = c.night->zenith_edges.size();  // its bins and the day
      REQUIRE(t.bins.size() == count * t.all.size());
      for (std::size_t row = 0; row < t.all.size(); ++row) {
        const model::SurvivalPoint& point = t.all[row];
        double exposure = 0;
        double sum = 0;
        for (std::size_t k = 0; k + 1 < count; ++k) {
          const pipeline::ZenithRow& bin = t.bins[row * count + k];
          CHECK(bin.energy == point.energy);
          CHECK(bin.low == c.night->zenith_edges[k]);
          CHECK(bin.high == c.night->zenith_edges[k + 1]);
          REQUIRE(bin.P_ee);
          exposure += bin.exposure;
          sum += bin.exposure * *bin.P_ee;
        }
        CAPTURE(bins, point.energy / MeV, point.night_error);
        CHECK(exposure == Approx(1).epsilon(1e-12));
        // Both to the tolerance, 1e-6; the Sun's part is the same.
        CHECK(std::abs(sum - point.P_ee_night) < 2e-6);
        const pipeline::ZenithRow& day = t.bins[(row + 1) * count - 1];
        CHECK(day.low == 0);
        CHECK(day.high == 1);
        CHECK(day.exposure == 1);
        CHECK(*day.P_ee == point.P_ee_day);
        CHECK(day.error < point.fractions.error);
        // Regeneration at 10 MeV is 0.01: the bins know the night.
        CHECK((point.energy < 9 * MeV || std::abs(sum - point.P_ee_day) > 1e-3));
      }
    }
  }
}

TEST_CASE("one bin is the night", "[property]") {
  // Bins are averaged by the engine of steps, the night by the kernel: two ways to the same number.
  const auto t = tables(config(few + "earth: {enabled: true, site: kamioka, zenith_bins: 1}\n"));
  for (std::size_t row = 0; row < t.all.size(); ++row) {
    const double both = t.bins[2 * row].error + t.all[row].night_error;
    CHECK(std::abs(*t.bins[2 * row].P_ee - t.all[row].P_ee_night) < both);
    CHECK(std::abs(*t.bins[2 * row].P_ee - t.all[row].P_ee_night) < 1e-7);
  }
}

TEST_CASE("where the Sun never stands there is no number, and a shorter list is a part",
          "[property]") {
  // Gran Sasso, 42.4 degrees north: cos z is nowhere below -cos(42.4 - 23.4 degrees) = -0.945.
  const auto c =
      config(few + "earth: {enabled: true, site: lngs, zenith_bins: [-1, -0.96, -0.5]}\n");
  const Tables t = tables(c);
  for (std::size_t row = 0; row < t.all.size(); ++row) {
    CHECK(t.bins[3 * row].exposure == 0);
    CHECK_FALSE(t.bins[3 * row].P_ee);
    CHECK(t.bins[3 * row + 1].exposure ==
          Approx(c.night->exposure->night_weight(-1, -0.5)).epsilon(1e-12));
    CHECK(t.bins[3 * row + 1].P_ee);
  }
}

TEST_CASE("without oscillation every bin has P_ee = 1; without a night there are no bins",
          "[property]") {
  const std::string night = "earth: {enabled: true, zenith_bins: 4}\n";
  for (const auto& row : tables(config(few + night + "oscillation: {enabled: false}\n")).bins) {
    CHECK(*row.P_ee == 1);
  }
  CHECK_THROWS_AS(tables(config(few)), core::InvalidInput);
  CHECK_THROWS_AS(tables(config(few + "earth: {enabled: true}\n")), core::InvalidInput);
  CHECK_THROWS_AS(pipeline::zenith_curve(config(few)), core::InvalidInput);
}

TEST_CASE("the curve goes through the bins", "[property]") {
  const auto c = config(few + "earth: {enabled: true, site: kamioka, zenith_bins: 10}\n");
  const auto curve = pipeline::zenith_curve(c);
  REQUIRE(curve.size() == 1000);
  CHECK(curve[0].cosine == -1);
  CHECK(curve[499].cosine == 0);
  CHECK(curve[500].query.source == model::Source::be7);
  CHECK(curve[500].query.energy == Approx(0.8618 * MeV));
  const Tables t = tables(c);
  for (const auto& bin : t.bins) {
    if (bin.source != model::Source::b8 || bin.energy != 10 * MeV || bin.low >= 0) {
      continue;
    }
    double sum = 0;
    double weight = 0;
    for (std::size_t k = 0; k < 500; ++k) {
      if (curve[k].cosine >= bin.low && curve[k].cosine < bin.high) {
        const double share =
            c.night->exposure->night_weight(curve[k].cosine - 1e-3, curve[k].cosine + 1e-3);
        sum += share * curve[k].P_ee;
        weight += share;
      }
    }
    // Some 50 samples a bin of four oscillations, amplitude 0.01; the ends are off by half a sample.
    CHECK(sum / weight == Approx(*bin.P_ee).margin(5e-4));
  }
}
