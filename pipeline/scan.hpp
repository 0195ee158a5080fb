/// \file pipeline/scan.hpp
/// The section `scan` of the configuration: axes over inputs of the Z', and those inputs as typed.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sunsi/core/outline.hpp>
#include <sunsi/model/epsilon.hpp>
#include <sunsi/model/zprime.hpp>
#include <vector>

namespace sunsi::pipeline {

/// An input of the Z' that an axis can run over.
enum class ScanKey { mass_MeV, g, eps_medium, c, tan_eta, eps_kin };

inline constexpr std::array<ScanKey, 6> all_scan_keys{ScanKey::mass_MeV,   ScanKey::g,
                                                      ScanKey::eps_medium, ScanKey::c,
                                                      ScanKey::tan_eta,    ScanKey::eps_kin};

/// Its path in the configuration: "model.mass_MeV", ..., "model.eps_medium.value".
std::string_view path(ScanKey key);
/// Its name as a column: "mass_MeV", "g", "eps_medium", ...
std::string_view name(ScanKey key);
/// "MeV" or "1".
std::string_view unit(ScanKey key);
std::optional<ScanKey> scan_key(std::string_view path);

inline constexpr long most_scan_values = 10'000;             ///< an axis
inline constexpr std::size_t most_scan_points = 10'000'000;  ///< a plane

/// Values of one input, both ends included.
struct ScanAxis {
  ScanKey key = ScanKey::mass_MeV;
  double min = 0;
  double max = 1;
  long count = 2;
  bool log = false;

  /// The value at a place between 0 and count - 1; whole numbers are the axis's own values, the ends
  /// exactly as typed.
  [[nodiscard]] double at(double place) const { return grid().at(place); }
  [[nodiscard]] core::GridAxis grid() const { return {min, max, count, log}; }
};

/// The scalar phi as typed: its mass in MeV or relative to that of the Z'.
struct PhiInputs {
  double charge = 0;
  std::optional<double> mass_ratio;
  double mass_MeV = 0;
};

/// The inputs of the Z' as typed, one member of each set: g or eps_medium, tan_eta or eps_kin.
struct ZPrimeInputs {
  double mass_MeV = 0;
  double c = 0;
  std::optional<double> g;
  double eps_medium = 0;             ///< of `convention`, when g is absent
  double nucleons_per_electron = 0;  ///< (N_n + N_p)/N_e where eps_medium is meant
  std::optional<double> tan_eta;
  double eps_kin = 0;  ///< when tan_eta is absent
  std::optional<PhiInputs> phi;
  model::Convention convention = model::Convention::standard;

  /// Sets one input; it takes the place of the other member of its set.
  void set(ScanKey key, double value);

  /// The couplings. Differs from model::ZPrime::from_tan_eta in one place: c = 0 gives eps_kin = 0,
  /// the limit c -> 0 at fixed tan_eta, so that lines can be followed through it.
  /// \throws InvalidInput  values that no Z' has (mass, g <= 0; tan_eta = 0; eps_medium of the sign
  /// of c)
  [[nodiscard]] model::ZPrime zprime() const;
};

/// What is wrong with a pair of axes, and with which (0 or 1).
struct AxisFault {
  std::size_t axis;
  std::string what;
};

/// Contradictions between two axes and what the model holds fixed: the same input twice, two members
/// of one set, an eps_medium that c cannot give, values where an input means nothing, too many
/// points. Nothing when every point of the plane has a Z'.
std::optional<AxisFault> fault_of(const std::array<ScanAxis, 2>& axes, const ZPrimeInputs& fixed);

/// The axis over a key that `bounds --plane` takes when the configuration has none: mass_MeV 5 to 200
/// and g 1e-6 to 1e-2, eps_medium 0.1 to 10 (so c must be < 0), eps_kin 1e-7 to 1e-2, all
/// logarithmic; c from -1 to -0.005, tan_eta from -3 to 3, linear; 200 values each.
ScanAxis usual_axis(ScanKey key);

/// The section.
struct ScanSettings {
  bool enabled = false;  ///< axes are given
  std::array<ScanAxis, 2> axes{};
  bool chi2_solar = true;  ///< asked for among the outputs of `sunsi scan`
  bool bounds = true;      ///< the same; planes of bounds do not ask
};

}  // namespace sunsi::pipeline
