/// \file propagation/engine_work.hpp
/// What an engine's answer cost.
#pragma once

namespace sunsi::propagation {

/// Counters of the engines that step.
struct EngineWork {
  long steps = 0;     ///< accepted steps, all passes together
  long rejected = 0;  ///< rejected steps
  int passes = 0;     ///< passes through the medium until the tolerance was met
};

}  // namespace sunsi::propagation
