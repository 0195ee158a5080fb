#include <nanobind/stl/array.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/string.h>

#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/model/nsi.hpp>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

using core::units::mol_per_cm3;
using model::EpsilonMatrixStd;
using model::FlavourRows;
using model::Nsi;
using namespace nb::literals;
using Complexes = nb::ndarray<nb::numpy, std::complex<double>>;

FlavourRows rows_of(const model::FlavourPotential& V) {
  return EpsilonMatrixStd{V.e, V.mu, V.tau, V.emu, V.etau, V.mutau}.rows();
}

/// Hermitian matrices [eV] at densities [mol/cm3], shape (n, 3, 3).
Complexes potential(const Nsi& nsi, const Numbers& n_e, const Numbers& n_p, const Numbers& n_n) {
  if (n_p.shape(0) != n_e.shape(0) || n_n.shape(0) != n_e.shape(0)) {
    throw core::InvalidInput("n_e, n_p and n_n must have the same length");
  }
  const auto e = n_e.view();
  const auto p = n_p.view();
  const auto n = n_n.view();
  auto* numbers = new std::complex<double>[9 * n_e.shape(0) + 1];
  const nb::capsule owner(
      numbers, [](void* memory) noexcept { delete[] static_cast<std::complex<double>*>(memory); });
  for (std::size_t k = 0; k < n_e.shape(0); ++k) {
    const FlavourRows rows =
        rows_of(nsi.potential({e(k) * mol_per_cm3, p(k) * mol_per_cm3, n(k) * mol_per_cm3}));
    for (std::size_t i = 0; i < 9; ++i) {
      numbers[9 * k + i] = rows[i / 3][i % 3];
    }
  }
  return Complexes(numbers, {n_e.shape(0), 3, 3}, owner);
}

}  // namespace

void bind_nsi(nb::module_& module) {
  nb::class_<Nsi>(module, "Nsi")
      .def(
          "__init__",
          [](Nsi* self, const FlavourRows& p, const FlavourRows& n, const FlavourRows& e) {
            const auto standard = [](const FlavourRows& rows, const char* name) {
              return EpsilonMatrixStd::from_rows(rows, model::Convention::standard, name);
            };
            new (self) Nsi(Nsi::from_nucleons(standard(p, "eps_p"), standard(n, "eps_n"),
                                              standard(e, "eps_e")));
          },
          "eps_p"_a, "eps_n"_a, "eps_e"_a, "Standard convention.")
      .def_prop_ro("eps_u", [](const Nsi& nsi) { return nsi.u().rows(); })
      .def_prop_ro("eps_d", [](const Nsi& nsi) { return nsi.d().rows(); })
      .def_prop_ro("eps_e", [](const Nsi& nsi) { return nsi.e().rows(); })
      .def_prop_ro("eps_p", [](const Nsi& nsi) { return nsi.p().rows(); })
      .def_prop_ro("eps_n", [](const Nsi& nsi) { return nsi.n().rows(); })
      .def(
          "eps_medium",
          [](const Nsi& nsi, double nucleons) { return nsi.eps_medium(nucleons).rows(); },
          "nucleons_per_electron"_a, "Standard [1].")
      .def("mirror", &Nsi::mirror)
      .def("potential", &potential, "n_e"_a.noconvert(), "n_p"_a.noconvert(), "n_n"_a.noconvert(),
           "(n, 3, 3) [eV].");
}

}  // namespace sunsi::python
