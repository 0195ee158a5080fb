#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/constants.hpp>
#include <sunsi/pipeline/scan.hpp>

namespace sunsi::pipeline {
namespace {

using core::units::MeV;

/// Both members of a set of which a model has one.
bool same_set(ScanKey a, ScanKey b) {
  const auto pair = [&](ScanKey p, ScanKey q) { return (a == p && b == q) || (a == q && b == p); };
  return pair(ScanKey::g, ScanKey::eps_medium) || pair(ScanKey::tan_eta, ScanKey::eps_kin);
}

bool has_value(const ScanAxis& axis, double value) {
  for (long i = 0; i < axis.count; ++i) {
    if (axis.at(static_cast<double>(i)) == value) {
      return true;
    }
  }
  return false;
}

const ScanAxis* find(const std::array<ScanAxis, 2>& axes, ScanKey key) {
  for (const ScanAxis& axis : axes) {
    if (axis.key == key) {
      return &axis;
    }
  }
  return nullptr;
}

std::optional<std::string> fault_of_one(const ScanAxis& axis) {
  const std::string_view key = path(axis.key);
  if ((axis.key == ScanKey::mass_MeV || axis.key == ScanKey::g) && axis.min <= 0) {
    return fmt::format("{} runs from {:g}; it must be > 0", key, axis.min);
  }
  if (axis.key == ScanKey::tan_eta && has_value(axis, 0)) {
    return fmt::format(
        "a value of the axis {} is 0, which needs eps_n = 0; take an even count, or an axis over "
        "model.eps_kin",
        key);
  }
  return std::nullopt;
}

/// eps_medium fixed or on an axis needs c != 0 of the opposite sign everywhere.
std::optional<std::string> fault_of_signs(const std::array<ScanAxis, 2>& axes,
                                          const ZPrimeInputs& fixed) {
  const ScanAxis* eps = find(axes, ScanKey::eps_medium);
  const ScanAxis* c = find(axes, ScanKey::c);
  const bool by_g = find(axes, ScanKey::g) != nullptr || (fixed.g && eps == nullptr);
  if (by_g) {
    return std::nullopt;
  }
  const std::array<double, 2> cs{c != nullptr ? c->min : fixed.c, c != nullptr ? c->max : fixed.c};
  const std::array<double, 2> values{eps != nullptr ? eps->min : fixed.eps_medium,
                                     eps != nullptr ? eps->max : fixed.eps_medium};
  if (cs[0] * cs[1] <= 0) {
    return fmt::format(
        "eps_medium cannot be met where c = 0 and has the sign of -c elsewhere, but c runs from "
        "{:g} to {:g}; keep c on one side of 0, or give model.g",
        cs[0], cs[1]);
  }
  if (values[0] * cs[0] >= 0 || values[1] * cs[0] >= 0) {
    return fmt::format(
        "eps_medium from {:g} to {:g} cannot be met with c from {:g} to {:g}: it has the sign of "
        "-c and is not 0; keep it there",
        values[0], values[1], cs[0], cs[1]);
  }
  return std::nullopt;
}

}  // namespace

std::string_view path(ScanKey key) {
  switch (key) {
    case ScanKey::mass_MeV:
      return "model.mass_MeV";
    case ScanKey::g:
      return "model.g";
    case ScanKey::eps_medium:
      return "model.eps_medium.value";
    case ScanKey::c:
      return "model.c";
    case ScanKey::tan_eta:
      return "model.tan_eta";
    case ScanKey::eps_kin:
      return "model.eps_kin";
  }
  return "";
}

std::string_view name(ScanKey key) {
  return key == ScanKey::eps_medium ? "eps_medium" : path(key).substr(6);
}

std::string_view unit(ScanKey key) { return key == ScanKey::mass_MeV ? "MeV" : "1"; }

std::optional<ScanKey> scan_key(std::string_view word) {
  for (const ScanKey key : all_scan_keys) {
    if (word == path(key)) {
      return key;
    }
  }
  return std::nullopt;
}

void ZPrimeInputs::set(ScanKey key, double value) {
  switch (key) {
    case ScanKey::mass_MeV:
      mass_MeV = value;
      return;
    case ScanKey::g:
      g = value;
      return;
    case ScanKey::eps_medium:
      g.reset();
      eps_medium = value;
      return;
    case ScanKey::c:
      c = value;
      return;
    case ScanKey::tan_eta:
      tan_eta = value;
      return;
    case ScanKey::eps_kin:
      tan_eta.reset();
      eps_kin = value;
      return;
  }
}

model::ZPrime ZPrimeInputs::zprime() const {
  const double mass = mass_MeV * MeV;
  const double coupling =
      g ? *g
        : model::ZPrime::coupling_for(model::from_convention(eps_medium, convention),
                                      nucleons_per_electron, mass, c);
  std::optional<model::Phi> scalar;
  if (phi) {
    scalar =
        model::Phi{phi->charge, phi->mass_ratio ? *phi->mass_ratio * mass : phi->mass_MeV * MeV};
  }
  if (tan_eta && c != 0) {
    return model::ZPrime::from_tan_eta(mass, coupling, c, *tan_eta, scalar);
  }
  return model::ZPrime::from_kinetic_mixing(mass, coupling, c, tan_eta ? 0 : eps_kin, scalar);
}

std::optional<AxisFault> fault_of(const std::array<ScanAxis, 2>& axes, const ZPrimeInputs& fixed) {
  if (axes[0].key == axes[1].key) {
    return AxisFault{1, fmt::format("the axis {} stands twice; take another key for one of them",
                                    path(axes[1].key))};
  }
  if (same_set(axes[0].key, axes[1].key)) {
    return AxisFault{1, fmt::format("the axes {} and {} contradict: each fixes the same coupling; "
                                    "keep one of them",
                                    path(axes[0].key), path(axes[1].key))};
  }
  for (std::size_t k = 0; k < 2; ++k) {
    if (auto fault = fault_of_one(axes[k])) {
      return AxisFault{k, std::move(*fault)};
    }
  }
  const bool by_mixing = find(axes, ScanKey::eps_kin) != nullptr ||
                         (!fixed.tan_eta && find(axes, ScanKey::tan_eta) == nullptr);
  const ScanAxis* c = find(axes, ScanKey::c);
  const bool no_c = c != nullptr ? has_value(*c, 0) : fixed.c == 0;
  const std::size_t of_c = axes[1].key == ScanKey::c ? 1 : 0;
  if (auto fault = fault_of_signs(axes, fixed)) {
    const std::size_t of_eps = axes[1].key == ScanKey::eps_medium ? 1 : 0;
    return AxisFault{c != nullptr ? of_c : of_eps, std::move(*fault)};
  }
  if (!by_mixing && no_c) {
    const std::size_t of_eta = axes[1].key == ScanKey::tan_eta ? 1 : 0;
    return AxisFault{c != nullptr ? of_c : of_eta,
                     "c = 0 makes eps_n = 0, so tan_eta fixes nothing; take an even count of c, or "
                     "give model.eps_kin"};
  }
  if (static_cast<std::size_t>(axes[0].count) * static_cast<std::size_t>(axes[1].count) >
      most_scan_points) {
    return AxisFault{1, fmt::format("{} x {} points; at most {} in a plane", axes[0].count,
                                    axes[1].count, most_scan_points)};
  }
  return std::nullopt;
}

ScanAxis usual_axis(ScanKey key) {
  switch (key) {
    case ScanKey::mass_MeV:
      return {key, 5, 200, 200, true};
    case ScanKey::g:
      return {key, 1e-6, 1e-2, 200, true};
    case ScanKey::eps_medium:
      return {key, 0.1, 10, 200, true};
    case ScanKey::c:
      return {key, -1, -0.005, 200, false};
    case ScanKey::tan_eta:
      return {key, -3, 3, 200, false};
    case ScanKey::eps_kin:
      return {key, 1e-7, 1e-2, 200, true};
  }
  return {};
}

}  // namespace sunsi::pipeline
