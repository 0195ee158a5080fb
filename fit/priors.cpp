#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/core/error.hpp>
#include <sunsi/core/spelling.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/fit/priors.hpp>

namespace sunsi::fit {
namespace {

using detector::Card;

PriorValue read_value(const Card& card) {
  const PriorValue result{card.at("value").number(), card.at("up").number(),
                          card.at("down").number()};
  if (!(result.up > 0 && result.down > 0)) {
    card.fail("errors must be positive");
  }
  return result;
}

Prior read_prior(const Card& card) {
  Prior prior{card.at("name").text(), card.at("source").text()};
  const Card octant = card.at("octant");
  if (octant.text() != "free" && octant.text() != "known") {
    octant.fail("octant is free or known");
  }
  prior.octant_free = octant.text() == "free";
  const auto read = [&](const char* key, std::optional<PriorValue>& to) {
    if (card.has(key)) {
      to = read_value(card.at(key));
    }
  };
  read("sin2_theta12", prior.sin2_theta12);
  read("sin2_theta13", prior.sin2_theta13);
  read("dm21_eV2", prior.dm21);
  if (prior.count() == 0) {
    card.fail(fmt::format("prior {} has no value", prior.name));
  }
  return prior;
}

std::vector<Prior> all_priors(const std::filesystem::path& data) {
  std::vector<Prior> list;
  for (const Card& card : Card::load(data / "experiments/priors.yaml").at("priors").list()) {
    list.push_back(read_prior(card));
  }
  return list;
}

double sin2(double angle) { return std::sin(angle) * std::sin(angle); }

}  // namespace

int Prior::count() const {
  return static_cast<int>(sin2_theta12.has_value()) + static_cast<int>(sin2_theta13.has_value()) +
         static_cast<int>(dm21.has_value());
}

double Prior::chi2(const model::OscillationParameters& point) const {
  double sum = 0;
  const auto add = [&](const std::optional<PriorValue>& value, double x) {
    sum += value ? value->pull(x) * value->pull(x) : 0;
  };
  const bool dark = point.theta12() > std::numbers::pi / 4;
  const double s12 = sin2(point.theta12());
  add(sin2_theta12, dark && octant_free ? 1 - s12 : s12);
  add(sin2_theta13, sin2(point.theta13()));
  add(dm21, point.dm21());
  return core::ensure_finite(sum, fmt::format("chi2 of the prior {}", name));
}

std::vector<std::string> prior_names(const std::filesystem::path& data) {
  std::vector<std::string> names;
  for (const Prior& prior : all_priors(data)) {
    names.push_back(prior.name);
  }
  return names;
}

std::vector<Prior> load_priors(std::span<const std::string> names,
                               const std::filesystem::path& data) {
  const std::vector<Prior> all = all_priors(data);
  std::vector<std::string> known;
  for (const Prior& prior : all) {
    known.push_back(prior.name);
  }
  std::vector<Prior> chosen;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      const std::string near = core::nearest(name, known);
      throw core::InvalidInput(fmt::format(
          "unknown prior '{}'{}; allowed are {}", name,
          near.empty() ? "" : fmt::format(", did you mean {}?", near), fmt::join(known, ", ")));
    }
    if (std::any_of(chosen.begin(), chosen.end(),
                    [&](const Prior& prior) { return prior.name == name; })) {
      throw core::InvalidInput(fmt::format("prior '{}' stands twice; it would count twice", name));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - known.begin())]);
  }
  return chosen;
}

double priors_chi2(std::span<const Prior> priors, const model::OscillationParameters& point) {
  double sum = 0;
  for (const Prior& prior : priors) {
    sum += prior.chi2(point);
  }
  return sum;
}

}  // namespace sunsi::fit
