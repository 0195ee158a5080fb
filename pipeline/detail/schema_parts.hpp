/// \file pipeline/detail/schema_parts.hpp
/// Pieces of the JSON schema of the configuration, and its section `earth`.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail::schema {

using Json = nlohmann::ordered_json;

inline const Json positive{{"exclusiveMinimum", 0}};
inline const Json nothing{{"type", "null"}};
inline const Json given{{"not", {{"type", "null"}}}};
inline const Json not_zero{{"not", {{"const", 0}}}};

/// The members of both, b's where both have one.
Json merged(Json a, const Json& b);

/// A key without a value (null) counts as absent, so every type has null beside it.
Json number(const char* description, const Json& range = Json::object());
Json boolean(const char* description);
Json choice(const char* description, const Words& words);
Json list_of(const char* description, const Words& words);

/// A section with exactly these keys, in their order.
/// \throws logic_error  a key of the reader's list has no schema, or the other way round
Json section(const char* description, const Words& keys, const Json& properties);

/// Where the Sun is seen from by night: a site, or a latitude and a depth.
/// \throws DataError  the list of sites is missing or damaged
Json earth_section(const std::filesystem::path& data);

}  // namespace sunsi::pipeline::detail::schema
