#include <tbb/parallel_for.h>

#include <atomic>
#include <exception>
#include <sunsi/fit/tasks.hpp>
#include <vector>

namespace sunsi::fit {

void run_tasks(std::size_t count, const std::function<void(std::size_t)>& body) {
  std::vector<std::exception_ptr> errors(count);
  std::atomic<bool> failed{false};
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    if (failed) {
      return;
    }
    try {
      body(i);
    } catch (...) {
      errors[i] = std::current_exception();
      failed = true;
    }
  });
  for (const std::exception_ptr& error : errors) {
    if (error) {
      std::rethrow_exception(error);
    }
  }
}

}  // namespace sunsi::fit
