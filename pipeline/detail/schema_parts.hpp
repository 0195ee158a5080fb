/// \file pipeline/detail/schema_parts.hpp
/// Pieces of the JSON schema that its sections share.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <sunsi/pipeline/detail/vocabulary.hpp>

namespace sunsi::pipeline::detail {

using Json = nlohmann::ordered_json;

/// `a` with the members of `b`.
Json merged(Json a, const Json& b);

/// Single values. A key without a value (null) counts as absent, so every type has null beside it.
Json number(const char* description, const Json& range = Json::object());
Json boolean(const char* description);
Json choice(const char* description, const Words& words);

/// A section with exactly these keys, in their order.
/// \throws logic_error  a key of the reader's list has no schema, or the other way round
Json section(const char* description, const Words& keys, const Json& properties);

/// The section `earth`.
Json earth_schema(const std::filesystem::path& data);

}  // namespace sunsi::pipeline::detail
