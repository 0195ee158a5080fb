#include <algorithm>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/flavours.hpp>

namespace sunsi::pipeline {

FlavourTable::FlavourTable(model::SurvivalTable points,
                           const Eigen::Matrix3cd& mixing,
                           bool oscillation,
                           Night night)
    : points_(std::move(points)),
      mixing_(mixing),
      oscillation_(oscillation),
      night_(std::move(night)) {
  if (night_.earth.size() != night_.energies.size()) {
    throw core::InvalidInput("energies and states of the night must have one length");
  }
  for (std::size_t row = 0; row < points_.size() && !night_.energies.empty(); ++row) {
    model::SurvivalPoint& point = points_[row];
    point.P_ee_night = this->night(row)(0, 0).real();
    point.P_ee = night_.share * point.P_ee_night + (1 - night_.share) * point.P_ee_day;
    const auto place =
        std::lower_bound(night_.energies.begin(), night_.energies.end(), point.energy);
    point.fractions.error +=
        night_.earth[static_cast<std::size_t>(place - night_.energies.begin())].error;
  }
}

Eigen::Matrix3cd FlavourTable::day(std::size_t row) const {
  if (!oscillation_) {
    return Eigen::Vector3cd(1, 0, 0).asDiagonal();
  }
  const std::array<double, 3>& P = points_.at(row).fractions.P;
  return mixing_ * Eigen::Vector3cd(P[0], P[1], P[2]).asDiagonal() * mixing_.adjoint();
}

Eigen::Matrix3cd FlavourTable::night(std::size_t row) const {
  if (night_.energies.empty()) {
    return day(row);
  }
  const model::SurvivalPoint& point = points_.at(row);
  const auto place = std::lower_bound(night_.energies.begin(), night_.energies.end(), point.energy);
  if (place == night_.energies.end() || *place != point.energy) {
    throw core::InvalidInput("an energy of the table has no night");
  }
  const propagation::FlavourRegeneration& earth =
      night_.earth[static_cast<std::size_t>(place - night_.energies.begin())];
  Eigen::Matrix3cd rho = Eigen::Matrix3cd::Zero();
  for (std::size_t i = 0; i < 3; ++i) {
    rho += point.fractions.P[i] * earth.state[i];
  }
  return rho;
}

Eigen::Matrix3cd FlavourTable::average(std::size_t row) const {
  return night_.share * night(row) + (1 - night_.share) * day(row);
}

}  // namespace sunsi::pipeline
