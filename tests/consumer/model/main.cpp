// eps_u in the standard convention at the point m = 40 MeV,
// g = 4.22e-4, c = -0.1, tan_eta = -0.75.
#include <cstdio>
#include <sunsi/model/zprime.hpp>

int main() {
  const auto point = sunsi::model::ZPrime::from_tan_eta(40e6, 4.22e-4, -0.1, -0.75);
  std::printf("%.17g\n", point.effective_nsi().u.value);
  return 0;
}
