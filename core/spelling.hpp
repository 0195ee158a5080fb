/// \file core/spelling.hpp
/// Suggestions for misspelt words.
#pragma once

#include <string>
#include <vector>

namespace sunsi::core {

/// Closest of `allowed` to a misspelt word by edit distance (neighbouring letters swapped count
/// once); empty when none is near: more than two letters and more than a third of the word.
std::string nearest(const std::string& word, const std::vector<std::string>& allowed);

}  // namespace sunsi::core
