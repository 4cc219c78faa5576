#include "isa/assembly/lexer.h"

#include "isa/assembly/words.h"

namespace tessera {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& file, std::vector<Mistake>& mistakes)
      : text_(text), file_(file), mistakes_(mistakes) {}

  std::vector<Lexeme> run() {
    while (at_ < text_.size()) next();
    put(Lexeme::Kind::kLineEnd, "");
    put(Lexeme::Kind::kEnd, "");
    return std::move(lexemes_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  int column() const { return static_cast<int>(at_ - line_start_) + 1; }

  void put(Lexeme::Kind kind, std::string text) {
    lexemes_.push_back({kind, std::move(text), false, line_, column()});
  }

  void next() {
    const char c = peek();
    if (c == '\n') {
      put(Lexeme::Kind::kLineEnd, "");
      ++at_;
      ++line_;
      line_start_ = at_;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\\' && peek(1) == '\n') {
      at_ += 2;  // the line goes on
      ++line_;
      line_start_ = at_;
    } else if (c == '#') {
      while (at_ < text_.size() && peek() != '\n') ++at_;
    } else if (c == '"') {
      quoted();
    } else if (begins_word(c)) {
      word();
    } else if (is_digit(c) || (c == '-' && is_digit(peek(1)))) {
      number();
    } else {
      sign();
    }
  }

  // Dots inside a word, but not the two of a range.
  void word() {
    std::size_t end = at_;
    while (end < text_.size() &&
           (begins_word(text_[end]) || is_digit(text_[end]) ||
            (text_[end] == '.' && end + 1 < text_.size() && text_[end + 1] != '.'))) {
      ++end;
    }
    take(Lexeme::Kind::kWord, end);
  }

  void number() {
    std::size_t end = at_ + 1;
    const auto in_number = [&](std::size_t i) {
      const char c = text_[i];
      if (is_digit(c) || c == 'e' || c == 'E') return true;
      if (c == '.') return i + 1 < text_.size() && is_digit(text_[i + 1]);
      return (c == '+' || c == '-') && (text_[i - 1] == 'e' || text_[i - 1] == 'E');
    };
    while (end < text_.size() && in_number(end)) ++end;
    take(Lexeme::Kind::kNumber, end);
  }

  void take(Lexeme::Kind kind, std::size_t end) {
    put(kind, std::string(text_.substr(at_, end - at_)));
    at_ = end;
  }

  void quoted() {
    Lexeme lexeme{Lexeme::Kind::kWord, "", true, line_, column()};
    for (++at_; at_ < text_.size() && peek() != '"' && peek() != '\n'; ++at_) {
      if (peek() == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        lexeme.text += peek() == 'n' ? '\n' : peek();
      } else {
        lexeme.text += peek();
      }
    }
    if (peek() == '"') {
      ++at_;
    } else {
      mistake(lexeme.column, "a quoted name ends with '\"' on its line");
    }
    lexemes_.push_back(std::move(lexeme));
  }

  void sign() {
    for (const std::string_view known : {"->", "..", "{", "}", ",", "*", "@"}) {
      if (text_.substr(at_, known.size()) != known) continue;
      put(Lexeme::Kind::kSign, std::string(known));
      at_ += known.size();
      return;
    }
    mistake(column(), std::string("found '") + peek() + "', which begins nothing");
    ++at_;
  }

  void mistake(int column, std::string message) {
    mistakes_.push_back({{file_, line_, column}, std::move(message)});
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<Mistake>& mistakes_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

bool is_plain(std::string_view name) {
  if (name.empty() || !begins_word(name.front()) || name.back() == '.') return false;
  for (std::size_t i = 1; i < name.size(); ++i) {
    const char c = name[i];
    if (!begins_word(c) && !is_digit(c) && (c != '.' || name[i - 1] == '.')) return false;
  }
  return true;
}

std::string in_quotes(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace

std::vector<Lexeme> lex(std::string_view text, const std::string& file,
                        std::vector<Mistake>& mistakes) {
  return Lexer(text, file, mistakes).run();
}

std::string quoted_word(std::string_view word) {
  return is_plain(word) ? std::string(word) : in_quotes(word);
}

std::string quoted_name(std::string_view name) {
  return is_keyword(name) ? in_quotes(name) : quoted_word(name);
}

}  // namespace tessera
