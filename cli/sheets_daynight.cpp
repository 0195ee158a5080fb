#include <sunsi/cli/sheets.hpp>
#include <sunsi/core/constants.hpp>

namespace sunsi::cli {

using Metadata = std::vector<std::pair<std::string, std::string>>;

core::Sheet daynight_sheet(const model::SurvivalTable& table, Metadata meta) {
  meta.emplace_back("source", "8B");
  meta.emplace_back("A_DN_sk",
                    "2 (D - N)/(D + N) with D, N = P_ee by day and by night of the site above: "
                    "Super-Kamiokande's sign, negative when the Earth gives back nu_e");
  meta.emplace_back("A_sno", "2 (N - D)/(N + D): SNO's sign");
  core::Sheet sheet{std::move(meta),
                    {{"energy_MeV", "MeV"},
                     {"P_ee_day", "1"},
                     {"P_ee_night", "1"},
                     {"A_DN_sk", "1"},
                     {"A_sno", "1"}},
                    {}};
  for (const model::SurvivalPoint& p : table) {
    if (p.source == model::Source::b8) {
      const detector::DayNight P{p.P_ee_day, p.P_ee_night};
      sheet.rows.push_back({p.energy / core::units::MeV, P.day, P.night, detector::asymmetry_sk(P),
                            detector::asymmetry_sno(P)});
    }
  }
  return sheet;
}

core::Sheet daynight_rates_sheet(const std::vector<pipeline::DayNightBin>& bins, Metadata meta) {
  meta.emplace_back("A_DN_sk",
                    "2 (D - N)/(D + N) with D, N = rates of electrons scattered by 8B and hep "
                    "neutrinos, seen between T_low and T_high (kinetic energy, resolution of phase "
                    "IV) over a year's days and nights at Kamioka");
  core::Sheet sheet{
      std::move(meta), {{"T_low_MeV", "MeV"}, {"T_high_MeV", "MeV"}, {"A_DN_sk", "1"}}, {}};
  for (const pipeline::DayNightBin& bin : bins) {
    sheet.rows.push_back({bin.seen.low_MeV, bin.seen.high_MeV, bin.A_DN});
  }
  return sheet;
}

}  // namespace sunsi::cli
