#include <sunsi/model/survival_table.hpp>

namespace sunsi::model {

double survival_day(const MassFractions& fractions, const std::array<double, 3>& electron_row) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    sum += fractions.P[i] * electron_row[i];
  }
  return sum;
}

}  // namespace sunsi::model
