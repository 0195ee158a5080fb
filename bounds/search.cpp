// Points with demands: reverse.hpp, parse_demands and find_allowed.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <sunsi/bounds/plane.hpp>
#include <sunsi/bounds/reverse.hpp>
#include <sunsi/core/error.hpp>
#include <sunsi/core/spelling.hpp>

namespace sunsi::bounds {
namespace {

using pipeline::ScanKey;

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  const auto last = text.find_last_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

[[noreturn]] void fail(const std::string& demand, const std::string& what) {
  throw core::InvalidInput(fmt::format(
      "demand '{}': {}; write QUANTITY in LOW..HIGH, QUANTITY > X, QUANTITY < X or QUANTITY = X",
      demand, what));
}

double number_in(const std::string& demand, const std::string& text) {
  const std::string word = trimmed(text);
  double value = 0;
  const auto [stop, ec] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || ec != std::errc() || stop != word.data() + word.size() ||
      !std::isfinite(value)) {
    fail(demand, fmt::format("'{}' is no finite number", word));
  }
  return value;
}

Demand parse_demand(const std::string& text) {
  constexpr double open = std::numeric_limits<double>::max();
  Demand demand{"", -open, open};
  const auto sign = text.find_first_of("<>=");
  const auto word = text.find(" in ");
  if (sign != std::string::npos) {
    demand.quantity = trimmed(text.substr(0, sign));
    const double value = number_in(text, text.substr(sign + 1));
    demand.low = text[sign] == '<' ? -open : value;
    demand.high = text[sign] == '>' ? open : value;
  } else if (word != std::string::npos) {
    demand.quantity = trimmed(text.substr(0, word));
    const std::string range = text.substr(word + 4);
    const auto dots = range.find("..");
    if (dots == std::string::npos) {
      fail(text, "no LOW..HIGH");
    }
    demand.low = number_in(text, range.substr(0, dots));
    demand.high = number_in(text, range.substr(dots + 2));
  } else {
    fail(text, "no relation");
  }
  std::vector<std::string> known;
  for (const ScanKey key : pipeline::all_scan_keys) {
    known.emplace_back(name(key));
  }
  if (std::find(known.begin(), known.end(), demand.quantity) == known.end()) {
    const std::string near = core::nearest(demand.quantity, known);
    fail(text, fmt::format("unknown quantity '{}'{}, allowed are {}", demand.quantity,
                           near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                           fmt::join(known, ", ")));
  }
  return demand;
}

/// A range of one input; angles for tan_eta, logarithms where both ends have one sign.
struct Side {
  ScanKey key;
  double low, high;
  enum class Map { linear, log, angle } map;

  [[nodiscard]] double at(double t) const {
    switch (map) {
      case Map::log:
        return t >= 1 ? high : low * std::pow(high / low, t);
      case Map::angle: {
        const double value = std::tan(std::atan(low) + t * (std::atan(high) - std::atan(low)));
        return value == 0 ? 1e-9 : std::clamp(value, low, high);
      }
      case Map::linear:
        break;
    }
    return low + t * (high - low);
  }
};

/// What a search looks through when nothing is demanded of an input.
Side usual(ScanKey key) {
  switch (key) {
    case ScanKey::mass_MeV:
      return {key, 5, 200, Side::Map::log};
    case ScanKey::g:
      return {key, 1e-9, 1, Side::Map::log};
    case ScanKey::eps_medium:
      return {key, -1e3, 1e3, Side::Map::linear};
    case ScanKey::c:
      return {key, -1, 1, Side::Map::linear};
    case ScanKey::tan_eta:
      return {key, -1e3, 1e3, Side::Map::angle};
    case ScanKey::eps_kin:
      return {key, -1, 1, Side::Map::linear};
  }
  return {};
}

const Demand* of(const std::vector<Demand>& demands, ScanKey key) {
  for (const Demand& demand : demands) {
    if (demand.quantity == name(key)) {
      return &demand;
    }
  }
  return nullptr;
}

Side side_of(const std::vector<Demand>& demands, ScanKey key) {
  Side side = usual(key);
  if (const Demand* demand = of(demands, key)) {
    // A finite end of a demand may lie outside of the usual range and then replaces it.
    const bool from = demand->low > -1e300, to = demand->high < 1e300;
    side.low = from ? demand->low : std::min(side.low, demand->high);
    side.high = to ? demand->high : std::max(side.high, demand->low);
    if ((key == ScanKey::mass_MeV || key == ScanKey::g) && side.high <= 0) {
      throw core::InvalidInput(fmt::format("{} must be > 0", name(key)));
    }
    if (key == ScanKey::mass_MeV || key == ScanKey::g) {
      side.low = side.low > 0 ? side.low : std::min(1e-9, side.high);
    }
  }
  if (key == ScanKey::eps_kin && (side.low == 0) != (side.high == 0)) {
    // One sign was demanded; small mixings are then as likely as large ones.
    (side.low == 0 ? side.low : side.high) = 1e-9 * (side.low == 0 ? side.high : side.low);
  }
  if (side.map == Side::Map::linear && side.low * side.high > 0) {
    side.map = Side::Map::log;  // both of one sign: their ratio is > 0
  }
  return side;
}

/// The inputs that are searched, one of each set.
std::vector<Side> sides_of(const std::vector<Demand>& demands,
                           const pipeline::ZPrimeInputs& inputs) {
  for (const auto& [a, b] : {std::pair(ScanKey::g, ScanKey::eps_medium),
                             std::pair(ScanKey::tan_eta, ScanKey::eps_kin)}) {
    if (of(demands, a) != nullptr && of(demands, b) != nullptr) {
      throw core::InvalidInput(
          fmt::format("demands on {} and {} together: each fixes the other; "
                      "keep one of them",
                      name(a), name(b)));
    }
  }
  std::vector<Side> sides{side_of(demands, ScanKey::mass_MeV)};
  const bool by_eps = of(demands, ScanKey::eps_medium) != nullptr;
  const bool by_kin = of(demands, ScanKey::eps_kin) != nullptr;
  sides.push_back(side_of(demands, by_eps ? ScanKey::eps_medium : ScanKey::g));
  sides.push_back(side_of(demands, by_kin ? ScanKey::eps_kin : ScanKey::tan_eta));
  if (of(demands, ScanKey::c) != nullptr) {
    sides.push_back(side_of(demands, ScanKey::c));
  }
  if (by_eps) {
    Side& eps = sides[1];
    const Side c = sides.size() > 3 ? sides[3] : Side{ScanKey::c, inputs.c, inputs.c, {}};
    // eps_medium has the sign of -c: of a range on both sides of 0 the possible one stays.
    if (c.high < 0 && eps.high > 0) {
      eps.low = std::max(eps.low, eps.high * 1e-6);
    } else if (c.low > 0 && eps.low < 0) {
      eps.high = std::min(eps.high, eps.low * 1e-6);
    } else {
      throw core::InvalidInput(
          "eps_medium has the sign of -c: demand a c of one sign and an eps_medium of the other");
    }
    eps.map = Side::Map::log;
  } else if (sides.size() <= 3 && inputs.c == 0 && !by_kin) {
    throw core::InvalidInput(
        "c = 0 makes eps_n = 0, so tan_eta fixes nothing; demand c or eps_kin");
  }
  return sides;
}

/// A point of the unit cube: additive recurrence with the powers of the root of x^{d+1} = x + 1.
std::array<double, 4> quasi(std::size_t n, std::size_t dimensions) {
  double root = 1.5;
  for (int step = 0; step < 60; ++step) {
    root = std::pow(1 + root, 1.0 / static_cast<double>(dimensions + 1));
  }
  std::array<double, 4> u{};
  double power = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    power /= root;
    double whole = 0;
    u[d] = std::modf(0.5 + power * static_cast<double>(n + 1), &whole);
  }
  return u;
}

struct Candidate {
  std::array<double, 4> u{};
  Worst worst;
  double score = std::numeric_limits<double>::max();  ///< the worst ratio
};

pipeline::ZPrimeInputs inputs_of(const std::vector<Side>& sides,
                                 pipeline::ZPrimeInputs z,
                                 const std::array<double, 4>& u) {
  for (std::size_t d = 0; d < sides.size(); ++d) {
    z.set(sides[d].key, sides[d].at(u[d]));
  }
  return z;
}

}  // namespace

std::vector<Demand> parse_demands(const std::string& text) {
  std::vector<Demand> demands;
  std::size_t start = 0;
  while (start <= text.size()) {
    const auto comma = std::min(text.find(',', start), text.size());
    const std::string part = trimmed(text.substr(start, comma - start));
    Demand demand = parse_demand(part);
    const auto same = std::find_if(demands.begin(), demands.end(),
                                   [&](const Demand& d) { return d.quantity == demand.quantity; });
    if (same != demands.end()) {
      demand.low = std::max(demand.low, same->low);
      demand.high = std::min(demand.high, same->high);
      *same = demand;
    } else {
      demands.push_back(demand);
    }
    if (demand.low > demand.high) {
      fail(part, fmt::format("no {} can be met", demand.quantity));
    }
    start = comma + 1;
  }
  return demands;
}

Found find_allowed(const List& list,
                   const pipeline::ZPrimeInputs& inputs,
                   const std::vector<Demand>& demands,
                   const pipeline::Monitor& monitor) {
  constexpr std::size_t count = 1u << 14, rounds = 9;
  const std::vector<Side> sides = sides_of(demands, inputs);
  Found found;
  Candidate best;
  std::vector<Candidate> tried(count);
  double width = 1;
  for (std::size_t round = 0; round < rounds; ++round) {
    const Candidate centre = best;
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
      if (monitor.stop != nullptr && monitor.stop->load()) {
        throw core::Interrupted();
      }
      Candidate candidate;
      candidate.u = quasi(k + round * count, sides.size());
      for (std::size_t d = 0; round > 0 && d < sides.size(); ++d) {
        candidate.u[d] = std::clamp(centre.u[d] + width * (candidate.u[d] - 0.5), 0.0, 1.0);
      }
      candidate.worst = worst_at(list, point_of(inputs_of(sides, inputs, candidate.u)));
      candidate.score = candidate.worst.ratio;
      tried[k] = candidate;
    });
    const Candidate& first =
        *std::min_element(tried.begin(), tried.end(),
                          [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    best = first.score < best.score ? first : best;
    width *= 0.5;
    found.tried += count;
    if (monitor.progress) {
      monitor.progress(round + 1, rounds);
    }
    if (best.worst.allowed()) {
      break;
    }
  }
  found.inputs = inputs_of(sides, inputs, best.u);
  found.worst = best.worst;
  return found;
}

}  // namespace sunsi::bounds
