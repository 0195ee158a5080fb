/// \file propagation/night_geometry.hpp
/// The chords of a zenith average, cut at the layers: what no energy and no coupling changes.
#pragma once

#include <sunsi/propagation/kernel/night_sweep.hpp>
#include <sunsi/propagation/layered_sphere.hpp>
#include <vector>

namespace sunsi::propagation {

/// A sphere with detectors below the same layers, and what their chords need of it. Chords of the same
/// distance from the centre differ between detectors in their last piece alone; only where they touch no
/// boundary below the detectors each has its own.
class NightSphere {
 public:
  /// \throws InvalidInput  no layers or no observers, radii that do not rise, a density that is not
  /// positive, a depth outside of [0, R), detectors in different layers
  NightSphere(LayeredSphere layers, std::vector<Observer> observers);

  /// A place where axes are needed: n_e and its first three derivatives by r, in units of the largest
  /// n_e and of the radius of the sphere.
  struct Place {
    std::size_t material;
    double r;
    double n[4];
  };

  [[nodiscard]] const LayeredSphere& layers() const { return layers_; }
  [[nodiscard]] const std::vector<Observer>& observers() const { return observers_; }
  [[nodiscard]] double radius() const { return layers_.back().outer; }
  /// Largest n_e of all layers [eV^3].
  [[nodiscard]] double densest() const { return densest_; }
  /// Mean of the n_e of a layer at its boundaries and half their distance, in units of densest().
  [[nodiscard]] double middle(std::size_t layer) const;
  [[nodiscard]] double half_range(std::size_t layer) const;
  /// Is n_e the same all over a layer?
  [[nodiscard]] bool uniform(std::size_t layer) const;
  /// Inner and outer boundary of layer k are 2 k and 2 k + 1, the detectors follow.
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  /// The layer in which the detectors are.
  [[nodiscard]] std::size_t detector_layer() const { return detector_layer_; }
  /// Of a detector, in units of the radius.
  [[nodiscard]] double detector_radius(std::size_t observer) const;

 private:
  void check() const;
  [[nodiscard]] Place place(std::size_t layer, double r) const;
  LayeredSphere layers_;
  std::vector<Observer> observers_;
  double densest_ = 0;
  std::size_t detector_layer_ = 0;
  std::vector<Place> places_;
};

/// The chords of a zenith rule: pieces between the tangents of the boundaries, each mapped and cut into
/// panels as by ZenithGrid, in the cosine of the first observer; the weights of the others are their own
/// shares of the night on the same panels.
class NightGeometry {
 public:
  /// \param level  0 to 16: the way changes by 2 R/2^level a panel at most
  /// \param least_panels  of a piece, >= 1
  /// \throws InvalidInput  level or panels out of range
  NightGeometry(const NightSphere& sphere, double level, int least_panels = 1);

  /// Single chords to one of the detectors, each with weight 1.
  /// \param cosines  of the zenith angle, in [-1, 0]
  /// \throws InvalidInput  a cosine or the observer out of range
  NightGeometry(const NightSphere& sphere,
                std::size_t observer,
                const std::vector<double>& cosines);

  [[nodiscard]] kernel::Sweep sweep() const;
  /// One of the chords alone.
  [[nodiscard]] kernel::Sweep sweep(std::size_t chord) const;
  [[nodiscard]] std::size_t chords() const { return chords_.size(); }

 private:
  class Builder;
  std::vector<kernel::Chord> chords_;
  std::vector<kernel::Leg> legs_;
  std::vector<kernel::Tail> tails_;
  int layers_;
  int observers_;
  int tail_layer_;
  bool tail_uniform_;
};

}  // namespace sunsi::propagation
