#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/quadrature.hpp>
#include <sunsi/pipeline/radiochemical.hpp>

using namespace sunsi;
using model::Source;

namespace {

const std::filesystem::path data_folder = SUNSI_TEST_DATA;

pipeline::Config config(const std::string& text) {
  return pipeline::parse_config("test.yaml", text, {}, data_folder);
}

pipeline::ExperimentPrediction predict(const std::string& target, const std::string& text) {
  return *pipeline::predict_radiochemical(config(text), target);
}

double part(const pipeline::ExperimentPrediction& p, Source source) {
  return p.observables.at(0).by_source[static_cast<std::size_t>(source)];
}

constexpr const char* input_a =
    "oscillation: {sin2_theta12: 0.307, dm21_eV2: 7.40e-5, sin2_theta13: 0.02206}\n"
    "model: {kind: standard}\n";
constexpr const char* unoscillated = "oscillation: {enabled: false}\nmodel: {kind: standard}\n";

/// Mean cross-section of a source [1e-46 cm^2] without oscillation.
double mean(const std::string& target, Source source) {
  const auto c = config(unoscillated);
  return part(predict(target, unoscillated), source) / pipeline::fluxes_of(c).of(source) * 1e10;
}

}  // namespace

TEST_CASE("gallium and chlorine without oscillation, and with", "[reference]") {
  // B16-GS98: 126-127 SNU [2 %] and 7.4-8.0 SNU [3 %]; with standard oscillations 62-68 and 2.6-3.0.
  const auto ga = predict("gallium", unoscillated);
  const auto cl = predict("chlorine", unoscillated);
  CHECK(ga.observables.at(0).value == Approx(126.5).epsilon(0.02));
  CHECK(cl.observables.at(0).value > 7.4 * 0.97);
  CHECK(cl.observables.at(0).value < 8.0 * 1.03);
  const double ga_lma = predict("gallium", input_a).observables.at(0).value;
  const double cl_lma = predict("chlorine", input_a).observables.at(0).value;
  CHECK((ga_lma > 62 && ga_lma < 68));
  CHECK((cl_lma > 2.6 && cl_lma < 3.0));
}

TEST_CASE("mean cross-sections of the sources on gallium as published", "[reference]") {
  // hep-ph/9710491 (from memory of its table, 1e-46 cm^2), with the paper's own spectra but for 8B:
  // pp 11.72, pep 204, 7Be 71.7, 13N 60.4, 15O 113.7, 17F 113.9. The interpolation is free to differ
  // by half a per cent, for pep and 13N by one. pp: spectrum and cross-section as printed give 11.90 by
  // any interpolation, straight lines too (docs/radiochemical.md).
  CHECK(mean("gallium", Source::pp) == Approx(11.72).epsilon(0.02));
  CHECK(mean("gallium", Source::pep) == Approx(204).epsilon(0.01));
  CHECK(mean("gallium", Source::be7) == Approx(71.7).epsilon(0.005));
  CHECK(mean("gallium", Source::n13) == Approx(60.4).epsilon(0.01));
  CHECK(mean("gallium", Source::o15) == Approx(113.7).epsilon(0.01));
  CHECK(mean("gallium", Source::f17) == Approx(113.9).epsilon(0.01));
}

TEST_CASE("8B on both targets with the spectrum of the cross-sections' time", "[reference]") {
  // nucl-th/9601044: 1.14e-42 cm^2 on 37Cl; hep-ph/9710491: 2.40e-42 cm^2 on 71Ga (from memory), for
  // the 8B spectrum of 1996. Tables with a step of 1 MeV below 14 MeV: 1.5 %.
  const std::string old = std::string(unoscillated) + "solar: {spectrum_8B: bahcall1996}\n";
  const double flux = pipeline::fluxes_of(config(old)).of(Source::b8);
  CHECK(part(predict("chlorine", old), Source::b8) / flux * 1e-36 ==
        Approx(1.14e-42).epsilon(0.015));
  CHECK(part(predict("gallium", old), Source::b8) / flux * 1e-36 ==
        Approx(2.40e-42).epsilon(0.015));
}

TEST_CASE("rows: the sum, its parts, and an error with the cross-section in it") {
  const auto ga = predict("gallium", input_a);
  REQUIRE(ga.observables.size() == 9);
  CHECK(ga.observables[0].measurement.observable == "gallium");
  CHECK(ga.observables[1].measurement.observable == "gallium:pp");
  CHECK_FALSE(ga.observables[1].measurement.known);
  double sum = 0;
  for (std::size_t i = 1; i < 9; ++i) {
    sum += ga.observables[i].value;
    CHECK_FALSE(ga.observables[i].measurement.used);
  }
  CHECK(sum == Approx(ga.observables[0].value).epsilon(1e-12));
  CHECK(ga.observables[0].measurement.unit == "SNU");
  // 3.1 SNU of the experiments and 3 to 6.5 % of 65 SNU, for a datum above the prediction.
  CHECK(ga.observables[0].measurement.error_up > std::hypot(3.1, 1.3));
  CHECK(ga.observables[0].measurement.error_up < std::hypot(3.1, 4.2));
  CHECK(ga.inverse_covariance.rows() == 1);
}

TEST_CASE("rates do not depend on how finely P_ee is sampled") {
  // The same integral by 40 panels of 12 points of the density itself, P_ee at each point.
  const auto c = config(input_a);
  const auto target = detector::Radiochemical::load("gallium", data_folder);
  for (const Source source : {Source::pp, Source::b8, Source::n13}) {
    const auto spectrum = solar::Spectrum::load(source, data_folder);
    std::vector<double> edges;
    for (const double knot : spectrum.knots()) {
      edges.push_back(knot / core::units::MeV);
    }
    const auto knots = target.cross_section().knots_MeV();
    edges.insert(edges.end(), knots.begin(), knots.end());
    const double end = spectrum.end() / core::units::MeV;
    std::erase_if(edges, [&](double e) { return e < 0.2332 || e > end; });
    std::sort(edges.begin(), edges.end());
    const auto rule = core::composite_gauss_legendre(edges, 4);
    std::vector<pipeline::Query> queries;
    for (const double E : rule.node) {
      queries.push_back({source, E * core::units::MeV});
    }
    const auto table = pipeline::SolarPropagator(c).survival(queries);
    double sum = 0;
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      sum += rule.weight[i] * spectrum.density(rule.node[i] * core::units::MeV) * core::units::MeV *
             table[i].P_ee * target.cm2(source, rule.node[i], detector::Capture::best);
    }
    const double expected = 1e36 * sum * pipeline::fluxes_of(c).of(source);
    CHECK(part(predict("gallium", input_a), source) == Approx(expected).epsilon(1e-6));
  }
}

TEST_CASE("a flux given in the configuration scales its part alone") {
  const auto once = predict("chlorine", input_a);
  const auto twice = predict("chlorine", std::string(input_a) + "solar: {fluxes: {8B: 10.92e6}}\n");
  CHECK(part(twice, Source::b8) == Approx(2 * part(once, Source::b8)).epsilon(1e-12));
  CHECK(part(twice, Source::be7) == part(once, Source::be7));
}
