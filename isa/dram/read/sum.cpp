#include "isa/dram/read/sum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tessera::dram {
namespace {

constexpr std::size_t kLongest = 200;  // characters; bounds how deep parentheses nest
constexpr std::int64_t kMost = 1'000'000'000;

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

class Sum {
 public:
  Sum(std::string_view text, const std::function<SumValue(const std::string&)>& value_of_name)
      : text_(text), value_of_name_(value_of_name) {}

  SumValue value() {
    if (text_.size() > kLongest) fail(fmt::format("is longer than {} characters", kLongest));
    const std::int64_t value = sum();
    if (next() != '\0') fail(unexpected());
    return {mistake_.empty() ? value : 0, mistake_};
  }

 private:
  std::int64_t sum() {
    std::int64_t value = term();
    while (next() == '+' || next() == '-') {
      const char sign = take();
      const std::int64_t right = term();
      value = bounded(sign == '+' ? value + right : value - right);
    }
    return value;
  }

  // Two times make no time, so one factor is a number.
  std::int64_t term() {
    bool plain = is_digit(next());
    std::int64_t value = factor();
    while (next() == '*') {
      take();
      const bool number = is_digit(next());
      if (!plain && !number) fail("multiplies two times; one factor must be a whole number");
      value = bounded(value * factor());
      plain = plain && number;
    }
    return value;
  }

  std::int64_t factor() {
    const char c = next();
    if (is_digit(c)) return number();
    if (starts_name(c)) return name();
    if (c != '(') return fail(unexpected());
    take();
    const std::int64_t value = sum();
    expect(')');
    return value;
  }

  std::int64_t number() {
    std::int64_t value = 0;
    while (is_digit(next_raw())) value = std::min(value * 10 + (take() - '0'), kMost + 1);
    return bounded(value);
  }

  std::int64_t name() {
    std::string found;
    while (starts_name(next_raw()) || is_digit(next_raw())) found += take();
    if (found == "max" && next() == '(') return largest();
    const SumValue value = value_of_name_(found);
    return value.mistake.empty() ? value.value : fail(value.mistake);
  }

  std::int64_t largest() {
    take();
    std::int64_t value = sum();
    while (next() == ',') {
      take();
      value = std::max(value, sum());
    }
    expect(')');
    return value;
  }

  void expect(char wanted) {
    if (next() == wanted)
      take();
    else
      fail(fmt::format("{} where {} should be", unexpected(), wanted));
  }

  std::string unexpected() const {
    if (at_ < text_.size()) return fmt::format("has '{}' at position {}", text_[at_], at_ + 1);
    return text_.empty() ? "is empty" : "ends too early";
  }

  std::int64_t bounded(std::int64_t value) {
    return value >= -kMost && value <= kMost ? value : fail("is more than 1e9 clocks");
  }

  // The first mistake counts; what follows it is skipped.
  std::int64_t fail(std::string mistake) {
    if (mistake_.empty()) mistake_ = std::move(mistake);
    at_ = text_.size();
    return 0;
  }

  char next_raw() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  char next() {
    while (next_raw() == ' ') ++at_;
    return next_raw();
  }
  char take() { return text_[at_++]; }

  std::string_view text_;
  const std::function<SumValue(const std::string&)>& value_of_name_;
  std::size_t at_ = 0;
  std::string mistake_;
};

}  // namespace

SumValue value_of_sum(std::string_view sum,
                      const std::function<SumValue(const std::string&)>& value_of_name) {
  return Sum(sum, value_of_name).value();
}

}  // namespace tessera::dram
