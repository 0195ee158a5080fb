/// \file propagation/detail/night_result.hpp
/// From averaged products of quaternions to probabilities and density matrices.
#pragma once

#include <Eigen/Core>
#include <array>
#include <sunsi/propagation/detail/earth_levels.hpp>
#include <sunsi/propagation/regeneration.hpp>

namespace sunsi::propagation::detail {

/// Amplitudes of 1, -i sigma_x, -i sigma_y, -i sigma_z between the first two levels at both ends: rows
/// are the flavours, columns the mass states.
using SpinAmplitudes = std::array<Eigen::Matrix3cd, 4>;
SpinAmplitudes amplitudes(const EarthLevels::Ends& ends);

/// Averages of the products q_a q_b; where they stand, a <= b.
using Products = std::array<double, kernel::products>;
constexpr std::size_t product(std::size_t a, std::size_t b) { return a * 4 + b - a * (a + 1) / 2; }

/// What each average brings to P(nu_i -> nu_e): Re(conj(a) b) of the amplitudes to nu_e, twice where they
/// differ; [mass state][product].
using ElectronProducts = std::array<Products, 3>;
ElectronProducts electron_products(const EarthLevels::Ends& ends);

/// P(nu_i -> nu_e).
std::array<double, 3> electron_of(const EarthLevels::Ends& ends,
                                  const ElectronProducts& parts,
                                  const Products& mean);

/// P(nu_i -> nu_e) or the density matrices of averages, without an error. Result: Regeneration or
/// FlavourRegeneration.
template <class Result>
Result night_result(const EarthLevels::Ends& ends, const Products& mean);

/// The largest difference of an entry between two averages.
template <class Result>
double change(const EarthLevels::Ends& ends, const Products& a, const Products& b);

template <>
Regeneration night_result(const EarthLevels::Ends& ends, const Products& mean);
template <>
FlavourRegeneration night_result(const EarthLevels::Ends& ends, const Products& mean);
template <>
double change<Regeneration>(const EarthLevels::Ends& ends, const Products& a, const Products& b);
template <>
double change<FlavourRegeneration>(const EarthLevels::Ends& ends,
                                   const Products& a,
                                   const Products& b);

/// All of a result, or of its nu_e alone.
void assign(FlavourRegeneration& result, const FlavourRegeneration& from);
void assign(Regeneration& result, const FlavourRegeneration& from);

}  // namespace sunsi::propagation::detail
