// Steps through lexemes and says, in the user's words, what was expected where something else
// stands.
#pragma once

#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isa/assembly/lexer.h"
#include "isa/assembly/words.h"

namespace tessera {

class Cursor {
 public:
  // Leaves a statement at its first mistake.
  struct Wrong {};

  Cursor(std::string_view text, std::string file) : file_(std::move(file)) {
    lexemes_ = lex(text, file_, mistakes_);
  }

  const Lexeme& here() const { return lexemes_[at_]; }
  bool at_end() const { return here().kind == Lexeme::Kind::kEnd; }
  bool at_word(std::string_view word) const {
    return here().kind == Lexeme::Kind::kWord && !here().quoted && here().text == word;
  }
  bool at_sign(std::string_view sign) const {
    return here().kind == Lexeme::Kind::kSign && here().text == sign;
  }
  void next() {
    if (!at_end()) ++at_;
  }
  bool take_word(std::string_view word) {
    if (!at_word(word)) return false;
    next();
    return true;
  }
  bool take_sign(std::string_view sign) {
    if (!at_sign(sign)) return false;
    next();
    return true;
  }

  void expect_word(std::string_view word) {
    if (!take_word(word)) wrong("'" + std::string(word) + "'");
  }
  void expect_sign(std::string_view sign) {
    if (!take_sign(sign)) wrong("'" + std::string(sign) + "'");
  }
  std::string expect_name(const std::string& of_what) {
    if (!at_name()) wrong("the name of " + of_what);
    std::string name = here().text;
    next();
    return name;
  }
  bool at_name() const {
    return here().kind == Lexeme::Kind::kWord && (here().quoted || !is_keyword(here().text));
  }

  // Numbers beyond `highest` are mistakes too: sums and products of them must stay whole numbers.
  template <class Number>
  Number expect_number(const std::string& what, Number lowest,
                       Number highest = std::numeric_limits<Number>::max()) {
    const Lexeme& lexeme = here();
    if (lexeme.kind != Lexeme::Kind::kNumber) wrong(what);
    Number value{};
    const char* end = lexeme.text.data() + lexeme.text.size();
    const auto [stop, error] = std::from_chars(lexeme.text.data(), end, value);
    if (error != std::errc() || stop != end) {
      wrong(std::is_integral_v<Number> ? what + ", a whole number" : what);
    }
    if (value < lowest) {
      mistake(lexeme, what + " is " + lexeme.text + ", must be at least " +
                          std::to_string(static_cast<std::int64_t>(lowest)));
      throw Wrong{};
    }
    if (value > highest) {
      mistake(lexeme, what + " is " + lexeme.text + ", must be at most " +
                          std::to_string(static_cast<std::int64_t>(highest)));
      throw Wrong{};
    }
    next();
    return value;
  }

  // One of `words`, by position.
  int expect_one_of(std::span<const std::string_view> words) {
    const std::optional<int> found =
        here().kind == Lexeme::Kind::kWord ? position(words, here().text) : std::nullopt;
    if (!found) wrong(alternatives(words));
    next();
    return *found;
  }

  [[noreturn]] void wrong(const std::string& expected) {
    mistake(here(), "found " + shown(here()) + ", expected " + expected);
    throw Wrong{};
  }
  void mistake(const Lexeme& where, std::string message) {
    mistakes_.push_back({{file_, where.line, where.column}, std::move(message)});
  }

  void skip_line_ends() {
    while (here().kind == Lexeme::Kind::kLineEnd) next();
  }
  // To the end of the line or the block that opens on it.
  void skip_statement() {
    while (!at_end() && here().kind != Lexeme::Kind::kLineEnd && !at_sign("{") && !at_sign("}")) {
      next();
    }
  }

  std::vector<Mistake>& mistakes() { return mistakes_; }

 private:
  static std::string shown(const Lexeme& lexeme) {
    if (lexeme.kind == Lexeme::Kind::kLineEnd) return "the end of the line";
    if (lexeme.kind == Lexeme::Kind::kEnd) return "the end of the file";
    return "'" + lexeme.text + "'";
  }

  std::string file_;
  std::vector<Mistake> mistakes_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
};

}  // namespace tessera
