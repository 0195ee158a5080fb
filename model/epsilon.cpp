#include <sunsi/model/epsilon.hpp>

namespace sunsi::model {

std::string_view name(Convention convention) {
  return convention == Convention::standard ? "standard" : "paper";
}

}  // namespace sunsi::model
