// Words and numbers in the texts of published results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tessera::validation::published {

std::string lower_case(std::string_view text);
bool says(std::string_view text, std::string_view phrase);  // case does not matter

// What the first group of `pattern`, case ignored, found: number_behind(text, R"(TP\s?(\d+))").
std::optional<double> number_behind(const std::string& text, const std::string& pattern);

// A length in tokens: "4096"; the mean where one is stated, "~294 mean, <=1024"; of a bound alone,
// "<=1024", the share of it that means have where both are stated (see the source).
std::optional<double> length_of(const std::string& text);

}  // namespace tessera::validation::published
