// One systematic error at one standard deviation, everything else at rest: the likelihood's own
// predictions must move as the published table says.
#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <cmath>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/fit/solar_chi2.hpp>
#include <sunsi/pipeline/predictions.hpp>

using namespace sunsi;
using Eigen::VectorXd;
using model::Source;

namespace {

const std::string data = SUNSI_TEST_DATA;

pipeline::Config config_of(const std::string& experiments) {
  return pipeline::parse_config("shifts.yaml", "experiments: " + experiments, {}, data);
}

fit::Point lma() {
  return {
      model::OscillationParameters::from_sin2({0.307, 0.022, 0.47, 0, 7.5e-5, 2.5e-3}), {}, {}, {}};
}

std::size_t at(Source source) { return static_cast<std::size_t>(source); }

/// Relative shift of the predictions of one data set.
VectorXd shift(const fit::SolarChi2& chi2,
               std::size_t set,
               const std::map<std::string, double>& pulls) {
  constexpr std::array<double, 8> one{1, 1, 1, 1, 1, 1, 1, 1};
  const VectorXd plain = chi2.predict(lma()).at(set);
  return (chi2.predict(lma(), one, pulls).at(set).array() / plain.array() - 1).matrix();
}

}  // namespace

TEST_CASE("Super-Kamiokande's errors move each bin as published", "[published]") {
  // data/experiments/sk-systematics.csv and sk-response.csv: hep-ex/0508053, arXiv:0803.4312, 1010.0118,
  // 1606.07538, 2312.12907.
  const fit::SolarChi2 chi2(config_of("[super-kamiokande]"));
  const core::Table table = core::Table::read(data + "/experiments/sk-systematics.csv");
  const double norm[] = {0.028, 0.048, 0.016, 0.011};
  for (int phase = 1; phase <= 4; ++phase) {
    const auto set = static_cast<std::size_t>(phase - 1);
    const std::string prefix = "sk" + std::to_string(phase) + "-";
    for (const auto& [pull, column] : {std::pair<std::string, std::string>{"8B-shape", "shape"},
                                       {prefix + "scale", "scale"},
                                       {prefix + "resolution", "resolution"}}) {
      for (const double xi : {1.0, -1.0}) {
        const VectorXd moved = shift(chi2, set, {{pull, xi}});
        Eigen::Index b = 0;
        for (std::size_t row = 0; row < table.rows(); ++row) {
          if (table.values("phase")[row] == phase) {
            const double published = table.values(column + (xi > 0 ? "_up" : "_down"))[row];
            CHECK(moved[b++] == Approx(published).margin(1e-12));
          }
        }
        CHECK(b == moved.size());
      }
    }
    for (const double xi : {1.0, -1.0}) {
      const VectorXd moved = shift(chi2, set, {{prefix + "norm", xi}});
      CHECK(moved.minCoeff() == Approx(xi * norm[set]));
      CHECK(moved.maxCoeff() == Approx(xi * norm[set]));
    }
    // An error of one phase is none of another.
    const std::size_t other = set == 0 ? 1 : 0;
    CHECK(shift(chi2, other, {{prefix + "scale", 1.0}}).cwiseAbs().maxCoeff() == 0);
    // More neutrinos of high energy, energy seen higher: the last bin rises in every phase.
    for (const std::string& pull : {std::string("8B-shape"), prefix + "scale"}) {
      const VectorXd moved = shift(chi2, set, {{pull, 1.0}});
      CHECK(moved[moved.size() - 1] > 0.009);
    }
  }
}

TEST_CASE("cross-sections of gallium and chlorine at one standard deviation", "[published]") {
  // 37Cl: 3.3 % of 8B and hep (nucl-th/9601044), nothing of the others. 71Ga: a third of the way to the
  // published curves of three; for standard oscillations +6.4 and -3.5 % (docs/radiochemical.md), of
  // which 7Be alone follows from two rows of the table by hand.
  const fit::SolarChi2 chi2(config_of("[gallium, chlorine]"));
  const auto list = chi2.contributions(lma());
  const Eigen::RowVectorXd cl = list.at(1).by_source.row(0);
  const double share = (cl[static_cast<Eigen::Index>(at(Source::b8))] +
                        cl[static_cast<Eigen::Index>(at(Source::hep))]) /
                       cl.sum();
  CHECK(share == Approx(0.72).margin(0.03));  // 2.12 of 2.95 SNU
  CHECK(shift(chi2, 1, {{"cl-cross-section", 1.0}})[0] == Approx(0.033 * share).epsilon(1e-9));
  CHECK(shift(chi2, 1, {{"cl-cross-section", -1.0}})[0] == Approx(-0.033 * share).epsilon(1e-9));
  CHECK(shift(chi2, 0, {{"ga-cross-section", 1.0}})[0] == Approx(0.064).margin(0.002));
  CHECK(shift(chi2, 0, {{"ga-cross-section", -1.0}})[0] == Approx(-0.035).margin(0.002));
}

TEST_CASE("a flux at one standard deviation of the solar model moves what it feeds",
          "[published]") {
  // Errors of b16-gs98 (arXiv:1611.09867). A flux alone moves by its error; profiled, one standard
  // deviation costs 1 and takes the others along by their correlation.
  const pipeline::Config config = config_of("[borexino, sno, gallium, chlorine]");
  const fit::SolarChi2 chi2(config);
  const auto list = chi2.contributions(lma());
  const auto plain = chi2.predict(lma());
  const double error[] = {0.006, 0.01, 0.3, 0.06, 0.12, 0.15, 0.17, 0.2};
  const Source order[] = {Source::pp, Source::pep, Source::hep, Source::be7,
                          Source::b8, Source::n13, Source::o15, Source::f17};
  const solar::FluxPrior prior = pipeline::flux_prior_of(config);
  const Eigen::Matrix<double, 8, 8> covariance =
      Eigen::Map<const Eigen::Matrix<double, 8, 8>>(prior.inverse_covariance.data()).inverse();
  for (std::size_t k = 0; k < 8; ++k) {
    const auto s = static_cast<Eigen::Index>(at(order[k]));
    CHECK(std::sqrt(covariance(s, s)) == Approx(error[k]).epsilon(1e-9));
    std::array<double, 8> flux{1, 1, 1, 1, 1, 1, 1, 1};
    flux[at(order[k])] += error[k];
    const auto moved = chi2.predict(lma(), flux);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const VectorXd wanted = error[k] * list[i].by_source.col(s);
      CHECK((moved[i] - plain[i] - wanted).norm() <= 1e-12 * plain[i].norm());
    }
  }
  // Who feeds what: SNO's flux by 12 % of 5.46e6, Borexino's pp and 7Be, chlorine's 8B.
  std::array<double, 8> flux{1, 1, 1, 1, 1, 1, 1, 1};
  flux[at(Source::b8)] = 1.12;
  CHECK(chi2.predict(lma(), flux).at(1)[0] == Approx(5.46 * 1.12));
  CHECK(plain.at(1)[0] == Approx(5.46));
}

TEST_CASE("the data's own errors: SNO's and Borexino's covariances as published", "[published]") {
  const fit::SolarChi2 chi2(config_of("[borexino, sno]"));
  const auto list = chi2.contributions(lma());
  // arXiv:1109.0763: statistical and systematic errors in quadrature; -0.723 between flux and c0.
  const Eigen::MatrixXd sno = list.at(1).inverse_covariance.inverse();
  const double sigma[] = {std::hypot(0.16, 0.12), std::hypot(0.016, 0.009),
                          std::hypot(0.0066, 0.0045), std::hypot(0.0029, 0.0015)};
  for (Eigen::Index i = 0; i < 4; ++i) {  // by day a0 and a1 say nothing
    CHECK(std::sqrt(sno(i, i)) == Approx(sigma[i]).epsilon(1e-9));
  }
  CHECK(sno.rows() == 4);
  CHECK(sno(0, 1) / (sigma[0] * sigma[1]) == Approx(-0.723).epsilon(1e-9));
  CHECK(sno(1, 2) / (sigma[1] * sigma[2]) == Approx(-0.299).epsilon(1e-9));
  // Moved by one standard deviation of c0 with the others following, SNO's chi2 rises by 1 + 2 pull.
  auto measured = std::vector<VectorXd>{list[0].measured, list[1].measured};
  const auto chi2_of = [&](const VectorXd& d) {
    const VectorXd r = d - chi2.predict(lma()).at(1);
    return r.dot(list[1].inverse_covariance * r);
  };
  const VectorXd step = sno.col(1) / std::sqrt(sno(1, 1));
  const double pull = (measured[1] - chi2.predict(lma()).at(1))[1] / std::sqrt(sno(1, 1));
  CHECK(chi2_of(measured[1] + step) - chi2_of(measured[1]) == Approx(1 + 2 * pull).epsilon(1e-9));
  // arXiv:2312.12907's emulation of Borexino's phase II: pp, 7Be, pep (rows as the data stand).
  const Eigen::MatrixXd borexino = list.at(0).inverse_covariance;
  const auto place = [&](const std::string& label) {
    const auto& labels = list[0].label;
    return static_cast<Eigen::Index>(
        std::find(labels.begin(), labels.end(), "borexino-phase2 " + label) - labels.begin());
  };
  CHECK(borexino(place("pp"), place("pp")) == 0.00647);
  CHECK(borexino(place("7Be"), place("7Be")) == 0.784);
  CHECK(borexino(place("pep"), place("pep")) == 6.36);
  CHECK(borexino(place("pp"), place("7Be")) == -0.0170);
  CHECK(borexino(place("pep"), place("7Be")) == -0.501);
  // 8B in two windows, uncorrelated: 0.136 +- 0.013 +- 0.003 and 0.087 +0.008 -0.010 +- 0.005.
  const Eigen::Index low = place("8B:3.2-5.7");
  CHECK(1 / std::sqrt(borexino(low, low)) == Approx(std::hypot(0.013, 0.003)).epsilon(1e-6));
}
