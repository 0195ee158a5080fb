#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/bands.hpp>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/core/constants.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/card.hpp>
#include <sunsi/model/source.hpp>

namespace sunsi::bounds {
namespace {

using core::units::MeV;

const Bound* named(const List& list, const std::string& name) {
  for (std::size_t k = 0; k < list.size(); ++k) {
    if (list[k].label().name == name) {
      return &list[k];
    }
  }
  return nullptr;
}

/// `place: 8B`, or the ratio as a number.
void read_place(const detector::Card& card, const pipeline::Config& config, Band& band) {
  if (card.has("nucleons_per_electron")) {
    band.nucleons_per_electron = card.at("nucleons_per_electron").number();
    band.place = fmt::format("(N_n + N_p)/N_e = {:g}", band.nucleons_per_electron);
    return;
  }
  const std::string word = card.at("place").text();
  const auto source = model::source_from_name(word);
  if (!source) {
    card.at("place").fail(fmt::format("no source is called '{}'", word));
  }
  band.nucleons_per_electron = config.sun->mean_nucleons_per_electron(*source);
  band.place = fmt::format("mean over the production of {} in {}, (N_n + N_p)/N_e = {:.4f}", word,
                           config.sun->name(), band.nucleons_per_electron);
}

/// centre +- 2 sigma of one of the data sets on the card of a bound.
void read_set(const detector::Card& card,
              const pipeline::Config& config,
              std::set<std::string>& files,
              Band& band) {
  const std::string file = "bounds/" + band.bound + ".yaml";
  files.insert(file);
  const detector::Card set =
      detector::Card::load(config.data / file).at("sets").at(card.at("set").text());
  const double centre = set.at("centre").number();
  const double sigma = set.at("sigma").number();
  band.low = centre - 2 * sigma;
  band.high = centre + 2 * sigma;
  band.source = set.at("source").text();
}

Band read_band(const detector::Card& card,
               const pipeline::Config& config,
               std::set<std::string>& files) {
  Band band;
  band.name = card.at("name").text();
  band.title = card.at("title").text();
  band.quantity = card.at("quantity").text();
  band.bound = card.text_or("bound", "");
  band.convention = config.convention;
  if (card.has("set")) {
    read_set(card, config, files, band);
  } else {
    band.low = card.at("low").number();
    band.high = card.at("high").number();
    band.source = card.at("source").text();
  }
  band.note = card.text_or("note", "");
  if (band.low >= band.high) {
    card.fail("a band needs low < high");
  }
  if (band.quantity == "eps_medium") {
    read_place(card, config, band);
  } else if (band.quantity != "prediction" || band.bound.empty()) {
    card.at("quantity").fail("allowed are eps_medium, or prediction with a bound");
  }
  return band;
}

}  // namespace

std::vector<Band> bands_of(const List& list,
                           const pipeline::Config& config,
                           std::set<std::string>& files) {
  files.insert("bounds/bands.yaml");
  const detector::Card card = detector::Card::load(config.data / "bounds/bands.yaml");
  std::vector<Band> bands;
  for (const std::string& key :
       {std::string(model::name(config.convention)), std::string("both")}) {
    if (!card.has(key)) {
      continue;
    }
    for (const detector::Card& item : card.at(key).list()) {
      if (!item.has("bound") || named(list, item.at("bound").text()) != nullptr) {
        bands.push_back(read_band(item, config, files));
      }
    }
  }
  return bands;
}

std::optional<double> coupling_of_edge(const Band& band, double eps, double mass_MeV, double c) {
  if (eps * c >= 0) {
    return std::nullopt;
  }
  return model::ZPrime::coupling_for(model::from_convention(eps, band.convention),
                                     band.nucleons_per_electron, mass_MeV * MeV, c);
}

double value_at(const Band& band, const List& list, const Point& p) {
  if (band.quantity != "eps_medium") {
    const Comparison result = named(list, band.bound)->compare(p);
    return result.known ? result.prediction : 0;
  }
  const double mass = p.mass_MeV * MeV;
  const double eps = -p.c * p.g * p.g * band.nucleons_per_electron /
                     (std::numbers::sqrt2 * core::G_F * mass * mass);
  return band.convention == model::Convention::paper ? model::to_paper({eps}).value : eps;
}

std::vector<BandEdge> edges_of(const Band& band,
                               const List& list,
                               const pipeline::ZPrimeInputs& fixed,
                               const Outline::Axes& axes) {
  // Edges are smooth and their vertices lie on them whatever the grid.
  constexpr long enough = 400;
  Outline::Axes grid = axes;
  for (pipeline::ScanAxis& axis : grid) {
    axis.count = std::min(axis.count, enough);
  }
  std::vector<BandEdge> edges;
  for (const bool high : {false, true}) {
    const double edge = high ? band.high : band.low;
    if (edge == 0) {
      continue;
    }
    // As a bound whose ratio is value/edge, so that its outline is the line value = edge.
    const Outline::Level level = [&](double x, double y) {
      return std::max(value_at(band, list, point_of(inputs_at(fixed, grid, x, y))) / edge, 0.0);
    };
    edges.push_back({high, level(grid[0].at(0), grid[1].at(0)) > 1, outline_of(level, grid)});
  }
  return edges;
}

}  // namespace sunsi::bounds
