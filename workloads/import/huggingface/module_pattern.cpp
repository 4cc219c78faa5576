#include "workloads/import/huggingface/module_pattern.h"

#include <algorithm>
#include <charconv>

namespace tessera {
namespace {

constexpr std::size_t kLongest = 1000;
constexpr std::string_view kExpressionMark = "re:", kLayers = "layers.";

// "layers.12.": 12; -1 where there is no such part.
std::int64_t layer_in(const std::string& text) {
  const std::size_t at = text.find(kLayers);
  if (at == std::string::npos) return -1;
  std::int64_t layer = -1;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data() + at + kLayers.size(), end, layer);
  return error == std::errc() && (behind == end || *behind == '.') ? layer : -1;
}

// Whether `part` stands in `name` between dots or ends.
bool has_part(const std::string& name, const std::string& part) {
  for (std::size_t at = name.find(part); at != std::string::npos; at = name.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if ((at == 0 || name[at - 1] == '.') && (end == name.size() || name[end] == '.')) return true;
  }
  return false;
}

// As shells match, a module below the named one included: remembers the last `*` and goes back to
// it, so that the time is bounded.
bool fits(const std::string& pattern, const std::string& name) {
  std::size_t p = 0, n = 0, star = std::string::npos, resume = 0;
  while (n < name.size()) {
    if (p == pattern.size() && name[n] == '.') return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == name[n] || pattern[p] == '?')) {
      ++p;
      ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                     [](char c) { return c == '*'; });
}

}  // namespace

ModulePattern::ModulePattern(const std::string& text) : text_(text) {
  if (text.size() > kLongest) throw std::regex_error(std::regex_constants::error_complexity);
  if (text == "Linear") {
    kind_ = Kind::kAll;
  } else if (text.starts_with(kExpressionMark)) {
    kind_ = Kind::kExpression;
    // No expression of a file may take exponential time: libstdc++'s search without backtracking.
    expression_ = std::make_shared<const std::regex>(
        text.substr(kExpressionMark.size()),
        std::regex::ECMAScript | std::regex_constants::__polynomial);
  } else {
    kind_ = text.find_first_of("*?") == std::string::npos ? Kind::kPart : Kind::kWildcard;
    if (text_.ends_with('.')) text_.pop_back();
    layer_ = layer_in(text);
  }
}

bool ModulePattern::matches(const std::string& name) const {
  switch (kind_) {
    case Kind::kAll:
      return true;
    case Kind::kPart:
      return !text_.empty() && has_part(name, text_);
    case Kind::kWildcard:
      return fits(text_, name);
    case Kind::kExpression:
      return std::regex_search(name, *expression_, std::regex_constants::match_continuous);
  }
  return false;
}

}  // namespace tessera
