// Dimension expressions of graph texts: numbers, symbols, + - * /, parentheses,
// min and max; "batch*seq", "(kv+seq)/2", "min(kv, 128)".
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tessera {

using Symbols = std::map<std::string, std::int64_t>;

// what() says what was found, what is allowed, and at which character of the
// expression (1-based).
class DimensionError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Division rounds towards zero. Throws DimensionError for text that does not
// parse, a symbol without a value, a division by zero, or a result beyond 64
// bits.
std::int64_t evaluate(std::string_view expression, const Symbols& symbols);

}  // namespace tessera
