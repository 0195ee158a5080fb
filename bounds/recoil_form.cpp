#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/detail/recoil_form.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>

namespace sunsi::bounds::detail {
namespace {

// 24 masses a decade: linear interpolation of a smooth function of m^2 errs by less than
// (ln 10 * 2/24)^2/32 = 1e-3 of its change.
constexpr std::size_t masses = 145;
const double ln_first = std::log(0.1);
const double ln_last = std::log(1e5);

}  // namespace

Amplitude Amplitude::of(const detector::Nucleus& nucleus, detector::FormFactor form, double T_MeV) {
  Amplitude a;
  a.q2 = 2 * nucleus.mass_MeV * T_MeV;
  const double q = std::sqrt(a.q2);
  a.protons = nucleus.Z * detector::form_factor_p(form, nucleus, q);
  a.neutrons = nucleus.N * detector::form_factor_n(form, nucleus, q);
  a.weak = detector::weak_coupling_p() * a.protons + detector::weak_coupling_n() * a.neutrons;
  return a;
}

Form Amplitude::square(double mass, double scale) const {
  // P/P(scale): m^2/(m^2 + q2) over m^2/(m^2 + scale^2)
  const double r = (mass * mass + scale * scale) / (mass * mass + q2);
  const double p = r * protons;
  const double n = r * neutrons;
  return {weak * weak, 2 * weak * p, 2 * weak * n, p * p, 2 * p * n, n * n};
}

double scaled_coupling(double g, double g_f, double mass, double scale) {
  constexpr double G_F = core::G_F * core::units::MeV * core::units::MeV;
  return g * g_f / (std::numbers::sqrt2 * G_F * (mass * mass + scale * scale));
}

FormTable::FormTable(const std::function<std::vector<Form>(double)>& forms) : count_(0) {
  for (std::size_t i = 0; i < masses; ++i) {
    const double x = ln_first + (ln_last - ln_first) * static_cast<double>(i) / (masses - 1);
    const std::vector<Form> all = forms(std::exp(x));
    count_ = all.size();
    forms_.insert(forms_.end(), all.begin(), all.end());
  }
}

Form FormTable::at(std::size_t k, double mass) const {
  const double x = (std::log(mass) - ln_first) / (ln_last - ln_first) * (masses - 1);
  const double inside = std::clamp(x, 0.0, masses - 1.0);
  const auto i = std::min(static_cast<std::size_t>(inside), masses - 2);
  const double t = inside - static_cast<double>(i);
  const Form& a = forms_[i * count_ + k];
  const Form& b = forms_[(i + 1) * count_ + k];
  Form c;
  for (std::size_t j = 0; j < c.size(); ++j) {
    c[j] = a[j] + t * (b[j] - a[j]);
  }
  return c;
}

std::vector<Isotope> read_isotopes(const detector::Card& list) {
  std::vector<Isotope> isotopes;
  for (const detector::Card& one : list.list()) {
    try {
      isotopes.push_back(
          {detector::make_nucleus(static_cast<int>(one.at("Z").number()),
                                  static_cast<int>(one.at("N").number()), one.at("mass_u").number(),
                                  one.at("proton_radius_fm").number(),
                                  one.at("neutron_radius_fm").number()),
           one.at("abundance").number()});
    } catch (const core::InvalidInput& error) {
      one.fail(error.what());
    }
  }
  if (isotopes.empty()) {
    list.fail("a detector needs at least one isotope");
  }
  return isotopes;
}

detector::FormFactor read_form_factor(const detector::Card& name) {
  if (name.text() == "helm") {
    return detector::FormFactor::helm;
  }
  if (name.text() == "klein-nystrand") {
    return detector::FormFactor::klein_nystrand;
  }
  name.fail(fmt::format("form factor '{}' is neither helm nor klein-nystrand", name.text()));
}

}  // namespace sunsi::bounds::detail
