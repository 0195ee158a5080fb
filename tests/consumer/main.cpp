// P_ee of 8B neutrinos of 10 MeV at the point of a configuration.
#include <array>
#include <cstdio>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/pipeline/config.hpp>
#include <sunsi/pipeline/survival.hpp>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: consumer CONFIG\n", stderr);
    return 2;
  }
  try {
    const auto config = sunsi::pipeline::load_config(argv[1], {}, CONSUMER_DATA);
    const std::array<sunsi::pipeline::Query, 1> queries{
        {{sunsi::model::Source::b8, 10 * sunsi::core::units::MeV}}};
    const auto table = sunsi::pipeline::SolarPropagator(config).survival(queries);
    std::printf("%.17g\n", table.at(0).P_ee_day);
  } catch (const sunsi::core::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
