#include "sim/app/validate/published/words.h"

#include <algorithm>
#include <cctype>
#include <regex>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation::published {
namespace {

// MLPerf states mean and bound of six lengths: 9428 of 20000, 3880 of 20000, 684 of 20000, 294 of
// 1024, 146 of 1024, 69 of 128. Their shares are 0.03 to 0.54, 0.28 on average.
constexpr double kMeanOfBound = 0.28;

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool says(std::string_view text, std::string_view phrase) {
  return lower_case(text).find(lower_case(phrase)) != std::string::npos;
}

std::optional<double> number_behind(const std::string& text, const std::string& pattern) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex(pattern, std::regex::icase))) return std::nullopt;
  return number_in(found[1].str());
}

std::optional<double> length_of(const std::string& text) {
  if (const auto number = number_in(text)) return number;
  if (const auto mean = number_behind(text, R"(mean[a-z ]* (\d+))")) return mean;
  if (const auto mean = number_behind(text, R"((\d+) mean)")) return mean;
  if (const auto bound = number_behind(text, R"(<=\s*(\d+))")) return kMeanOfBound * *bound;
  return std::nullopt;
}

}  // namespace tessera::validation::published
