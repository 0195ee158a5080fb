/// \file python/bindings/bindings.hpp
/// What the parts of the module `sunsi._core` share. Only sunsi's own Python files call it: they
/// check types, choose defaults and carry the documentation that users read.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <array>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <sunsi/model/source.hpp>
#include <sunsi/pipeline/survival.hpp>

namespace sunsi::python {

namespace nb = nanobind;

/// A vector of numbers read in place, whatever its stride.
using Numbers = nb::ndarray<const double, nb::ndim<1>, nb::device::cpu>;
/// A new array whose memory belongs to it alone.
using Array = nb::ndarray<nb::numpy, double>;
/// Memory of a bound object, which numpy shows as read-only.
using View = nb::ndarray<nb::numpy, const double, nb::ndim<1>>;

/// A new C-contiguous array of `shape`, filled by `fill(i)` in memory order.
template <class Fill>
Array make_array(std::initializer_list<std::size_t> shape, Fill&& fill) {
  std::size_t size = 1;
  for (const std::size_t n : shape) {
    size *= n;
  }
  auto* numbers = new double[size > 0 ? size : 1];
  const nb::capsule owner(numbers, [](void* p) noexcept { delete[] static_cast<double*>(p); });
  for (std::size_t i = 0; i < size; ++i) {
    numbers[i] = fill(i);
  }
  return Array(numbers, shape, owner);
}

/// \throws InvalidInput  unknown name, with the nearest
model::Source source_of(const std::string& name);

/// Runs `work` on a thread of its own while the calling one, without the GIL, waits and now and
/// then lets Python look for signals. What a signal handler raises (KeyboardInterrupt) sets
/// `monitor.stop` and is raised once the work has ended; so are the work's own exceptions.
void run_interruptibly(const std::function<void(const pipeline::Monitor&)>& work);

void bind_inputs(nb::module_& module);
void bind_nsi(nb::module_& module);
void bind_functions(nb::module_& module);
void bind_bounds(nb::module_& module);
void bind_fit(nb::module_& module);

}  // namespace sunsi::python
