// Super-Kamiokande's published expectations and systematic errors against our response.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <detector/sk_spectra.hpp>
#include <filesystem>
#include <string>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/table.hpp>
#include <sunsi/detector/sk_phase.hpp>
#include <sunsi/fit/nuisance.hpp>
#include <sunsi/model/source.hpp>
#include <sunsi/pipeline/sk_rates.hpp>

using namespace sunsi;
using namespace sunsi::detector;

namespace {

SkPhase phase(int n) { return SkPhase::load(SUNSI_TEST_DATA, n); }

/// Events per kiloton and year for a flux of 1: electrons of a kiloton of water, seconds of a year.
const double per_kiloton_year = 1e9 / 18.0153 * 10 * core::si::N_A * 3.15576e7;

/// Our unoscillated rates of 8B over the published expectation, and the same of hep.
struct Compared {
  Eigen::ArrayXd b8, hep;
};

Compared compared(const SkPhase& p, const Eigen::MatrixXd& response) {
  Compared result{(response * test::unoscillated_8B()).array(),
                  (response * test::unoscillated_hep()).array()};
  result.b8 *= per_kiloton_year * p.mc_fluxes().b8;
  result.hep *= per_kiloton_year * p.mc_fluxes().hep;
  for (Eigen::Index b = 0; b < result.b8.size(); ++b) {
    result.b8[b] /= p.bins()[static_cast<std::size_t>(b)].mc_b8;
    result.hep[b] /= p.bins()[static_cast<std::size_t>(b)].mc_hep;
  }
  return result;
}

/// Of the bins up to 13.5 MeV (kinetic energy): mean, and scatter relative to it.
struct Shape {
  double mean = 0;
  double rms = 0;
};

Shape shape(const SkPhase& p, const Eigen::ArrayXd& ratio) {
  Eigen::Index n = 0;
  while (n < ratio.size() && p.bins()[static_cast<std::size_t>(n)].seen.high_MeV < 13.5) {
    ++n;
  }
  const Eigen::ArrayXd some = ratio.head(n);
  return {some.mean(), std::sqrt((some / some.mean() - 1).square().mean())};
}

/// Relative shift of the unoscillated rates (8B and hep) with another response.
Eigen::ArrayXd shift(const SkPhase& p, double scale, double width) {
  const Eigen::VectorXd recoils =
      p.mc_fluxes().b8 * test::unoscillated_8B() + p.mc_fluxes().hep * test::unoscillated_hep();
  const Eigen::VectorXd moved = p.response(p.resolution(), scale, width) * recoils;
  return moved.array() / (p.response() * recoils).array() - 1;
}

const Pull& pull(const SkPhase& p, const std::string& ending) {
  for (const Pull& one : p.pulls()) {
    if (one.name.ends_with(ending)) {
      return one;
    }
  }
  throw std::logic_error(ending);
}

}  // namespace

TEST_CASE("the published expectation has the shape of our unoscillated spectrum", "[published]") {
  // arXiv:2312.12907 (IV): flat within 0.7 % (rms, 3.49-13.49 MeV) with the resolution of 1664 days, 1.1 %
  // with that of 2970 days. The expectation of I falls less towards high energies, as from a harder 8B spectrum;
  // why II differs is not known to us. A bin that mixes up total and kinetic energy gives 10 % and more in I, III and IV.
  const double published[] = {0.050, 0.038, 0.010, 0.0075};
  for (int n = 1; n <= 4; ++n) {
    const SkPhase p = phase(n);
    const Compared ratio = compared(p, p.response());
    const Shape b8 = shape(p, ratio.b8);
    const Shape hep = shape(p, ratio.hep);
    WARN(fmt::format("phase {}: 8B {:.4f}, rms {:.2f} %; hep {:.4f}, rms {:.2f} %", n, b8.mean,
                     100 * b8.rms, hep.mean, 100 * hep.rms));
    CHECK(b8.rms < published[n - 1]);
    // The absolute rate: phase IV with a flux of 5.79e6, or another with 5.25e6, would be 10 % off; bins
    // shifted by the electron mass 19 to 26 %.
    CHECK(b8.mean == Approx(1).margin(0.035));
    CHECK(hep.mean == Approx(1).margin(0.025));
  }
}

TEST_CASE("both resolutions of phase IV, and widths are functions of the total energy",
          "[published]") {
  const SkPhase p = phase(4);
  const double with_2016 = shape(p, compared(p, p.response()).b8).rms;
  const EnergyResolution of_2024 = SkResponse::load(SUNSI_TEST_DATA, "IV").resolution;
  const Eigen::ArrayXd ratio_2024 = compared(p, p.response(of_2024)).b8;
  const double with_2024 = shape(p, ratio_2024).rms;
  WARN(fmt::format("phase IV: rms {:.2f} % with the resolution of 1664 days, {:.2f} % of 2970 days",
                   100 * with_2016, 100 * with_2024));
  CHECK(with_2016 < 0.0075);
  CHECK(with_2024 == Approx(0.0106).margin(0.001));
  // sigma(T) in place of sigma(T + m_e), to first order: a narrower by b m_e/(2 sqrt E) + c m_e.
  const EnergyResolution& r = p.resolution();
  const double m_e = core::m_e / core::units::MeV;
  EnergyResolution kinetic = r;
  kinetic.a -= r.c * m_e + r.b * m_e / (2 * std::sqrt(7.5));
  CHECK(shape(p, compared(p, p.response(kinetic)).b8).rms > 0.015);
}

TEST_CASE("published shifts of scale and resolution are those of our response", "[published]") {
  // I: table of hep-ex/0508053, III: digitised figure of arXiv:1010.0118 with its columns exchanged back.
  // Below 12 MeV (total energy) III agrees within 10 % (scale) and 0.1 % (resolution); the spectrum of I is
  // less steep (test above), so ours moves more: 20 %, 0.1 % below 9.5 MeV and 0.35 % above. Exchanged
  // columns, a sign, or a factor of two in the errors fail.
  for (const int n : {1, 3}) {
    const SkPhase p = phase(n);
    const SkResponse errors = SkResponse::load(SUNSI_TEST_DATA, n == 1 ? "I" : "III");
    const Eigen::ArrayXd scale =
        (shift(p, 1 + errors.scale, 1) - shift(p, 1 - errors.scale, 1)) / 2;
    const Eigen::ArrayXd width =
        (shift(p, 1, 1 + errors.width) - shift(p, 1, 1 - errors.width)) / 2;
    const Eigen::ArrayXd published_scale = (pull(p, "scale").up - pull(p, "scale").down) / 2;
    const Eigen::ArrayXd published_width =
        (pull(p, "resolution").up - pull(p, "resolution").down) / 2;
    double worst_scale = 0, worst_width = 0;
    for (Eigen::Index b = 0; b < scale.size(); ++b) {
      CAPTURE(n, p.bins()[static_cast<std::size_t>(b)].label);
      if (p.bins()[static_cast<std::size_t>(b)].seen.high_MeV < 11.6) {
        const bool low = n == 3 || p.bins()[static_cast<std::size_t>(b)].seen.high_MeV < 9;
        CHECK(published_scale[b] == Approx(scale[b]).epsilon(n == 3 ? 0.1 : 0.2).margin(8e-4));
        CHECK(published_width[b] == Approx(width[b]).margin(low ? 1e-3 : 3.5e-3));
        worst_scale = std::max(worst_scale, std::abs(published_scale[b] - scale[b]));
        worst_width = std::max(worst_width, std::abs(published_width[b] - width[b]));
      }
      CHECK(published_scale[b] / scale[b] < 1.2 + 2e-3 / std::abs(scale[b]));
    }
    WARN(fmt::format(
        "phase {}: published less ours below 12 MeV: scale {:.2f} %, resolution {:.2f} % "
        "at most; last bin {:.1f} and {:.1f} % published, ours {:.1f} and {:.1f} %",
        n, 100 * worst_scale, 100 * worst_width, 100 * published_scale[scale.size() - 1],
        100 * published_width[scale.size() - 1], 100 * scale[scale.size() - 1],
        100 * width[scale.size() - 1]));
  }
}

TEST_CASE("shifts of phases II and IV in the table are those of our response", "[regression]") {
  // The table has them with 6 digits after the point; another rule of integration made it.
  for (const int n : {2, 4}) {
    const SkPhase p = phase(n);
    const SkResponse errors = SkResponse::load(SUNSI_TEST_DATA, n == 2 ? "II" : "IV");
    const auto compare = [&](const Eigen::VectorXd& table, const Eigen::ArrayXd& ours) {
      for (Eigen::Index b = 0; b < table.size(); ++b) {
        CHECK(table[b] == Approx(ours[b]).epsilon(1e-3).margin(1e-5));
      }
    };
    compare(pull(p, "scale").up, shift(p, 1 + errors.scale, 1));
    compare(pull(p, "scale").down, shift(p, 1 - errors.scale, 1));
    compare(pull(p, "resolution").up, shift(p, 1, 1 + errors.width));
    compare(pull(p, "resolution").down, shift(p, 1, 1 - errors.width));
  }
}

TEST_CASE("the 8B shape of phase IV is Winter's, upwards", "[published]") {
  // nucl-ex/0406019: its signed column, +1 sigma, is the softer spectrum: the pull goes the other way. The
  // figure of arXiv:1606.07538 is flatter, within 0.11 % of it.
  const SkPhase p = phase(4);
  const auto& T = sk_recoil_rule().node;
  const Eigen::VectorXd harder = test::TabulatedSpectrum("8B-winter2006.csv", -1).recoils(T, 1);
  const Eigen::ArrayXd ours =
      (p.response() * harder).array() / (p.response() * test::unoscillated_8B()).array() - 1;
  const Pull& published = pull(p, "shape");
  CHECK(published.name == "8B-shape");
  WARN(fmt::format(
      "phase IV, 8B shape: first bin {:.2f} % published, ours {:.2f}; 12.99-13.49: {:.2f}, "
      "{:.2f} %",
      100 * published.up[0], 100 * ours[0], 100 * published.up[19], 100 * ours[19]));
  for (Eigen::Index b = 0; b < ours.size(); ++b) {
    CHECK(published.up[b] == Approx(ours[b]).margin(1.6e-3));
  }
}

namespace {

/// The four phases with the flux of 8B free, hep at the solar model's.
fit::Profile profile_of(const pipeline::Config& config, SkSpectra spectra, double hold_shape = 1) {
  const SkRecoils recoils = pipeline::sk_recoils(config);
  std::vector<Contribution> list;
  for (int n = 1; n <= 4; ++n) {
    list.push_back(phase(n).contribution(recoils, {5.25e6, 8e3}, spectra));
    for (Pull& one : list.back().pulls) {
      one.up *= hold_shape;
      one.down *= hold_shape;
    }
  }
  solar::FluxPrior prior;
  prior.fixed.fill(true);
  prior.fixed[static_cast<std::size_t>(model::Source::b8)] = false;
  prior.inverse_covariance[9 * static_cast<std::size_t>(model::Source::b8)] = 1e-4;
  return fit::profile(list, prior);
}

}  // namespace

TEST_CASE("the spectra of all phases at the standard point", "[published]") {
  // sin^2 theta12 = 0.306, dm21 = 6.1e-5 eV^2, where the collaboration quotes its asymmetry
  // (arXiv:2312.12907): 82 bins and one flux. SNO's flux of 8B is 5.25 +- 0.20 (arXiv:1109.0763);
  // that of electron scattering with this P_ee must agree within the rate's 2 % and SNO's 4 %.
  const auto at = [](double dm21, const std::string& earth) {
    return pipeline::parse_config(
        "sk",
        fmt::format("oscillation: {{sin2_theta12: 0.306, sin2_theta13: 0.0218, dm21_eV2: {}}}\n{}",
                    dm21, earth),
        {}, SUNSI_TEST_DATA);
  };
  const std::string nights = "earth: {enabled: true, site: kamioka}\n";
  const fit::Profile merged = profile_of(at(6.1e-5, nights), SkSpectra::merged);
  const fit::Profile divided = profile_of(at(6.1e-5, nights), SkSpectra::day_and_night);
  const fit::Profile by_day = profile_of(at(6.1e-5, ""), SkSpectra::day_and_night);
  const fit::Profile high = profile_of(at(7.5e-5, nights), SkSpectra::merged);
  const fit::Profile bare = profile_of(at(6.1e-5, nights), SkSpectra::merged, 0);
  const auto line = [](const char* what, const fit::Profile& p) {
    std::string text = fmt::format("{}: chi2 {:.2f} (", what, p.total);
    for (const double one : p.by_contribution) {
      text += fmt::format("{:.2f} ", one);
    }
    return text + fmt::format("pulls {:.2f}), 8B {:.3f}e6", p.pulls, 5.25 * p.flux[4]);
  };
  WARN(line("merged, 6.1e-5", merged));
  WARN(line("divided, 6.1e-5", divided));
  WARN(line("divided, 6.1e-5, without the Earth", by_day));
  WARN(line("merged, 7.5e-5", high));
  WARN(line("merged, 6.1e-5, without common errors", bare));
  // 81 degrees of freedom: within 2.5 standard deviations, sqrt(2 x 81) = 12.7.
  CHECK(merged.total == Approx(81).margin(32));
  // 163 - 1 degrees of freedom, sqrt(2 x 162) = 18.
  CHECK(divided.total == Approx(162).margin(45));
  CHECK(merged.flux[static_cast<std::size_t>(model::Source::b8)] == Approx(1).margin(0.05));
  // The day and night of the data see the Earth: A_DN = -2.9 +- 0.9 %, 3 standard deviations.
  CHECK(by_day.total - divided.total > 3);
  CHECK(by_day.total - divided.total < 20);
  CHECK(bare.total > merged.total);
  for (const double pull : merged.pull) {
    CHECK(std::abs(pull) < 2.5);
  }
}
