#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <sunsi/cli/progress.hpp>

namespace sunsi::cli {
namespace {

// Signal handlers can only reach objects with static storage; nothing else of sunsi is global.
std::atomic<bool> stop_requested{false};
volatile std::sig_atomic_t stop_signal = 0;

void on_signal(int signal) {
  stop_signal = signal;
  stop_requested.store(true);
  std::signal(signal, SIG_DFL);  // a second one ends at once
}

}  // namespace

StopSignal::StopSignal() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

const std::atomic<bool>& StopSignal::flag() const { return stop_requested; }

int StopSignal::exit_status() const {
  return stop_signal == 0 ? 0 : 128 + static_cast<int>(stop_signal);
}

Progress::Progress(std::string what, bool quiet)
    : what_(std::move(what)),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

Progress::~Progress() {
  if (shown_ && terminal_) {
    std::fputs("\r\033[K", stderr);
  }
}

pipeline::Monitor Progress::monitor(const StopSignal& stop) {
  pipeline::Monitor monitor;
  monitor.stop = &stop.flag();
  if (!quiet_) {
    monitor.progress = [this](std::size_t done, std::size_t total) { show(done, total); };
  }
  return monitor;
}

void Progress::show(std::size_t done, std::size_t total) {
  const auto now = std::chrono::steady_clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double since = std::chrono::duration<double>(now - last_).count();
  if (elapsed < 0.5 || since < (terminal_ ? 0.1 : 5.0)) {
    return;
  }
  last_ = now;
  shown_ = true;
  const double rate = static_cast<double>(done) / elapsed;
  const double left = static_cast<double>(total - done) / rate;
  std::string text;
  if (terminal_) {
    const std::size_t filled = 30 * done / total;
    text = fmt::format("\r{} [{}{}] {}/{} {:.1f}/s {:.0f} s left\033[K", what_,
                       std::string(filled, '#'), std::string(30 - filled, ' '), done, total, rate,
                       left);
  } else {
    text = fmt::format("{}: {}/{} {:.1f}/s {:.0f} s left\n", what_, done, total, rate, left);
  }
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace sunsi::cli
