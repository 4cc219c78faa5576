#include "workloads/dimension.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace tessera {
namespace {

// Recursive descent: sum = product {(+|-) product}, product = factor {(*|/)
// factor}, factor = number | symbol | ( sum ) | min(sum, sum) | max(sum, sum).
class Parser {
 public:
  Parser(std::string_view text, const Symbols& symbols) : text_(text), symbols_(symbols) {}

  std::int64_t whole() {
    const std::int64_t value = sum();
    if (next() != '\0') fail(found() + ", must be +, -, *, / or the end");
    return value;
  }

 private:
  std::int64_t sum() {
    std::int64_t value = product();
    while (next() == '+' || next() == '-') {
      const char sign = take();
      const std::int64_t other = product();
      const bool overflow = sign == '+' ? __builtin_add_overflow(value, other, &value)
                                        : __builtin_sub_overflow(value, other, &value);
      if (overflow) fail("the value does not fit in 64 bits");
    }
    return value;
  }

  std::int64_t product() {
    std::int64_t value = factor();
    while (next() == '*' || next() == '/') {
      if (take() == '*') {
        if (__builtin_mul_overflow(value, factor(), &value))
          fail("the value does not fit in 64 bits");
      } else {
        const std::int64_t divisor = factor();
        if (divisor == 0) fail("the divisor is 0");
        if (divisor == -1) fail("the divisor is -1, must be positive");
        value /= divisor;
      }
    }
    return value;
  }

  std::int64_t factor() {
    const char c = next();
    if (c == '(') {
      if (++depth_ > kDeepest) fail("parentheses nest deeper than " + std::to_string(kDeepest));
      take();
      const std::int64_t value = sum();
      if (next() != ')') fail(found() + ", must be ')'");
      take();
      --depth_;
      return value;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    if (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_') return symbol();
    fail(found() + ", must be a number, a symbol or '('");
  }

  std::int64_t number() {
    std::int64_t value = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
          __builtin_add_overflow(value, std::int64_t{text_[at_] - '0'}, &value))
        fail("the number does not fit in 64 bits");
      ++at_;
    }
    return value;
  }

  // min(a, b) or max(a, b), behind the name.
  std::int64_t smaller_or_larger(bool smaller) {
    if (++depth_ > kDeepest) fail("parentheses nest deeper than " + std::to_string(kDeepest));
    take();
    const std::int64_t a = sum();
    if (next() != ',') fail(found() + ", must be ','");
    take();
    const std::int64_t b = sum();
    if (next() != ')') fail(found() + ", must be ')'");
    take();
    --depth_;
    return smaller ? std::min(a, b) : std::max(a, b);
  }

  std::int64_t symbol() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    if ((name == "min" || name == "max") && next() == '(') return smaller_or_larger(name == "min");
    const auto value = symbols_.find(name);
    if (value == symbols_.end()) {
      at_ = begin;
      fail("symbol '" + name + "' has no value" + known());
    }
    return value->second;
  }

  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  char take() {
    const char c = next();
    ++at_;
    return c;
  }

  std::string found() {
    return next() == '\0' ? "found the end" : std::string("found '") + next() + "'";
  }
  std::string known() const {
    std::string names;
    for (const auto& [name, value] : symbols_) names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "; none is known" : "; known: " + names;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw DimensionError("dimension \"" + std::string(text_) + "\": " + what + ", at character " +
                         std::to_string(at_ + 1));
  }

  static constexpr int kDeepest = 100;  // a text that nests deeper is no dimension
  std::string_view text_;
  const Symbols& symbols_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::int64_t evaluate(std::string_view expression, const Symbols& symbols) {
  return Parser(expression, symbols).whole();
}

}  // namespace tessera
