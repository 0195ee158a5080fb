#include <stdexcept>
#include <sunsi/pipeline/detail/schema_parts.hpp>

namespace sunsi::pipeline::detail::schema {

Json merged(Json a, const Json& b) {
  a.update(b);
  return a;
}

Json number(const char* description, const Json& range) {
  return merged({{"type", {"number", "null"}}, {"description", description}}, range);
}

Json boolean(const char* description) {
  return {{"type", {"boolean", "null"}}, {"description", description}};
}

Json choice(const char* description, const Words& words) {
  Json allowed = words;
  allowed.push_back(nullptr);
  return {{"enum", allowed}, {"description", description}};
}

Json list_of(const char* description, const Words& words) {
  return {{"type", {"array", "null"}},
          {"items", {{"enum", words}}},
          {"minItems", 1},
          {"uniqueItems", true},
          {"description", description}};
}

Json section(const char* description, const Words& keys, const Json& properties) {
  Json ordered = Json::object();
  for (const std::string& key : keys) {
    if (!properties.contains(key)) {
      throw std::logic_error("the schema lacks the key " + key);
    }
    ordered[key] = properties[key];
  }
  if (ordered.size() != properties.size()) {
    throw std::logic_error("the schema has a key that the configuration has not");
  }
  return {{"type", {"object", "null"}},
          {"description", description},
          {"properties", ordered},
          {"additionalProperties", false}};
}

}  // namespace sunsi::pipeline::detail::schema
