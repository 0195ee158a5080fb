#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sunsi/core/text.hpp>

namespace sunsi::core {
namespace {

/// Length of the UTF-8 character that starts at `at`, 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  unsigned code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) {
      return 0;
    }
    code = (code << 6U) | (byte(i) & 0x3fU);
  }
  constexpr std::array<unsigned, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  const bool lead = first >= 0xc2 && first <= 0xf4;
  return lead && code >= least.at(length) && code <= 0x10ffff && !surrogate ? length : 0;
}

/// C0 controls, DEL, and the C1 controls U+0080 to U+009F, which move a terminal's cursor too.
bool is_control(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x20 || first == 0x7f ||
         (first == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length > 0 && !is_control(text, at)) {
      out += text.substr(at, length);
      at += length;
    } else {
      const auto byte = static_cast<unsigned char>(text[at++]);
      out += byte == '\n'   ? "\\n"
             : byte == '\t' ? "\\t"
             : byte == '\r' ? "\\r"
                            : fmt::format("\\x{:02x}", byte);
    }
  }
  return out;
}

}  // namespace

std::string_view without_bom(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

std::optional<std::size_t> first_unreadable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t length = utf8_length(text, at);
    if (length == 0 || (is_control(text, at) && c != '\t' && c != '\n' && c != '\r')) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

std::string describe_unreadable(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte == 0 || text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return "a binary file, UTF-16 or UTF-32";
  }
  return fmt::format("{} character, byte 0x{:02x}",
                     utf8_length(text, at) > 0 ? "a control" : "an unreadable", byte);
}

Location location_of(const std::string& file, std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const std::size_t begin = before.rfind('\n');
  return {file, static_cast<int>(line) + 1,
          static_cast<int>(begin == std::string_view::npos ? at : at - begin - 1) + 1};
}

std::string printable(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) {
    return escaped(text);
  }
  // Whole characters only, else their halves would look damaged.
  const auto boundary = [&](std::size_t at) {
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) {
      --at;
    }
    return at;
  };
  const std::size_t head = boundary(longest * 2 / 3);
  const std::size_t tail = boundary(text.size() - longest / 3);
  return escaped(text.substr(0, head)) + fmt::format(" ... ({} bytes) ... ", tail - head) +
         escaped(text.substr(tail));
}

}  // namespace sunsi::core
