#include <numbers>
#include <sunsi/core/constants.hpp>
#include <sunsi/model/composition.hpp>

namespace sunsi::model {

double charged_current_potential(double n_e) { return std::numbers::sqrt2 * core::G_F * n_e; }

}  // namespace sunsi::model
