#include <fmt/format.h>

#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/model/nsi.hpp>

namespace sunsi::model {
namespace {

constexpr std::array<const char*, 3> flavours{"e", "mu", "tau"};

bool finite(const std::complex<double>& z) {
  return std::isfinite(z.real()) && std::isfinite(z.imag());
}

void require_finite(const EpsilonMatrixStd& eps, const std::string& what) {
  const FlavourRows rows = eps.rows();
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = i; j < 3; ++j) {
      if (!finite(rows[i][j])) {
        throw core::InvalidInput(
            fmt::format("{}: the entry {} {} is not finite", what, flavours[i], flavours[j]));
      }
    }
  }
}

/// -S eps^* S with S = diag(1, -1, -1), which the PDG phases of U ask for (docs/nsi.md).
EpsilonMatrixStd mirrored(const EpsilonMatrixStd& eps) {
  return {-eps.ee,
          -eps.mumu,
          -eps.tautau,
          std::conj(eps.emu),
          std::conj(eps.etau),
          -std::conj(eps.mutau)};
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> not_hermitian_at(const FlavourRows& rows) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = i; j < 3; ++j) {
      if (rows[i][j] != std::conj(rows[j][i])) {
        return std::pair{i, j};
      }
    }
  }
  return std::nullopt;
}

EpsilonMatrixStd EpsilonMatrixStd::from_rows(const FlavourRows& typed,
                                             Convention convention,
                                             const std::string& what) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      if (!finite(typed[i][j])) {
        throw core::InvalidInput(
            fmt::format("{}: the entry {} {} is not finite", what, flavours[i], flavours[j]));
      }
    }
  }
  if (const auto at = not_hermitian_at(typed)) {
    const auto [i, j] = *at;
    throw core::InvalidInput(
        i == j ? fmt::format("{}: the entry {} {} of a hermitian matrix must be real", what,
                             flavours[i], flavours[i])
               : fmt::format("{}: the entries {} {} and {} {} must be complex conjugates", what,
                             flavours[i], flavours[j], flavours[j], flavours[i]));
  }
  const double standard = from_convention(1, convention).value;
  const auto entry = [&](std::size_t i, std::size_t j) { return standard * typed[i][j]; };
  EpsilonMatrixStd eps{entry(0, 0).real(), entry(1, 1).real(), entry(2, 2).real(),
                       entry(0, 1),        entry(0, 2),        entry(1, 2)};
  require_finite(eps, what);
  return eps;
}

FlavourRows EpsilonMatrixStd::rows() const {
  return {{{ee, emu, etau},
           {std::conj(emu), mumu, mutau},
           {std::conj(etau), std::conj(mutau), tautau}}};
}

bool EpsilonMatrixStd::zero() const { return *this == EpsilonMatrixStd{}; }

EpsilonMatrixStd operator+(const EpsilonMatrixStd& a, const EpsilonMatrixStd& b) {
  return {a.ee + b.ee,   a.mumu + b.mumu, a.tautau + b.tautau,
          a.emu + b.emu, a.etau + b.etau, a.mutau + b.mutau};
}

EpsilonMatrixStd operator*(double factor, const EpsilonMatrixStd& eps) {
  return {factor * eps.ee,  factor * eps.mumu, factor * eps.tautau,
          factor * eps.emu, factor * eps.etau, factor * eps.mutau};
}

Nsi::Nsi(const EpsilonMatrixStd& p, const EpsilonMatrixStd& n, const EpsilonMatrixStd& e)
    : p_(p), n_(n), e_(e) {
  require_finite(p_, "eps_p");
  require_finite(n_, "eps_n");
  require_finite(e_, "eps_e");
}

Nsi Nsi::from_quarks_and_electron(const EpsilonMatrixStd& u,
                                  const EpsilonMatrixStd& d,
                                  const EpsilonMatrixStd& e) {
  return {2 * u + d, u + 2 * d, e};
}

Nsi Nsi::from_nucleons(const EpsilonMatrixStd& p,
                       const EpsilonMatrixStd& n,
                       const EpsilonMatrixStd& e) {
  return {p, n, e};
}

Nsi Nsi::from_angle(const EpsilonMatrixStd& eps, double eta, const EpsilonMatrixStd& e) {
  core::require_finite(eta, "eta");
  const double root5 = std::sqrt(5.0);
  return {root5 * std::cos(eta) * eps, root5 * std::sin(eta) * eps, e};
}

EpsilonMatrixStd Nsi::u() const { return (2.0 / 3) * p_ + (-1.0 / 3) * n_; }
EpsilonMatrixStd Nsi::d() const { return (2.0 / 3) * n_ + (-1.0 / 3) * p_; }

EpsilonMatrixStd Nsi::eps_medium(double nucleons_per_electron) const {
  return e_ + p_ + (nucleons_per_electron - 1) * n_;
}

FlavourPotential Nsi::potential(const Composition& matter) const {
  // sqrt2 G_F N is linear in N and the same function for every fermion.
  const double e = charged_current_potential(matter.n_e);
  const EpsilonMatrixStd V = e * e_ + charged_current_potential(matter.n_p) * p_ +
                             charged_current_potential(matter.n_n) * n_;
  return {e + V.ee, V.mumu, V.tautau, V.emu, V.etau, V.mutau};
}

bool Nsi::one_potential() const {
  const auto alike = [](const EpsilonMatrixStd& eps) {
    return eps.mumu == eps.tautau && eps.emu == 0.0 && eps.etau == 0.0 && eps.mutau == 0.0;
  };
  return alike(e_) && alike(p_) && alike(n_);
}

Nsi Nsi::mirror() const {
  EpsilonMatrixStd charged_current;
  charged_current.ee = -2;
  return {mirrored(p_) + charged_current, mirrored(n_), mirrored(e_)};
}

}  // namespace sunsi::model
