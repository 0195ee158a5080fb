/// \file cli/progress.hpp
/// Progress on stderr, and Ctrl-C.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <sunsi/pipeline/survival.hpp>

namespace sunsi::cli {

/// Turns SIGINT and SIGTERM into a flag that long work looks at.
class StopSignal {
 public:
  StopSignal();
  [[nodiscard]] const std::atomic<bool>& flag() const;
  /// 130 for SIGINT, 143 for SIGTERM, 0 while none came.
  [[nodiscard]] int exit_status() const;
};

/// A bar with rate and time left on a terminal, a plain line every five seconds otherwise; nothing
/// for work that is over in half a second.
class Progress {
 public:
  Progress(std::string what, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// A monitor that reports here and stops at `stop`.
  [[nodiscard]] pipeline::Monitor monitor(const StopSignal& stop);

 private:
  void show(std::size_t done, std::size_t total);
  std::string what_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace sunsi::cli
