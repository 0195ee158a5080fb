#include <sunsi/model/source.hpp>

namespace sunsi::model {

std::string_view name(Source source) {
  constexpr std::array<std::string_view, 8> names{"pp", "pep", "hep", "7Be",
                                                  "8B", "13N", "15O", "17F"};
  return names.at(static_cast<std::size_t>(source));
}

std::optional<Source> source_from_name(std::string_view text) {
  for (const Source source : all_sources) {
    if (name(source) == text) {
      return source;
    }
  }
  return std::nullopt;
}

}  // namespace sunsi::model
