/// \file fit/tasks.hpp
/// Tasks in parallel that may fail and may nest.
#pragma once

#include <cstddef>
#include <functional>

namespace sunsi::fit {

/// body(0), ..., body(count - 1) in parallel (oneTBB). After an exception no further task begins; those
/// that run come to their own end, and then the exception of the lowest number is thrown. An exception
/// that left a body inside of oneTBB would cancel the loops nested in the other tasks, too, and these
/// return without an error and without a result.
void run_tasks(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace sunsi::fit
