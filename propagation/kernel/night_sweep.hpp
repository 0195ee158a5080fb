/// \file propagation/kernel/night_sweep.hpp
/// The sum over the chords of a night, eight energies abreast. Plain values; who fills them:
/// propagation/night_geometry.hpp (what no energy changes) and detail/earth_levels.hpp (the rest).
#pragma once

namespace sunsi::propagation::kernel {

constexpr int lanes = 8;  ///< energies abreast

/// What a crossing of a layer brings to the phase, in the order of the coefficients of Phases:
/// int delta^p dx for p = 0 to 5, delta = n_e less the layer's middle one, and
/// int n'^2 dx - (n'_begin + n'_end) (n_end - n_begin). Lengths in radii of the sphere, n_e in units of
/// the largest.
constexpr int moments = 7;

/// The crossing of one layer.
struct Leg {
  /// `in`: on the way in alone; `both`: on the way in and again on the way out; `middle`: the layer of the
  /// tangent, from its outer boundary to its outer boundary.
  enum Kind : int { in, both, middle };
  int layer;
  Kind kind;
  int uniform;  ///< 1: n_e is the same all over the layer, whose axis then is, too
  double moment[moments];
  double mu_outer;  ///< abs(dr/dx) at the outer boundary
  double mu_inner;  ///< and at the inner one
};

/// The last piece, which ends at a detector.
struct Tail {
  double weight;  ///< of the chord in the average; 0: not seen from there
  double moment[moments];
  double mu_begin;  ///< dr/dx where it begins, negative on the way in
  double mu_end;    ///< at the detector
};

struct Chord {
  int first;         ///< of its legs
  int legs;          ///< how many
  int from_outside;  ///< its tail begins at the outer boundary (1) or the inner one (0) of its layer
};

struct Sweep {
  int chords;
  int layers;
  int observers;
  int tail_layer;
  int tail_uniform;  ///< as Leg::uniform
  const Chord* chord;
  const Leg* leg;    ///< from the outermost layer to that of the tangent
  const Tail* tail;  ///< [chord][observer]
};

/// Axes of the adiabatic rotation at a place, as a polynomial in mu = dr/dx: even[0] + mu^2 even[1] +
/// mu^4 even[2] + mu (odd[0] + mu^2 odd[1]), of three components.
constexpr int axis_values = 15;

/// Quaternions S = w - i (x, y, z) . sigma: the sums of ww, wx, wy, wz, xx, xy, xz, yy, yz, zz.
constexpr int products = 10;

/// \param phases  [layer][moment][lane]
/// \param axes    [place][axis value][lane]; places: inner and outer boundary of layer k are 2 k and
///                2 k + 1, then the observers
/// \param sums    [observer][product][lane], overwritten
#define SUNSI_NIGHT_SWEEP(variant)                                                              \
  namespace variant {                                                                           \
  void night_sweep(const Sweep& sweep, const double* phases, const double* axes, double* sums); \
  }
SUNSI_NIGHT_SWEEP(plain)
SUNSI_NIGHT_SWEEP(v2)
SUNSI_NIGHT_SWEEP(v3)
SUNSI_NIGHT_SWEEP(v4)
#undef SUNSI_NIGHT_SWEEP

}  // namespace sunsi::propagation::kernel
