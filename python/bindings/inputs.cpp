#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/model/oscillation.hpp>
#include <sunsi/model/widths.hpp>
#include <sunsi/model/zprime.hpp>
#include <sunsi/pipeline/presets.hpp>
#include <sunsi/solar/fluxes.hpp>
#include <sunsi/solar/solar_model.hpp>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

using core::units::MeV;
using core::units::mol_per_cm3;
using model::OscillationParameters;
using model::ZPrime;
using namespace nb::literals;
using solar::SolarModel;
using Six = std::array<double, 6>;

OscillationParameters from_six(const Six& v) {
  return OscillationParameters::from_sin2(
      {v[0], v[1], v[2], v[3] * core::units::degree, v[4], v[5]});
}

/// sin2_theta12, sin2_theta13, sin2_theta23, delta_cp_deg, dm21_eV2, dm31_eV2.
Six six_of(const OscillationParameters& osc) {
  const auto sin2 = [](double angle) { return std::sin(angle) * std::sin(angle); };
  return {sin2(osc.theta12()), sin2(osc.theta13()),
          sin2(osc.theta23()), osc.delta_cp() / core::units::degree,
          osc.dm21(),          osc.dm31()};
}

std::vector<std::pair<std::string, Six>> presets(const std::string& data) {
  std::vector<std::pair<std::string, Six>> list;
  for (const pipeline::OscillationPreset& p : pipeline::load_presets(data)) {
    list.emplace_back(p.name, Six{p.sin2_theta12, p.sin2_theta13, p.sin2_theta23, p.delta_cp_deg,
                                  p.dm21_eV2, p.dm31_eV2(p.dm21_eV2)});
  }
  return list;
}

using PhiPair = std::pair<double, double>;  // charge, mass [MeV]

void new_zprime(ZPrime* self,
                double mass_MeV,
                double g,
                double c,
                std::optional<double> eps_kin,
                std::optional<double> tan_eta,
                std::optional<PhiPair> phi) {
  if (eps_kin.has_value() == tan_eta.has_value()) {
    throw core::InvalidInput("give eps_kin or tan_eta, exactly one: either fixes the mixing");
  }
  std::optional<model::Phi> scalar;
  if (phi) {
    scalar = model::Phi{phi->first, phi->second * MeV};
  }
  const double mass = mass_MeV * MeV;
  new (self) ZPrime(eps_kin ? ZPrime::from_kinetic_mixing(mass, g, c, *eps_kin, scalar)
                            : ZPrime::from_tan_eta(mass, g, c, *tan_eta, scalar));
}

std::optional<PhiPair> phi_of(const ZPrime& z) {
  return z.phi() ? std::optional<PhiPair>({z.phi()->charge, z.phi()->mass / MeV}) : std::nullopt;
}

using ChargeDict = nb::typed<nb::dict, nb::str, nb::float_>;

ChargeDict charges_of(const ZPrime& z) {
  const model::VectorCharges q = z.charges();
  ChargeDict result;
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, double>>{{"nu_e", q.nu_e},
                                                             {"nu_mu", q.nu_mu},
                                                             {"nu_tau", q.nu_tau},
                                                             {"e", q.e},
                                                             {"mu", q.mu},
                                                             {"tau", q.tau},
                                                             {"u", q.u},
                                                             {"d", q.d},
                                                             {"t", q.top},
                                                             {"b", q.bottom},
                                                             {"p", q.p},
                                                             {"n", q.n}}) {
    result[name] = value;
  }
  return result;
}

std::array<double, 5> nsi_of(const ZPrime& z) {
  const model::EffectiveNsi eps = z.effective_nsi();
  return {eps.u.value, eps.d.value, eps.e.value, eps.p.value, eps.n.value};
}

Array eps_medium(const ZPrime& z, const Numbers& nucleons) {
  const auto R = nucleons.view();
  return make_array({R.shape(0)}, [&](std::size_t i) { return z.eps_medium(R(i)).value; });
}

Array potential(const ZPrime& z, const Numbers& n_e, const Numbers& n_p, const Numbers& n_n) {
  if (n_p.shape(0) != n_e.shape(0) || n_n.shape(0) != n_e.shape(0)) {
    throw core::InvalidInput("n_e, n_p and n_n must have the same length");
  }
  const auto e = n_e.view();
  const auto p = n_p.view();
  const auto n = n_n.view();
  return make_array({n_e.shape(0), 3}, [&](std::size_t i) {
    const std::size_t k = i / 3;
    const model::FlavourPotential V =
        z.potential({e(k) * mol_per_cm3, p(k) * mol_per_cm3, n(k) * mol_per_cm3});
    return i % 3 == 0 ? V.e : i % 3 == 1 ? V.mu : V.tau;
  });
}

/// ee, nunu, mumu, phi, total [MeV].
std::array<double, 5> widths_of(const ZPrime& z) {
  const model::Widths w = model::decay_widths(z);
  return {w.ee / MeV, w.nunu / MeV, w.mumu / MeV, w.phi / MeV, w.total() / MeV};
}

void check_radius(const Numbers& r) {
  const auto x = r.view();
  for (std::size_t i = 0; i < x.shape(0); ++i) {
    if (!(x(i) >= 0) || !std::isfinite(x(i))) {
      throw core::InvalidInput(fmt::format("r[{}] = {} must be finite and >= 0 (r/Rsun)", i, x(i)));
    }
  }
}

/// n_e, n_p, n_n [mol/cm3] at r/Rsun.
nb::typed<nb::tuple, Array, Array, Array> composition(const SolarModel& sun, const Numbers& r) {
  check_radius(r);
  const auto x = r.view();
  const auto column = [&](double model::Composition::*density) {
    return make_array({x.shape(0)}, [&](std::size_t i) {
      return sun.composition(x(i)).value.*density / mol_per_cm3;
    });
  };
  return nb::make_tuple(column(&model::Composition::n_e), column(&model::Composition::n_p),
                        column(&model::Composition::n_n));
}

Array nucleons_per_electron(const SolarModel& sun, const Numbers& r) {
  check_radius(r);
  const auto x = r.view();
  return make_array({x.shape(0)}, [&](std::size_t i) { return sun.nucleons_per_electron(x(i)); });
}

std::pair<View, View> production(const SolarModel& sun, const std::string& source) {
  solar::ProductionRule rule = sun.production(source_of(source));
  const auto view = [](std::vector<double> values) {
    auto* kept = new std::vector<double>(std::move(values));
    const nb::capsule owner(kept,
                            [](void* p) noexcept { delete static_cast<std::vector<double>*>(p); });
    return View(kept->data(), {kept->size()}, owner);
  };
  return {view(std::move(rule.node)), view(std::move(rule.weight))};
}

using FluxDict = nb::typed<nb::dict, nb::str, nb::typed<nb::tuple, nb::float_, nb::float_>>;

FluxDict fluxes(const SolarModel& sun, const std::string& data) {
  const solar::Fluxes list = solar::load_fluxes(sun.name(), data);
  FluxDict result;
  for (const model::Source source : model::all_sources) {
    result[std::string(model::name(source)).c_str()] =
        nb::make_tuple(list.of(source), list.error_of(source));
  }
  return result;
}

void bind_zprime(nb::module_& module) {
  nb::class_<ZPrime>(module, "ZPrime")
      .def("__init__", &new_zprime, "mass_MeV"_a, "g"_a, "c"_a, "eps_kin"_a = nb::none(),
           "tan_eta"_a = nb::none(), "phi"_a = nb::none())
      .def_prop_ro("mass_MeV", [](const ZPrime& z) { return z.mass() / MeV; })
      .def_prop_ro("g", &ZPrime::g)
      .def_prop_ro("c", &ZPrime::c)
      .def_prop_ro("eps_kin", &ZPrime::eps_kin)
      .def_prop_ro("tan_eta", &ZPrime::tan_eta)
      .def_prop_ro("phi", &phi_of)
      .def("charges", &charges_of)
      .def("effective_nsi", &nsi_of, "u, d, e, p, n, standard convention [1].")
      .def("eps_medium", &eps_medium, "nucleons_per_electron"_a.noconvert(), "Standard [1].")
      .def("potential", &potential, "n_e"_a.noconvert(), "n_p"_a.noconvert(), "n_n"_a.noconvert(),
           "(n, 3) [eV].")
      .def("widths_MeV", &widths_of, "ee, nunu, mumu, phi, total [MeV].")
      .def("lifetime_s", [](const ZPrime& z) { return model::lifetime(z) / core::units::second; })
      .def(
          "decay_length_m",
          [](const ZPrime& z, double energy_MeV) {
            return model::decay_length(z, energy_MeV * MeV) / core::units::metre;
          },
          "energy_MeV"_a);
  module.def(
      "coupling_for",
      [](double eps_std, double nucleons, double mass_MeV, double c) {
        return ZPrime::coupling_for({eps_std}, nucleons, mass_MeV * MeV, c);
      },
      "eps_std"_a, "nucleons_per_electron"_a, "mass_MeV"_a, "c"_a, "The g that gives eps_medium.");
}

void bind_solar_model(nb::module_& module) {
  nb::class_<SolarModel>(module, "SolarModel")
      .def(
          "__init__",
          [](SolarModel* self, const std::string& name, const std::string& data) {
            const nb::gil_scoped_release no_gil;
            new (self) SolarModel(SolarModel::load(name, data));
          },
          "name"_a, "data"_a)
      .def_static(
          "from_file",
          [](const std::string& path) {
            const nb::gil_scoped_release no_gil;
            return SolarModel::from_file(path);
          },
          "path"_a)
      .def_prop_ro("name", &SolarModel::name)
      .def_prop_ro("shipped", [](const SolarModel& sun) { return !sun.files().empty(); })
      .def("composition", &composition, "r"_a.noconvert(), "n_e, n_p, n_n [mol/cm3] at r/Rsun.")
      .def("nucleons_per_electron", &nucleons_per_electron, "r"_a.noconvert())
      .def(
          "mean_nucleons_per_electron",
          [](const SolarModel& sun, const std::string& source) {
            return sun.mean_nucleons_per_electron(source_of(source));
          },
          "source"_a)
      .def("production", &production, "source"_a, "Radii r/Rsun and weights; views.")
      .def("fluxes", &fluxes, "data"_a, "{source: (flux [cm^-2 s^-1], fractional error)}.");
  module.def("solar_model_names", [] { return solar::solar_model_names(); });
}

}  // namespace

model::Source source_of(const std::string& name) {
  const auto source = model::source_from_name(name);
  if (!source) {
    std::vector<std::string> all;
    for (const model::Source known : model::all_sources) {
      all.emplace_back(model::name(known));
    }
    const std::string near = core::nearest(name, all);
    throw core::InvalidInput(fmt::format(
        "unknown source '{}'{}; allowed are {}", name,
        near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(all, ", ")));
  }
  return *source;
}

void bind_inputs(nb::module_& module) {
  nb::class_<OscillationParameters>(module, "Oscillation")
      .def(
          "__init__",
          [](OscillationParameters* self, const Six& six) {
            new (self) OscillationParameters(from_six(six));
          },
          "values"_a)
      .def_prop_ro("values", &six_of)
      .def("electron_row", &OscillationParameters::electron_row)
      .def("mixing_matrix", &OscillationParameters::mixing_matrix)
      .def("other_octant", &OscillationParameters::other_octant)
      .def("mirror", &OscillationParameters::mirror);
  module.def("presets", &presets, "data"_a);
  bind_zprime(module);
  bind_nsi(module);
  bind_solar_model(module);
}

}  // namespace sunsi::python
