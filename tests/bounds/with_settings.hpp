/// One bound under settings of its own.
#pragma once

#include "points.hpp"

namespace test {

/// A list that holds the bound of this name alone.
inline bounds::List only(const std::string& name, pipeline::BoundSettings settings = {}) {
  settings.only = {name};
  return bounds::List(settings, SUNSI_TEST_DATA);
}

}  // namespace test
