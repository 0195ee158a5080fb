#include <fmt/format.h>

#include <sunsi/pipeline/detail/config_fluxes.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {

void read_fluxes(const Section& solar, Config& config) {
  if (!solar.has("fluxes")) {
    solar.document().record("solar.fluxes", "ssm", "default");
    return;
  }
  if (solar.node("fluxes").IsScalar()) {
    config.free_fluxes.all = solar.choice("fluxes", "ssm", flux_words) == "free";
    return;
  }
  const Words names = source_names();
  const Section fluxes = solar.section("fluxes", names);
  for (const std::string& key : names) {
    if (!fluxes.has(key)) {
      continue;
    }
    const model::Source source = *model::source_from_name(key);
    const YAML::Node node = fluxes.node(key);
    if (node.IsScalar() && node.Scalar() == "free") {
      fluxes.choice(key, "free", {"free"});
      config.free_fluxes.single.insert(source);
      continue;
    }
    const double flux = fluxes.number(key);
    if (flux < 0) {
      fluxes.fail(key, fmt::format("solar.fluxes.{} = {:g} must be >= 0, or free", key, flux));
    }
    config.flux_override[source] = flux;
  }
}

}  // namespace sunsi::pipeline::detail
