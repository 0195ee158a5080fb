#include <catch2/catch.hpp>
#include <sunsi/pipeline/predictions.hpp>

using namespace sunsi;

namespace {
std::vector<pipeline::ExperimentPrediction> predict(const std::string& text) {
  return pipeline::predict(pipeline::parse_config("c.yaml", text, {}, SUNSI_TEST_DATA));
}
double value(const std::vector<pipeline::ExperimentPrediction>& list,
             const std::string& experiment,
             const std::string& observable) {
  for (const auto& e : list) {
    for (const auto& p : e.observables) {
      if (p.measurement.experiment == experiment && p.measurement.observable == observable) {
        return p.value;
      }
    }
  }
  FAIL(experiment << " " << observable << " is missing");
  return 0;
}
}  // namespace

TEST_CASE("rates scale with the fluxes and add up by source", "[property]") {
  const auto a = predict("");
  const auto b = predict("solar: {fluxes: {8B: 1.092e7, 7Be: 0}}");
  CHECK(value(b, "borexino-phase2", "8B:5.7") ==
        Approx(2 * value(a, "borexino-phase2", "8B:5.7")).epsilon(1e-12));
  CHECK(value(b, "borexino-phase2", "7Be") == 0);
  CHECK(value(b, "sno", "phi_8B") == Approx(10.92));
  CHECK(value(b, "sno", "c0") == Approx(value(a, "sno", "c0")).epsilon(1e-12));
  for (const auto& e : a) {
    for (const auto& p : e.observables) {
      double sum = 0;
      for (const double part : p.by_source) {
        sum += part;
      }
      if (p.measurement.experiment != "sno") {
        CHECK(sum == Approx(p.value).epsilon(1e-12));
      }
    }
  }
  CHECK(value(a, "borexino-phase2", "8B:3.2") ==
        Approx(value(a, "borexino-phase2", "8B:3.2-5.7") + value(a, "borexino-phase2", "8B:5.7"))
            .epsilon(1e-4));
}

TEST_CASE("without oscillation every rate is that of nu_e", "[property]") {
  const auto on = predict("");
  const auto off = predict("oscillation: {enabled: false}");
  CHECK(value(off, "borexino-phase2", "7Be") > 1.4 * value(on, "borexino-phase2", "7Be"));
  CHECK(value(off, "sno", "c0") == Approx(1).epsilon(1e-8));
  CHECK(value(off, "sno", "c2") == Approx(0).margin(1e-8));
  // Without nu_x a coupling to electrons means nothing.
  const auto with = predict(
      "oscillation: {enabled: false}\nmodel: {kind: zprime, mass_MeV: 40, g: 4.0e-4, c: -0.1, "
      "tan_eta: -0.75}");
  CHECK(value(with, "borexino-phase2", "pp") ==
        Approx(value(off, "borexino-phase2", "pp")).epsilon(1e-12));
}

TEST_CASE("tan_eta = 1 leaves the electrons alone: only propagation changes the rates",
          "[property]") {
  // eps(r) = 1 at the centre: P_ee is nearly that of vacuum, 0.55; 7Be moves by the P_ee alone, +3
  // %.
  const auto sm = predict("");
  const auto eta1 = predict("model: {kind: zprime, mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: 1}");
  const auto eta075 =
      predict("model: {kind: zprime, mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}");
  const double ratio = value(eta1, "borexino-phase2", "7Be") / value(sm, "borexino-phase2", "7Be");
  CHECK(ratio > 1.01);
  CHECK(ratio < 1.05);
  CHECK(value(eta075, "borexino-phase2", "7Be") >
        1.5 * value(sm, "borexino-phase2", "7Be"));  // eps^e_std = 1.57
  CHECK(value(eta1, "sno", "c0") == Approx(0.54).margin(0.02));
}

TEST_CASE("experiments and phases can be chosen", "[property]") {
  const auto one = predict("experiments: [borexino-phase3]");
  REQUIRE(one.size() == 1);
  REQUIRE(one[0].observables.size() == 1);
  CHECK(one[0].observables[0].measurement.observable == "CNO");
  CHECK(one[0].inverse_covariance.rows() == 1);
  CHECK(predict("experiments: [sno]")[0].inverse_covariance.rows() ==
        4);  // a0, a1 are left free: no night
}

TEST_CASE("experiments that are read once predict what each point alone does", "[property]") {
  const auto config = pipeline::parse_config(
      "c.yaml",
      "experiments: [borexino, sno, super-kamiokande, gallium]\nearth: {enabled: true}\n"
      "propagation: {tolerance: 1.0e-4}\n",
      {}, SUNSI_TEST_DATA);
  const pipeline::Experiments experiments(config);
  for (const auto& point : {config, config.with(config.oscillation.other_octant())}) {
    const auto alone = pipeline::predict(point);
    const auto shared = experiments.predict(pipeline::SolarPropagator(point));
    REQUIRE(shared.size() == alone.size());
    for (std::size_t e = 0; e < alone.size(); ++e) {
      REQUIRE(shared[e].observables.size() == alone[e].observables.size());
      CHECK(shared[e].inverse_covariance == alone[e].inverse_covariance);
      for (std::size_t i = 0; i < alone[e].observables.size(); ++i) {
        CHECK(shared[e].observables[i].value == alone[e].observables[i].value);
        CHECK(shared[e].observables[i].by_source == alone[e].observables[i].by_source);
      }
    }
  }
}
