#include <fmt/format.h>

#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/detail/matrix.hpp>
#include <sunsi/detector/sno.hpp>

namespace sunsi::detector {

double SnoPolynomial::day(double E) const { return c0 + (E - 10) * (c1 + (E - 10) * c2); }

double SnoPolynomial::asymmetry(double E) const { return a0 + (E - 10) * a1; }

double SnoPolynomial::night(double E) const {
  const double half = asymmetry(E) / 2;
  return day(E) * (1 + half) / (1 - half);
}

SnoResult load_sno(const std::filesystem::path& data) {
  constexpr std::array<const char*, 6> names{"phi_8B", "c0", "c1", "c2", "a0", "a1"};
  const Card card = Card::load(data / "experiments/sno.yaml");
  const std::vector<Card> list = card.at("parameters").list();
  SnoResult result;
  Eigen::Matrix<double, 6, 1> sigma;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (list.size() != names.size() || list[i].at("name").text() != names[i]) {
      throw core::DataError(
          "experiments/sno.yaml: the parameters must be phi_8B, c0, c1, c2, a0, a1");
    }
    const double error = std::hypot(list[i].at("stat").number(), list[i].at("syst").number());
    sigma[static_cast<Eigen::Index>(i)] = error;
    result.parameters[i] = {"sno",
                            names[i],
                            list[i].at("value").number(),
                            error,
                            error,
                            list[i].at("unit").text(),
                            card.at("source").text(),
                            true};
  }
  const Eigen::MatrixXd correlation = detail::matrix(card.at("correlation").at("matrix"));
  if (correlation.rows() != 6 || !correlation.isApprox(correlation.transpose())) {
    throw core::DataError("experiments/sno.yaml: the correlation must be a symmetric 6x6 matrix");
  }
  result.covariance = sigma.asDiagonal() * correlation * sigma.asDiagonal();
  for (const Card& phase : card.at("night_share").at("phases").list()) {
    result.phases.push_back({phase.at("exposure").text(), phase.at("live_days").number()});
  }
  return result;
}

SnoSensitivity load_sno_sensitivity(const std::filesystem::path& data) {
  const core::Table table = core::Table::read(data / "experiments/sno-sensitivity.csv");
  SnoSensitivity s;
  s.energy_MeV = table.values("energy_low");
  for (double& e : s.energy_MeV) {
    e += 0.05;  // bins are 0.1 MeV wide
  }
  s.cc_day = table.values("cc_day");
  s.cc_night = table.values("cc_night");
  s.es_e_day = table.values("es_e_day");
  s.es_e_night = table.values("es_e_night");
  s.es_x_day = table.values("es_mutau_day");
  s.es_x_night = table.values("es_mutau_night");
  return s;
}

}  // namespace sunsi::detector
