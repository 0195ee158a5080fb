#include <sunsi/propagation/kernel/night_sweep.hpp>

namespace sunsi::propagation::kernel::SUNSI_KERNEL_ISA {
namespace {

#define SUNSI_INLINE inline __attribute__((always_inline))

struct Vector {
  double x, y, z;
};

struct Quaternion {
  double w, x, y, z;
};

SUNSI_INLINE Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
SUNSI_INLINE Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
SUNSI_INLINE Vector cross(Vector a, Vector b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

SUNSI_INLINE Quaternion operator*(Quaternion a, Quaternion b) {
  return {
      a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + b.w * a.x + a.y * b.z - a.z * b.y,
      a.w * b.y + b.w * a.y + a.z * b.x - a.x * b.z, a.w * b.z + b.w * a.z + a.x * b.y - a.y * b.x};
}

struct Turn {
  double cosine, sine;
};

/// Cosine and sine up to a common sign, which no rotation of SO(3) sees: the angle is taken modulo
/// pi, halved, and both follow from the power series at up to pi/4. pi in three parts of 33 bits and the
/// rest: exact products for abs(angle) < 2^19.
SUNSI_INLINE Turn turn(double angle) {
  constexpr double round_to_integer = 6755399441055744.0;  // 1.5 x 2^52
  constexpr double pi_1 = 0x1.921fb54400000p+1;            // the first 33 bits
  constexpr double pi_2 = 0x1.0b4611a600000p-33;           // the next 33
  constexpr double pi_3 = 0x1.3198a2e037073p-68;           // the rest
  const double n = (angle * 0.31830988618379067154 + round_to_integer) - round_to_integer;
  const double z = 0.5 * (((angle - n * pi_1) - n * pi_2) - n * pi_3);
  const double q = z * z;
  const double s =
      z +
      z * q *
          (-1.0 / 6 +
           q * (1.0 / 120 +
                q * (-1.0 / 5040 + q * (1.0 / 362880 + q * (-1.0 / 39916800 +
                                                            q * (1.0 / 6227020800.0 +
                                                                 q * (-1.0 / 1307674368000.0)))))));
  const double c =
      1 + q * (-0.5 + q * (1.0 / 24 + q * (-1.0 / 720 +
                                           q * (1.0 / 40320 +
                                                q * (-1.0 / 3628800 +
                                                     q * (1.0 / 479001600.0 +
                                                          q * (-1.0 / 87178291200.0 +
                                                               q * (1.0 / 20922789888000.0))))))));
  return {1 - 2 * s * s, 2 * s * c};
}

/// Adiabatic passage: the axis `a` is carried to the axis `b` (both of size 1) along the great circle, and
/// about it the phase turns: cos(t) - i sin(t) a . sigma followed by the least rotation from a to b.
SUNSI_INLINE Quaternion passage(Vector a, Vector b, Turn t) {
  const Vector m = a + b;
  const double square = m.x * m.x + m.y * m.y + m.z * m.z;
  const double over = 1 / __builtin_sqrt(square);
  const Vector v = cross(a, b);
  const double c = t.cosine * over;
  const double s = t.sine * over;
  return {0.5 * square * c, c * v.x + s * m.x, c * v.y + s * m.y, c * v.z + s * m.z};
}

SUNSI_INLINE Vector even(const double* axis, double square, int l) {
  return {axis[l] + square * (axis[3 * lanes + l] + square * axis[6 * lanes + l]),
          axis[lanes + l] + square * (axis[4 * lanes + l] + square * axis[7 * lanes + l]),
          axis[2 * lanes + l] + square * (axis[5 * lanes + l] + square * axis[8 * lanes + l])};
}

SUNSI_INLINE Vector odd(const double* axis, double mu, double square, int l) {
  axis += 9 * lanes;
  return {mu * (axis[l] + square * axis[3 * lanes + l]),
          mu * (axis[lanes + l] + square * axis[4 * lanes + l]),
          mu * (axis[2 * lanes + l] + square * axis[5 * lanes + l])};
}

SUNSI_INLINE double phase(const double* phases, const double* moment, int l) {
  return moment[0] * phases[l] +
         (moment[1] * phases[lanes + l] + moment[2] * phases[2 * lanes + l] +
          moment[3] * phases[3 * lanes + l] + moment[4] * phases[4 * lanes + l] +
          moment[5] * phases[5 * lanes + l] + moment[6] * phases[6 * lanes + l]);
}

SUNSI_INLINE Quaternion load(const double* q, int l) {
  return {q[l], q[lanes + l], q[2 * lanes + l], q[3 * lanes + l]};
}

SUNSI_INLINE void store(double* q, int l, Quaternion value) {
  q[l] = value.w;
  q[lanes + l] = value.x;
  q[2 * lanes + l] = value.y;
  q[3 * lanes + l] = value.z;
}

/// One leg of a uniform layer: the turn about its axis is the same in both directions.
void cross_uniform(const Leg& leg,
                   const double* __restrict phases,
                   const double* __restrict axis,
                   double* __restrict in,
                   double* __restrict out) {
  const bool both = leg.kind == Leg::both;
  for (int l = 0; l < lanes; ++l) {
    const Turn t = turn(leg.moment[0] * phases[l]);
    const Quaternion q{t.cosine, t.sine * axis[l], t.sine * axis[lanes + l],
                       t.sine * axis[2 * lanes + l]};
    store(in, l, q * load(in, l));
    if (both) {
      store(out, l, load(out, l) * q);
    }
  }
}

/// One leg: `in` follows the way in, `out` precedes what follows the tangent.
void cross_layer(const Leg& leg,
                 const double* __restrict phases,
                 const double* __restrict inner,
                 const double* __restrict outer,
                 double* __restrict in,
                 double* __restrict out) {
  const double mu_o = leg.mu_outer;
  const double mu_i = leg.mu_inner;
  const double square_o = mu_o * mu_o;
  const double square_i = mu_i * mu_i;
  if (leg.kind == Leg::middle) {
    for (int l = 0; l < lanes; ++l) {
      const Vector e = even(outer, square_o, l);
      const Vector o = odd(outer, mu_o, square_o, l);
      store(in, l, passage(e - o, e + o, turn(phase(phases, leg.moment, l))) * load(in, l));
    }
    return;
  }
  if (leg.kind == Leg::in) {
    for (int l = 0; l < lanes; ++l) {
      const Vector a = even(outer, square_o, l) - odd(outer, mu_o, square_o, l);
      const Vector b = even(inner, square_i, l) - odd(inner, mu_i, square_i, l);
      store(in, l, passage(a, b, turn(phase(phases, leg.moment, l))) * load(in, l));
    }
    return;
  }
  for (int l = 0; l < lanes; ++l) {
    const Vector even_o = even(outer, square_o, l);
    const Vector odd_o = odd(outer, mu_o, square_o, l);
    const Vector even_i = even(inner, square_i, l);
    const Vector odd_i = odd(inner, mu_i, square_i, l);
    const Turn t = turn(phase(phases, leg.moment, l));
    store(in, l, passage(even_o - odd_o, even_i - odd_i, t) * load(in, l));
    store(out, l, load(out, l) * passage(even_i + odd_i, even_o + odd_o, t));
  }
}

/// Adds the products of one chord at an observer.
SUNSI_INLINE void add_products(Quaternion q, double weight, double* sums, int l) {
  const Quaternion p{weight * q.w, weight * q.x, weight * q.y, weight * q.z};
  sums[l] += p.w * q.w;
  sums[lanes + l] += p.w * q.x;
  sums[2 * lanes + l] += p.w * q.y;
  sums[3 * lanes + l] += p.w * q.z;
  sums[4 * lanes + l] += p.x * q.x;
  sums[5 * lanes + l] += p.x * q.y;
  sums[6 * lanes + l] += p.x * q.z;
  sums[7 * lanes + l] += p.y * q.y;
  sums[8 * lanes + l] += p.y * q.z;
  sums[9 * lanes + l] += p.z * q.z;
}

void arrive(const Tail& tail,
            const double* __restrict phases,
            const double* __restrict begin,
            const double* __restrict end,
            const double* __restrict before,
            double* __restrict sums) {
  const double mu_b = tail.mu_begin;
  const double mu_e = tail.mu_end;
  const double square_b = mu_b * mu_b;
  const double square_e = mu_e * mu_e;
  for (int l = 0; l < lanes; ++l) {
    const Vector a = even(begin, square_b, l) + odd(begin, mu_b, square_b, l);
    const Vector b = even(end, square_e, l) + odd(end, mu_e, square_e, l);
    const Quaternion q = passage(a, b, turn(phase(phases, tail.moment, l))) * load(before, l);
    add_products(q, tail.weight, sums, l);
  }
}

/// The turn by half a revolution about the axis of a uniform layer, after what came before.
void half_turn(const double* __restrict axis,
               const double* __restrict before,
               double* __restrict turned) {
  for (int l = 0; l < lanes; ++l) {
    store(turned, l,
          Quaternion{0, axis[l], axis[lanes + l], axis[2 * lanes + l]} * load(before, l));
  }
}

/// As `arrive`, in a uniform layer: any turn about its axis is cos(t) + sin(t) times the half one.
void arrive_uniform(const Tail& tail,
                    const double* __restrict phases,
                    const double* __restrict before,
                    const double* __restrict turned,
                    double* __restrict sums) {
  for (int l = 0; l < lanes; ++l) {
    const Turn t = turn(tail.moment[0] * phases[l]);
    const Quaternion u = load(before, l);
    const Quaternion v = load(turned, l);
    add_products({t.cosine * u.w + t.sine * v.w, t.cosine * u.x + t.sine * v.x,
                  t.cosine * u.y + t.sine * v.y, t.cosine * u.z + t.sine * v.z},
                 tail.weight, sums, l);
  }
}

}  // namespace

void night_sweep(const Sweep& sweep, const double* phases, const double* axes, double* sums) {
  for (int k = 0; k < sweep.observers * products * lanes; ++k) {
    sums[k] = 0;
  }
  constexpr int place = axis_values * lanes;
  const double* tail_phases = phases + sweep.tail_layer * moments * lanes;
  for (int c = 0; c < sweep.chords; ++c) {
    const Chord chord = sweep.chord[c];
    double in[4 * lanes];
    double out[4 * lanes];
    for (int l = 0; l < 4 * lanes; ++l) {
      in[l] = out[l] = l < lanes ? 1 : 0;
    }
    for (int k = chord.first; k < chord.first + chord.legs; ++k) {
      const Leg& leg = sweep.leg[k];
      const double* own = phases + leg.layer * moments * lanes;
      const double* inner = axes + 2 * leg.layer * place;
      const double* outer = axes + (2 * leg.layer + 1) * place;
      if (leg.uniform != 0) {
        cross_uniform(leg, own, outer, in, out);
      } else {
        cross_layer(leg, own, inner, outer, in, out);
      }
    }
    for (int l = 0; l < lanes; ++l) {
      store(in, l, load(out, l) * load(in, l));
    }
    const double* begin = axes + (2 * sweep.tail_layer + chord.from_outside) * place;
    if (sweep.tail_uniform != 0) {
      half_turn(begin, in, out);
    }
    for (int o = 0; o < sweep.observers; ++o) {
      const Tail& tail = sweep.tail[c * sweep.observers + o];
      if (tail.weight == 0) {
        continue;
      }
      double* own = sums + o * products * lanes;
      if (sweep.tail_uniform != 0) {
        arrive_uniform(tail, tail_phases, in, out, own);
      } else {
        arrive(tail, tail_phases, begin, axes + (2 * sweep.layers + o) * place, in, own);
      }
    }
  }
}

}  // namespace sunsi::propagation::kernel::SUNSI_KERNEL_ISA
