#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sunsi/pipeline/detail/config_night.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {
namespace {

constexpr const char* key = "zenith_bins";

std::vector<double> even_edges(long bins) {
  std::vector<double> edges;
  for (long k = 0; k <= bins; ++k) {
    edges.push_back(-1 + static_cast<double>(k) / static_cast<double>(bins));
  }
  return edges;
}

std::vector<double> listed_edges(const Section& section, const YAML::Node& list) {
  if (list.size() < 2 || list.size() > static_cast<std::size_t>(most_zenith_bins) + 1) {
    section.fail(key, fmt::format("earth.zenith_bins lists {} edges; give 2 to {} of them, rising "
                                  "in cos z from -1 to 0, or a number of bins",
                                  list.size(), most_zenith_bins + 1));
  }
  std::vector<double> edges;
  for (const YAML::Node& item : list) {
    const double edge = section.parse_number(item, key, "an edge of earth.zenith_bins");
    if (edge < -1 || edge > 0) {
      section.fail_at(
          item, key,
          fmt::format("earth.zenith_bins: {} must lie in [-1, 0] (cos z by night)", edge));
    }
    if (!edges.empty() && edge <= edges.back()) {
      section.fail_at(
          item, key,
          fmt::format("earth.zenith_bins: {} after {}; edges must rise", edge, edges.back()));
    }
    edges.push_back(edge);
  }
  section.document().record(section.path(key), fmt::format("[{}]", fmt::join(edges, ", ")),
                            section.document().origin(list, section.path(key)));
  return edges;
}

}  // namespace

std::vector<double> read_zenith_bins(const Section& section) {
  if (!section.has(key)) {
    return {};
  }
  const YAML::Node value = section.node(key);
  if (value.IsMap()) {
    section.fail(key,
                 "earth.zenith_bins must be a number of bins or a list of edges in cos z, from -1 "
                 "to 0");
  }
  return value.IsSequence() ? listed_edges(section, value)
                            : even_edges(section.integer(key, 1, 1, most_zenith_bins));
}

}  // namespace sunsi::pipeline::detail
