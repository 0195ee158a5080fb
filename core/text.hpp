/// \file core/text.hpp
/// Text that came from outside: is it text, where is it not, and how is it shown in a message.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sunsi/core/error.hpp>

namespace sunsi::core {

/// Without the byte order mark that some programs write before UTF-8.
std::string_view without_bom(std::string_view text);

/// The first byte that is no text: UTF-8 as RFC 3629 defines it (no overlong form, no surrogate,
/// nothing above U+10FFFF), without control characters except tab, line feed and carriage return.
/// Nothing when all of it is text.
std::optional<std::size_t> first_unreadable(std::string_view text);

/// What stands at such a place, for a message.
std::string describe_unreadable(std::string_view text, std::size_t at);

/// Line and column (from 1, in bytes) of a byte of a file's text.
Location location_of(const std::string& file, std::string_view text, std::size_t at);

/// One line fit for a terminal: what is no printable text becomes \n, \x1b and the like, and the
/// middle of more than `longest` bytes is left out (no cell or key that was read can flood a
/// message).
std::string printable(std::string_view text, std::size_t longest = 2000);

}  // namespace sunsi::core
